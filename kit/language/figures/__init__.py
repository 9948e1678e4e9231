"""Counts of people: how many, of whom, what happened to them, where and when."""
