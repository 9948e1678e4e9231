"""A case's own tables, following its own log."""

from __future__ import annotations

from kit.articles import read_articles
from kit.case import Case
from kit.corrections.replay import Following, follow
from kit.extraction import extract


def follow_case(case: Case, *, model: str | None = None, progress: bool = False) -> Following:
    """Reads and extracts the articles of *case* and applies its log: what :func:`kit.corrections.follow` returns.

    Args:
        model, progress: as in :func:`kit.extract`.
    """
    articles = read_articles(case)
    extracted = extract(articles, **case.extraction_options, model=model, progress=progress)
    return follow(*extracted, case.corrections, articles=articles, policy=case.options.reviewer_policy)
