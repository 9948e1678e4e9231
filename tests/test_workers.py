"""Many processes read at once, and what they find is what one would."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import kit
from kit.cli import app
from kit.extraction import ExtractionWarning, store, stream

ARTICLES = pd.DataFrame({"text": [f"Police in ward {n} said that {n + 2} people were hurt." for n in range(40)]}, index=[f"w{n}" for n in range(40)])
BAD = pd.DataFrame({"text": pd.Series([*ARTICLES["text"], "half a sign: \ud800"], index=[*ARTICLES.index, "bad"], dtype=object)})


def same(one, other) -> None:
    for a, b in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(a, b)


def test_two_workers_find_what_one_does_in_the_same_order(tmp_path):
    alone = kit.extract(ARTICLES)
    same(kit.extract(ARTICLES, workers=2, cache=tmp_path / "kept"), alone)
    assert alone[0]["article_id"].drop_duplicates().tolist() == list(ARTICLES.index)


def test_any_executor_will_do():
    with ThreadPoolExecutor(1) as pool:
        same(kit.extract(ARTICLES, workers=pool), kit.extract(ARTICLES))
        assert pool.submit(int).result() == 0  # it is left as it was, for whoever made it


def test_a_bad_article_stops_no_worker():
    with pytest.warns(ExtractionWarning, match="'bad'"):
        found = kit.extract(BAD, workers=2)
    same(found, kit.extract(ARTICLES))


def test_no_worker_is_no_answer():
    with pytest.raises(ValueError, match="workers must be 1 or more, found 0"):
        kit.extract(ARTICLES, workers=0)
    assert CliRunner().invoke(app, ["run", "anywhere", "--workers", "0"]).exit_code == 2


def killed(articles, settings):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_where_a_worker_is_killed_the_rest_is_read_here(monkeypatch):
    parent, real = os.getpid(), stream.read
    monkeypatch.setattr(stream, "read", lambda *given: killed(*given) if os.getpid() != parent else real(*given))
    monkeypatch.setattr(stream, "_handed", lambda pool, articles, settings: pool.submit(killed, articles, settings) if articles[0].article_id == "w16" else None)
    with pytest.warns(RuntimeWarning, match="a worker was killed"):
        found = kit.extract(ARTICLES, workers=2)
    same(found, kit.extract(ARTICLES))


@pytest.mark.parametrize("workers", [1, 2])
def test_after_an_interruption_the_next_run_goes_on(tmp_path, monkeypatch, workers):
    cache = tmp_path / "kept"
    monkeypatch.setattr(stream, "_AHEAD", 0)
    finished = 0

    class Interrupted(store.Store):
        def keep(self, found):
            nonlocal finished
            super().keep(found)
            finished += 1
            if finished == 2:
                raise KeyboardInterrupt

    with monkeypatch.context() as within:
        within.setattr(store, "Store", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            kit.extract(ARTICLES, cache=cache, workers=workers)
    ids, real = [], stream.read
    monkeypatch.setattr(stream, "read", lambda articles, settings: ids.extend(article.article_id for article in articles) or real(articles, settings))
    same(kit.extract(ARTICLES, cache=cache), kit.extract(ARTICLES))
    assert ids[: len(ARTICLES) - 2 * stream.BATCH] == list(ARTICLES.index[2 * stream.BATCH :])


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_ends_a_run_in_a_line(tmp_path):
    """A run with workers, interrupted as by a person at a terminal: the whole group of processes gets the signal."""
    for name, text in (ARTICLES["text"] * 40).items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    code = (
        "import os, signal; from kit.extraction import store; keep = store.Store.keep\n"
        "def then_interrupt(self, found): keep(self, found); os.killpg(0, signal.SIGINT)\n"
        "store.Store.keep = then_interrupt\n"
        "from kit.cli import app; app()"
    )
    command = [sys.executable, "-c", code, "run", str(tmp_path), "--workers", "2", "--no-notebooks"]
    environment = os.environ | {"PYTHONPATH": str(Path(kit.__file__).parents[1])}
    ran = subprocess.run(command, capture_output=True, text=True, start_new_session=True, env=environment, timeout=120)
    assert (ran.returncode, ran.stderr.strip()) == (130, "kit: stopped. What was read is kept; the next run goes on from there.")
    assert (tmp_path / ".cache" / "extraction.sqlite").is_file()
    assert not (tmp_path / "findings").exists()
