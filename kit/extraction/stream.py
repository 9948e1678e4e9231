"""Articles in, what was found in each out, in their order: from the store where it was kept, else read here or by helpers at the same time."""

from __future__ import annotations

import datetime as dt
import signal
import sys
import threading
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from spacy.tokens import Doc

from kit.extraction import article, store
from kit.language import pipeline
from kit.language.attribution import cues
from kit.sources.registry import COLUMNS

#: Articles that are read, and kept, together.
BATCH = 16
#: Batches that are handed out before the first of them is back.
_AHEAD = 64
_ONE_AT_A_TIME = threading.Lock()


class ExtractionWarning(UserWarning):
    """An article that could not be read for claims; the others go on."""


class Article(NamedTuple):
    """What is read: all that the result depends on, besides the settings."""

    article_id: str
    text: str
    published: dt.date | None


class Settings(NamedTuple):
    """How it is read, as in :func:`kit.extract`; ``rules`` is the version that is to read it."""

    sources: pd.DataFrame | None = None
    model: str | None = None
    convention: str = "literal"
    singles: bool = False
    more_cues: tuple[cues.Cue, ...] = ()
    rules: str = ""


class Found(NamedTuple):
    """Rows of the two tables, or what went wrong."""

    claims: list[dict]
    figures: list[dict]
    error: str | None = None


class _Batch(NamedTuple):
    """Articles by their keys: those of the store, and those that are being read, if that is done elsewhere by a job."""

    keys: list[bytes]
    known: dict[bytes, tuple[list[dict], list[dict]]]
    new: dict[bytes, Article]
    job: Future | None


def stream(articles: Iterable[Article], settings: Settings, cache: Path | None = None, workers: int | Executor = 1) -> Iterator[Found]:
    """Yields for each article what was found in it, in order; never more than a bounded number of articles is held.

    Args:
        cache: the file of the store, or None.
        workers: how many processes read at the same time, or an executor that has its own.

    Warns:
        ExtractionWarning: for an article that could not be read.
        RuntimeWarning: where a worker was killed; the rest is then read in this process.
    """
    settings = settings._replace(rules=store.rules())
    how = version(settings) if cache is not None else None
    with store.Store(cache if how else None) as kept, _pool(workers) as pool:
        waiting: deque[_Batch] = deque()
        articles = iter(articles)
        try:
            while batch := list(islice(articles, BATCH)):
                keys = [key(how, item) for item in batch]
                known = kept.find(keys)
                new = {sha256: item for sha256, item in zip(keys, batch, strict=True) if sha256 not in known}
                waiting.append(_Batch(keys, known, new, _handed(pool, list(new.values()), settings) if pool and new else None))
                if len(waiting) > (_AHEAD if pool else 0):
                    yield from _finished(waiting.popleft(), settings, kept)
            while waiting:
                yield from _finished(waiting.popleft(), settings, kept)
        finally:
            for batch in waiting:
                if batch.job:
                    batch.job.cancel()


def read(articles: list[Article], settings: Settings) -> list[Found]:
    """What is found in each of *articles*.

    Raises:
        RuntimeError: if the rules here are not those that *settings* asks for, as on a machine with another version of the kit.
    """
    check_rules(settings.rules)
    nlp = pipeline.load(settings.model)
    # The vocabulary forgets the words of a batch at its end, or it would grow with every name in a corpus; one thread at a time can do so.
    with _ONE_AT_A_TIME, nlp.memory_zone(), cues.extended(settings.more_cues):
        try:
            parsed = list(pipeline.pipe_articles(nlp, [item.text for item in articles]))
        except Exception as error:  # noqa: BLE001 - one bad article never stops the others
            if len(articles) == 1:
                return [_failed(error)]
        else:
            return [_found(item, docs, settings) for item, docs in zip(articles, parsed, strict=True)]
    return [found for item in articles for found in read([item], settings)]


def _found(item: Article, docs: list[Doc], settings: Settings) -> Found:
    try:
        return Found(*article.read(*item, docs, settings.sources, settings.convention, settings.singles))
    except Exception as error:  # noqa: BLE001 - nor does one that the rules cannot bear
        return _failed(error)


def _failed(error: Exception) -> Found:
    return Found([], [], f"{type(error).__name__}: {error}")


def check_rules(rules: str) -> None:
    """Raises a RuntimeError unless the rules here are those that somebody else asks for."""
    if rules != store.rules():
        raise RuntimeError("a worker has another version of the kit, or of spaCy, than the machine that asks; install the same on both")


def _handed(pool: Executor, articles: list[Article], settings: Settings) -> Future | None:
    try:
        return pool.submit(read, articles, settings)
    except BrokenProcessPool:
        return None


def _finished(batch: _Batch, settings: Settings, kept: store.Store) -> Iterator[Found]:
    try:
        found = batch.job.result() if batch.job else read(list(batch.new.values()), settings)
    except BrokenProcessPool:
        warnings.warn("a worker was killed, perhaps for want of memory; the rest is read without workers", RuntimeWarning, stacklevel=2)
        found = read(list(batch.new.values()), settings)
    fresh = dict(zip(batch.new, found, strict=True))
    kept.keep({sha256: one[:2] for sha256, one in fresh.items() if one.error is None})
    for sha256, one in fresh.items():
        if one.error is not None:
            _warn(
                f"article {batch.new[sha256].article_id!r} could not be read for claims ({one.error}); the others were. Look for damaged text in it."
            )
    yield from (fresh[sha256] if sha256 in fresh else Found(*batch.known[sha256]) for sha256 in batch.keys)


def _warn(message: str) -> None:
    """An ExtractionWarning; a worker of Dask passes it on to whoever asked."""
    warn = getattr(sys.modules.get("distributed"), "warn", warnings.warn)
    warn(message, ExtractionWarning, stacklevel=3)


def _pool(workers: int | Executor):
    if isinstance(workers, Executor):
        return nullcontext(workers)
    if workers < 1:
        raise ValueError(f"workers must be 1 or more, found {workers}")
    return nullcontext() if workers == 1 else ProcessPoolExecutor(workers, initializer=_alone)


def _alone() -> None:
    """A worker leaves Ctrl-C to the process that started it, which then asks for no more; a lock that was held there is none here."""
    global _ONE_AT_A_TIME
    _ONE_AT_A_TIME = threading.Lock()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def key(how: str | None, item: Article) -> bytes:
    """What a reading of *item* is kept under; *how* is the :func:`version` of what reads it."""
    return store.key(how, item.article_id, item.text, item.published and item.published.isoformat())


def version(settings: Settings) -> str | None:
    """Settings, model and rules in a digest; None for a model that has no files to tell it from others."""
    model = pipeline.model_sha256(pipeline.load(settings.model))
    if model is None:
        return None
    sources = None if settings.sources is None else settings.sources.reindex(columns=list(COLUMNS)).astype("string").fillna("").values.tolist()
    more_cues = [[*cue[:3], *(sorted(part) for part in cue[3:])] for cue in settings.more_cues]
    return store.key(store.rules(), model, sources, settings.convention, settings.singles, more_cues).hex()
