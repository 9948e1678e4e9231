"""Extraction: articles in, claims and figures out, each article read by itself."""

from kit.extraction.stream import ExtractionWarning
from kit.extraction.tables import arrow_schemas, extract

__all__ = ["ExtractionWarning", "arrow_schemas", "extract"]
