"""A corpus on a cluster: the same tables, each article read once, whatever happens to a worker."""

import asyncio
import os
import signal
import time

import dask
import dask.dataframe as dd
import pandas as pd
import pytest
from distributed import Client, LocalCluster
from typer.testing import CliRunner

import kit
from kit import schema
from kit.cli import app
from kit.extraction import ExtractionWarning, arrow_schemas, stream, tables

ARTICLES = pd.DataFrame(
    {"text": [f"Police in ward {n} said on Monday that {n + 2} people were hurt." for n in range(60)], "published": pd.Timestamp("2031-05-07")},
    index=pd.Index([f"w{n:02}" for n in range(60)], name="article_id"),
)


def same(one, other) -> None:
    for a, b in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(a, b)


@pytest.fixture(scope="module")
def alone():
    return kit.extract(ARTICLES)


@pytest.fixture(scope="module")
def cluster():
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def kill_one_that_works(client: Client) -> None:
    busy = next(filter(None, (next((name for name, tasks in client.processing().items() if tasks), None) for _ in iter(lambda: time.sleep(0.01), 0))))
    os.kill(client.run(os.getpid, workers=[busy])[busy], signal.SIGKILL)


def test_dask_tables_are_what_extract_makes_and_each_article_is_read_once(alone, monkeypatch):
    ids, real = [], stream.read
    monkeypatch.setattr(stream, "read", lambda articles, settings: ids.extend(article.article_id for article in articles) or real(articles, settings))
    lazy = kit.extract(dd.from_pandas(ARTICLES, npartitions=4))
    assert ids == []
    same([table._meta for table in lazy], [schema.build(table, []) for table in (schema.CLAIMS, schema.FIGURES)])
    same(dask.compute(*lazy, scheduler="sync"), alone)
    assert sorted(ids) == list(ARTICLES.index)


def test_options_reach_the_partitions():
    vague = pd.DataFrame({"text": ["Dozens were killed, police said."]}, index=["a"])
    options = {"convention": "acled", "sources": schema.build(schema.SOURCES, [{"source_id": "pol", "name": "Police", "kind": "government"}])}
    lazy = kit.extract(dd.from_pandas(vague, npartitions=1), **options)
    found = dask.compute(*lazy, scheduler="sync")
    same(found, kit.extract(vague, **options))
    assert found[0]["source_id"].tolist() == ["pol"]


def test_a_table_without_text_is_told_before_anything_is_read():
    with pytest.raises(ValueError, match="column 'text'"):
        kit.extract(dd.from_pandas(ARTICLES[["published"]], npartitions=1))


def test_a_worker_with_another_kit_is_not_believed(monkeypatch):
    lazy = kit.extract(dd.from_pandas(ARTICLES, npartitions=1))
    monkeypatch.setattr(stream.store, "rules", lambda: "others")
    with pytest.raises(RuntimeError, match="another version of the kit"):
        dask.compute(*lazy, scheduler="sync")


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_worker_that_dies_costs_time_and_nothing_else(cluster, alone):
    futures = cluster.compute(kit.extract(dd.from_pandas(ARTICLES, npartitions=12)))
    kill_one_that_works(cluster)
    same(cluster.gather(futures), alone)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_an_executor_of_the_cluster_reads_in_order_though_a_worker_dies(cluster, alone):
    def articles():
        for number, article in enumerate(tables.rows(ARTICLES)):
            if number == 40:
                kill_one_that_works(cluster)
            yield article

    found = list(stream.stream(articles(), stream.Settings(), workers=cluster.get_executor()))
    same([schema.build(schema.CLAIMS, [row for one in found for row in one.claims])], alone[:1])


def test_the_command_reads_on_the_cluster(cluster, tmp_path):
    (tmp_path / "one.txt").write_text("Police said that nine people were hurt.", encoding="utf-8")
    address = cluster.scheduler.address
    told = CliRunner().invoke(app, ["run", str(tmp_path), "--dask", address, "--no-notebooks"])
    assert told.exit_code == 0, told.output
    assert "nine" in (tmp_path / "findings" / "figures.csv").read_text(encoding="utf-8")


def test_a_cluster_that_does_not_answer_is_told_in_a_line(tmp_path):
    (tmp_path / "one.txt").write_text("It rained.", encoding="utf-8")
    with dask.config.set({"distributed.comm.timeouts.connect": "0.2s"}):
        told = CliRunner().invoke(app, ["run", str(tmp_path), "--dask", "tcp://127.0.0.1:1", "--no-notebooks"])
    assert told.exit_code == 2
    assert "127.0.0.1:1" in told.stderr


def test_ids_may_stand_in_a_column(alone):
    lazy = kit.extract(dd.from_pandas(ARTICLES.reset_index(), npartitions=4))
    same(dask.compute(*lazy, scheduler="sync"), alone)


def test_both_tables_are_written_as_parquet_files(alone, tmp_path):
    lazy = kit.extract(dd.from_pandas(ARTICLES[:8], npartitions=2))
    for name, table, whole in zip(("claims", "figures"), lazy, alone, strict=True):
        table.to_parquet(tmp_path / name, schema=arrow_schemas()[name])
        written = pd.read_parquet(tmp_path / name)
        assert written["text"].tolist() == whole["text"].tolist()[: len(written)] and len(written) > 4
        if name == "claims":
            assert [list(map(tuple, spans)) for spans in written["spans"]] == [list(spans) for spans in whole["spans"][: len(written)]]


def test_a_warning_of_a_worker_is_told_where_the_tables_are_asked_for(cluster):
    with pytest.warns(ExtractionWarning, match="article 'bad' could not be read"):
        cluster.submit(stream._warn, "article 'bad' could not be read").result()
        for _ in range(200):  # it comes by another way than the result
            if cluster.get_events("warn"):
                break
            time.sleep(0.05)
        cluster.sync(asyncio.sleep, 0.5)
