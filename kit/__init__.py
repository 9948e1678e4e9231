"""Claimkit: who says how many, on whose word, how firmly, and do the reports really agree."""
