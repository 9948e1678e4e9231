"""The main job, once through: a case in, its corrected tables out."""

from __future__ import annotations

import os
import warnings
from concurrent.futures import Executor
from typing import NamedTuple

import pandas as pd

from kit import corrections
from kit.articles import ArticleWarning, read_articles
from kit.case import Case, CaseError, CaseWarning
from kit.comparison.readings import kept
from kit.extraction import ExtractionWarning, extract
from kit.language.attribution.cues import CueWarning
from kit.sources.sheet import SourceWarning

#: Warnings that tell the researcher something about the case; they become rows of ``notices``.
_TELLING = (ArticleWarning, CaseWarning, SourceWarning, CueWarning, ExtractionWarning)


class Analysis(NamedTuple):
    """What one run found.

    Attributes:
        case: the case.
        articles: :data:`kit.schema.ARTICLES`.
        sources: the registry and the sources that corrections.jsonl names, or None where there are none: then origins are guessed, see :func:`kit.comparison.origins`.
        claims, figures: as corrected, :data:`kit.schema.CLAIMS` and :data:`kit.schema.FIGURES`.
        score, agreement: how far the extraction was right, and how far reviewers agree, as :func:`kit.corrections.score` and
            :func:`kit.corrections.agreement` say it; without what nobody has checked.
        problems: corrections that could not be read or applied, as :func:`kit.corrections.problems` lists them.
        notices: what was passed over on the way, one message each (column ``notice``).
    """

    case: Case
    articles: pd.DataFrame
    sources: pd.DataFrame | None
    claims: pd.DataFrame
    figures: pd.DataFrame
    score: pd.DataFrame
    agreement: pd.DataFrame
    problems: pd.DataFrame
    notices: pd.DataFrame


def analyse(case: Case, *, model: str | None = None, workers: int | Executor = 1, progress: bool = False) -> Analysis:
    """Reads the articles of *case*, extracts claims and figures, and applies its corrections.

    Args:
        case: from :func:`kit.open_case`.
        model, workers: as in :func:`kit.extract`.
        progress: whether to draw a bar.

    Raises:
        kit.case.CaseError: if the case cannot be read at all, or none of its articles can. What is wrong with single articles, rows or records
            stands in ``notices`` and ``problems``; the rest goes on.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        registry = corrections.registry(case.sources, case.corrections)
        articles = read_articles(case)
        if not len(articles):
            said = "\n".join(str(warning.message) for warning in caught)
            raise CaseError(f"{case.articles_dir}: none of its articles can be read.\n{said}")
        extracted = extract(articles, **case.extraction_options, model=model, workers=workers, progress=progress)
        followed = corrections.follow(*extracted, case.corrections, articles=articles, policy=case.options.reviewer_policy)
    for warning in caught:
        if not isinstance(warning.message, _TELLING):
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    # Without the place of the case on this machine, so that the same case gives the same findings elsewhere.
    told = [str(warning.message).replace(f"{case.folder}{os.sep}", "") for warning in caught if isinstance(warning.message, _TELLING)]
    notices = pd.DataFrame({"notice": pd.array(list(dict.fromkeys(told)), dtype="string")})
    return Analysis(case, articles, registry if len(registry) else None, followed.claims, followed.figures, *_checking(followed), notices)


def _checking(followed: corrections.Following) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    score, agreement = corrections.score(followed), corrections.agreement(followed)
    return tuple(table.reset_index(drop=True) for table in (score[score["of"] > 0], agreement[agreement["rows"] > 0], followed.problems))


def policy(case: Case) -> dict:
    """How the case wants differing counts summed up, as the arguments of :func:`kit.comparison.summary`."""
    return {"policy": case.options.policy, "source_order": case.options.source_order}


def in_question(figures: pd.DataFrame, case: Case) -> pd.DataFrame:
    """The figures that the case asks about: of the measures and groups named in case.toml; a count without a group is kept.

    ``attrs["not_asked"]`` names the claims of the others, once for each, so that a chart can say how many it leaves out.
    """
    measures, groups = case.options.measures, case.options.groups
    of_measure = figures["measure"].isin(measures) if measures else True
    of_group = figures["group"].isin(groups) | figures["group"].isna() if groups else True
    asked = pd.Series(True, index=figures.index) & of_measure & of_group
    found = figures[asked]
    found.attrs["not_asked"] = tuple(kept(figures[~asked])["claim_id"])
    return found
