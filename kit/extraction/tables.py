"""A table of articles in, the tables of claims and figures out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from pathlib import Path

import pandas as pd
import pyarrow as pa
from tqdm import tqdm

from kit import schema
from kit.extraction.stream import Article, Settings, stream
from kit.language.attribution.cues import Cue
from kit.sources.variants import with_one_kind


def extract(
    articles: pd.DataFrame,
    sources: pd.DataFrame | None = None,
    *,
    model: str | None = None,
    convention: str = "literal",
    singles: bool = False,
    more_cues: Iterable[Cue] = (),
    cache: Path | None = None,
    workers: int | Executor = 1,
    progress: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Finds who is said to say what in each article, and every count of people in it.

    Args:
        articles: a table with a ``text`` column and article ids as its index, or, where that only counts the rows, in a column
            ``article_id``; ``published``, where it is there, dates "Friday". The text is taken as it is, so that offsets hold in it. A Dask DataFrame gives Dask DataFrames
            (:mod:`kit.extraction.cluster`); it uses no cache, workers or bar.
        sources: the registry, :data:`kit.schema.SOURCES`; without it general rules name the sources.
        model: another installed spaCy pipeline with a parser; by default the one that comes with the kit.
        convention: how vague words are read, one of :data:`kit.schema.CONVENTIONS`.
        singles: whether one person without a number counts ("a driver was killed" is 1); see :func:`kit.language.figures.counts.find`.
        more_cues: words that introduce speech, besides those of the kit's table or in their place; see :func:`kit.language.attribution.cues.read_cues`.
        cache: a file that keeps what was found, so that an article is read again only if its text, id or date, the model, the rules or one of
            the options above is another (:mod:`kit.extraction.store`). The tables are the same with it and without.
        workers: how many processes read at the same time, or an executor of :mod:`concurrent.futures`, such as ``Client(…).get_executor()`` of Dask.
        progress: whether to draw a bar on standard error.

    Returns:
        Two tables, :data:`kit.schema.CLAIMS` and :data:`kit.schema.FIGURES`, in the order of the articles and of their
        text. ``claims.text`` is the content, its pieces joined by " … " where the cue interrupts it; offsets are
        characters of ``articles.text``. A figure that nobody is quoted for belongs to a claim in the article's own
        voice (``source_kind`` "article"), which is the sentence around it. A ``source_id`` has one ``source_kind`` in all the articles that
        are read together (:func:`kit.sources.variants.kinds`); of a Dask DataFrame those of a partition.

    Raises:
        ValueError: if there is no text column, an article id occurs twice, the convention is unknown, or there is no
            such model.

    >>> import pandas as pd
    >>> text = "The mayor said that nine people had died."
    >>> claims, figures = extract(pd.DataFrame({"text": [text]}, index=["a"]))
    >>> claims.source.iloc[0], claims.cue.iloc[0], claims.text.iloc[0], int(figures.value.iloc[0]), figures.measure.iloc[0]
    ('The mayor', 'said', 'nine people had died', 9, 'killed')
    """
    if hasattr(articles, "map_partitions"):
        from kit.extraction import cluster

        return cluster.extract(articles, sources, model=model, convention=convention, singles=singles, more_cues=tuple(more_cues))
    articles = identified(articles, convention)
    settings = Settings(sources, model, convention, singles, tuple(more_cues))
    with tqdm(total=len(articles), desc="Reading articles", unit="article", disable=not progress) as bar:
        return gathered(articles, settings, bar, cache, workers)


def gathered(articles: pd.DataFrame, settings: Settings, bar: tqdm, cache: Path | None = None, workers: int | Executor = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two tables of *articles* as :func:`identified` gives them; *bar* is moved on for each."""
    claims: list[dict] = []
    figures: list[dict] = []
    with closing(stream(rows(articles), settings, cache, workers)) as found:
        for one in found:
            claims.extend(one.claims)
            figures.extend(one.figures)
            bar.update()
    return with_one_kind(schema.build(schema.CLAIMS, claims), settings.sources), schema.build(schema.FIGURES, figures)


def arrow_schemas() -> dict[str, pa.Schema]:
    """The two tables in Arrow's types, by name: what their Parquet files hold, of which an empty table, or a part of one, does not tell enough.

    >>> str(arrow_schemas()["claims"].field("spans").type)
    'list<item: list<item: int64>>'
    """
    claims, figures = (pa.Schema.from_pandas(schema.build(table, [])) for table in (schema.CLAIMS, schema.FIGURES))
    return {"claims": claims.set(claims.get_field_index("spans"), pa.field("spans", pa.list_(pa.list_(pa.int64())))), "figures": figures}


def rows(articles: pd.DataFrame) -> Iterator[Article]:
    """What is read of each row."""
    published = articles["published"] if "published" in articles else pd.Series(pd.NaT, index=articles.index)
    for article_id, text, day in zip(articles.index, articles["text"], published, strict=True):
        yield Article(str(article_id), text if isinstance(text, str) else "", None if pd.isna(day) else day.date())


def identified(articles: pd.DataFrame, convention: str = "literal") -> pd.DataFrame:
    """*articles* with their ids as the index: those of a column ``article_id`` where the index has no name and only counts the rows.

    Raises the errors that :func:`extract` names.
    """
    check_columns(articles)
    where = "index"
    if "article_id" in articles and articles.index.name is None and pd.api.types.is_integer_dtype(articles.index):
        articles, where = articles.set_index("article_id"), "column article_id"
        if articles.index.isna().any():
            raise ValueError(f"row {int(articles.index.isna().argmax()) + 1} has no article_id; give each article its own id")
    twice = articles.index[articles.index.duplicated()].unique()
    if len(twice):
        names = ", ".join(repr(name) for name in twice[:5]) + (f" and {len(twice) - 5} more" if len(twice) > 5 else "")
        raise ValueError(f"article id {names} occurs more than once in the {where}; give each article its own id")
    if convention not in schema.CONVENTIONS:
        raise ValueError(f"unknown convention {convention!r}; known are {', '.join(schema.CONVENTIONS)}")
    return articles


def check_columns(articles) -> None:
    if "text" not in getattr(articles, "columns", ()):
        raise ValueError("extract needs a DataFrame with a column 'text'; kit.read_articles makes one from a folder of articles")
