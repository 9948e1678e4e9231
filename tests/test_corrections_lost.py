"""Never lost: killed processes, two at once, branches merged by git, other line ends."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corrected import added, correct, log, problems, say, tables  # noqa: F401
from kit import corrections

sys.path.append(str(Path(__file__).with_name("benchmarks")))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork and SIGKILL")
def test_killed_writers_lose_nothing_that_was_said(log):  # noqa: F811
    import kill_log

    found = kill_log.stress(log, kills=20)
    assert found.acknowledged > 5 and found.lost == 0 and found.unreported == 0


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_writer_that_died_within_a_line_costs_that_line_alone(log, say, cut):  # noqa: F811
    say("reject", row=0)
    say("reject", row=1)
    log.write_bytes(log.read_bytes()[:-cut])
    say("reject", row=2)
    records, broken = corrections.read_log(log)
    # A line that lacks no more than its end is whole.
    assert [entry.id for entry in records] == (["r000", "r001", "r002"] if cut == 1 else ["r000", "r002"])
    assert broken.line.tolist() == ([] if cut == 1 else [2])


def git(folder, *arguments, check=True):
    environment = os.environ | {f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return subprocess.run(["git", "-C", str(folder), *arguments], check=check, capture_output=True, env=environment | {"GIT_CONFIG_GLOBAL": os.devnull})


@pytest.mark.skipif(not shutil.which("git"), reason="git")
@pytest.mark.parametrize("union", [True, False])
def test_two_branches_logs_merge_and_nothing_is_lost(log, say, union):  # noqa: F811
    folder = log.parent
    git(folder, "init", "-q", "-b", "main")
    if union:
        (folder / ".gitattributes").write_text("corrections.jsonl merge=union\n", encoding="utf-8")
    say("accept", row=0)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "a")
    git(folder, "checkout", "-qb", "ben")
    say("set", row=1, field="measure", from_="injured", to="killed", by="Ben")
    git(folder, "commit", "-qam", "b")
    git(folder, "checkout", "-q", "main")
    say("reject", row=2)
    say("add", **added())
    git(folder, "commit", "-qam", "c")
    assert git(folder, "merge", "-q", "ben", check=False).returncode == (0 if union else 1)
    records, broken = corrections.read_log(log)
    assert [entry.id for entry in records] == ["r000", "r001", "r002", "r003"], "in order of time, not of lines"
    assert (broken.what == "a mark that git left at a merge").all() and len(broken) == (0 if union else 3)
    figures = corrections.follow(*tables(), log).figures
    assert figures.measure.tolist() == ["evacuated", "killed", "other", "displaced"]
    assert figures.status.tolist() == ["accepted", "corrected", "rejected", "added"]


def test_after_a_merge_the_next_word_is_the_last(log, say):  # noqa: F811
    """The latest record is not on the last line, and its clock was ahead."""
    say("set", row=1, field="measure", from_="injured", to="killed")
    late = json.loads(log.read_text("utf-8")) | {"id": "late", "at": "2024-06-01T00:00:00Z", "to": "missing"}
    log.write_text(json.dumps(late) + "\n" + log.read_text("utf-8"), encoding="utf-8", newline="\n")
    entry = say("set", row=1, field="measure", from_="missing", to="rescued")
    assert entry.at == "2024-06-01T00:00:00.000001Z" and correct(log)[1].measure.iloc[1] == "rescued"


@pytest.mark.parametrize("end", [b"\r\n", b"\n\n", b"\n"])
def test_other_line_ends_are_read_and_written_after(log, say, end):  # noqa: F811
    say("reject", row=0)
    say("reject", row=1)
    log.write_bytes(b"\xef\xbb\xbf" + log.read_bytes().replace(b"\n", end))
    say("undo")
    assert correct(log)[1].status.tolist() == ["rejected", "extracted", "extracted"] and not len(problems(log))


def test_two_desks_at_one_log_see_each_other(log):  # noqa: F811
    one, other = (corrections.follow(*tables(), log) for _ in range(2))
    where = [corrections.selectors("figures", row) for _, row in tables()[1].iterrows()]
    one.record(**where[0], by="Ana", action="reject")
    other.record(**where[1], by="Ben", action="reject")
    assert other.figures.status.tolist() == ["rejected", "rejected", "extracted"]
    assert one.renew() and one.figures.equals(other.figures)
    one.undo("Ana")
    assert other.renew() and other.figures.status.tolist() == ["extracted", "rejected", "extracted"]
