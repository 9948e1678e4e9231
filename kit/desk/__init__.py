"""The desk at which a person checks what was extracted."""

from __future__ import annotations

import warnings

from kit.case import Case
from kit.desk.desk import Desk
from kit.desk.queue import to_check

__all__ = ["Desk", "open", "to_check"]


def open(case: Case, reviewer: str | None = None) -> Desk:
    """The desk for a case: reads and extracts its articles and records to ``case.corrections``.

    What is to be said of the case's files stands in it. Who has the tables already makes a :class:`Desk` of them.
    """
    import kit

    options = case.options
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        articles = kit.read_articles(case)
        claims, figures = kit.extract(articles, **case.extraction_options)
    notes = list(dict.fromkeys(str(warning.message) for warning in caught if issubclass(warning.category, UserWarning)))
    return Desk(claims, figures, articles, case.corrections, reviewer, sources=case.sources, policy=options.reviewer_policy, notes=notes)
