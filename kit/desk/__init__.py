"""The desk at which a person checks what was extracted."""

from __future__ import annotations

from kit.case import Case
from kit.desk.form import Form, form, to_check

__all__ = ["Form", "form", "open", "to_check"]


def open(case: Case, reviewer: str | None = None) -> Form:
    """The form for a case: reads and extracts its articles and records to ``case.corrections``.

    In a notebook that has the tables already, :func:`form` takes them.
    """
    import kit

    articles = kit.read_articles(case)
    claims, figures = kit.extract(articles, sources=case.sources, convention=case.options.convention, singles=case.options.count_single_people)
    return form(
        claims, figures, articles, case.corrections, reviewer, sources=case.sources, policy=case.options.reviewer_policy
    )
