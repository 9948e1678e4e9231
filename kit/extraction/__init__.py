"""Extraction: articles in, claims and figures out, each article read by itself."""

from kit.extraction.stream import ExtractionWarning
from kit.extraction.tables import extract

__all__ = ["ExtractionWarning", "extract"]
