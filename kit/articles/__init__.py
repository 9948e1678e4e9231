"""Articles: files, folders, tables and pages ─► the articles table."""

from kit.articles.manifest import ArticleWarning, complete_manifest
from kit.articles.read import read_articles

__all__ = ["ArticleWarning", "complete_manifest", "read_articles"]
