"""The desk in JupyterLab, in a browser: what is typed and clicked there is on the disk and in the charts."""

import os
import re

import lab
import pytest

import kit
from kit import corrections

pytest.importorskip("playwright", reason="playwright is not installed: pip install -e .[test]")
CASE = lab.ROOT / "data" / "captured-soldier"
#: Nothing of this may run, and nothing of it may turn the rest of the line round.
HOSTILE = (
    "Flood at the <script>window.hurt = 1</script>dam\n\nThe mayor <img src=x onerror='window.hurt = 1'> said that 40 people "
    "</span></section><svg onload='window.hurt = 1'> were \u202ednuof\u202c rescued. “{{7*7}}${window.hurt = 1}” and <b>12 divers</b> died, the mayor said.\n"
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The folder of a case with a hostile article, JupyterLab over it, and a browser."""
    if lab.chromium() is None:
        if os.environ.get("KIT_BROWSER") == "required":
            pytest.fail("no Chromium: install one, or run: playwright install chromium")
        pytest.skip("no Chromium: install one, or run: playwright install chromium")
    folder = tmp_path_factory.mktemp("lab")
    lab.copy_of(CASE, folder, ("03_corrections", "04_figures"))
    (folder / "case" / "articles" / "06-hostile.txt").write_text(HOSTILE, encoding="utf-8")
    with lab.running(folder) as address, lab.browser() as browser:
        yield folder, address, browser


@pytest.fixture(scope="module")
def page(opened):
    """The one page that the tests go through in their order, with the desk and somebody at it."""
    folder, address, browser = opened
    page = browser.new_page(viewport={"width": 1300, "height": 950})
    page.set_default_timeout(40_000)
    page.faults = []
    page.on("pageerror", lambda error: None if "Canceled future" in str(error) else page.faults.append(str(error)))  # what JupyterLab says of a restart
    lab.open_notebook(page, address, "03_corrections")
    lab.run_all(page)
    page.locator(".kit-desk .kit-row[role=option]").first.wait_for()
    page.locator(".kit-desk").scroll_into_view_if_needed()
    return page


@pytest.fixture
def desk(page):
    page.get_by_label("Your name").fill("Ana")
    yield page
    assert page.faults == []


@pytest.fixture(scope="module")
def records(opened):
    """What has been recorded since the last time this was asked."""
    log, known = opened[0] / "case" / "corrections.jsonl", set()

    def fresh():
        found = [record for record in corrections.read_log(log).records if record.id not in known]
        known.update(record.id for record in found)
        return found

    return fresh


def show(page, **filters):
    """Chooses in the boxes above the table, by their names."""
    for name, value in filters.items():
        page.locator(".kit-filters").get_by_label(name, exact=True).select_option(value)


def take(page, words):
    page.locator(".kit-find").fill(words)  # rows out of view are not drawn
    page.locator(".kit-row[role=option]", has_text=words).first.click()
    page.locator(".kit-find").fill("")
    page.locator(".kit-form header", has_text=words).wait_for()
    page.locator(".kit-boxes input").first.wait_for()


def said(page, words):
    page.locator(".kit-said", has_text=words).wait_for()


def select(page, words):
    """Selects words in the article, as with the mouse."""
    page.evaluate(
        """words => {
            const text = document.querySelector(".kit-text"), walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode()); ) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(node, at, node, at + words.length);
                return node.parentElement.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
            }
            throw new Error(`not in the article: ${words}`);
        }""",
        words,
    )


def test_the_article_is_shown_once_and_a_click_takes_a_mark_in_hand(desk):
    show(desk, Show="all rows", Kind="figures")
    take(desk, "1100")
    shown = desk.locator(".kit-text").evaluate("node => node.textContent")
    assert shown in kit.read_articles(kit.open_case(CASE)).text.tolist(), "no word is missing or repeated"
    assert desk.locator(".kit-text .kit-figure.kit-in-hand").first.evaluate(
        "node => { const box = node.closest('.kit-text').getBoundingClientRect(), mark = node.getBoundingClientRect(); return box.top <= mark.top && mark.bottom <= box.bottom; }"
    ), "the row in hand is in view"
    other = desk.locator(".kit-text .kit-figure:not(.kit-in-hand)").first
    words = other.inner_text()
    other.click()
    desk.locator(".kit-form header", has_text=words).wait_for()
    desk.locator(".kit-text").focus()
    desk.keyboard.press("ArrowRight")
    desk.wait_for_function("words => !document.querySelector('.kit-form h3').textContent.includes(`“${words}”`)", arg=words)


def test_no_key_reaches_the_notebook_and_a_hostile_article_is_text(desk):
    number, source = lab.cells(desk), desk.evaluate(f"JSON.stringify({lab.NOTEBOOK}.content.model.toJSON().cells.map(cell => cell.source))")
    show(desk, Show="all rows", Article="06-hostile")
    desk.locator(".kit-row[role=option]").first.click()
    desk.locator(".kit-article h3", has_text="06-hostile").wait_for()
    shown = desk.locator(".kit-text").inner_text()
    assert "<img src=x onerror='window.hurt = 1'>" in shown and "\u202e" not in shown
    assert desk.evaluate("window.hurt === undefined && !document.querySelector('.kit-desk :is(img, svg, script)')")
    parts = [".kit-rows", ".kit-find", ".kit-text", ".kit-by input", ".kit-why input", ".kit-boxes select", ".kit-boxes input", ".kit-history summary", ".kit-buttons button"]
    for part in parts:
        take(desk, "")
        desk.locator(part).first.focus()
        for key in ("d", "d", "x", "a", "b", "Escape", "z", "0", "0"):
            desk.keyboard.press(key)
        desk.locator(".kit-find").fill("")
    for part in (".kit-queue", ".kit-article", ".kit-form"):  # on no box at all, near the edge
        desk.locator(part).click(position={"x": 3, "y": 3})
        for key in ("d", "d", "x", "a", "b", "Escape", "d", "d"):
            desk.keyboard.press(key)
    assert lab.cells(desk) == number
    assert desk.evaluate(f"JSON.stringify({lab.NOTEBOOK}.content.model.toJSON().cells.map(cell => cell.source))") == source
    desk.locator(".kit-find").fill("")
    desk.locator(".kit-rows").focus()
    desk.keyboard.press("?")
    desk.get_by_role("dialog", name="Keys of the desk").wait_for()
    desk.keyboard.press("Escape")
    assert desk.get_by_role("dialog").count() == 0
    assert all("hurt" not in fault for fault in desk.faults)


def test_undo_works_after_a_restart(desk, records):
    records()
    show(desk, Show="still to check", Article="02-spy-agency-reports-a-death")
    take(desk, "")
    desk.get_by_role("button", name="Accept").click()
    said(desk, "Saved: Ana accepted")
    lab.restart(desk)
    lab.run_all(desk)
    desk.get_by_label("Your name").fill("Ana")
    desk.locator(".kit-rows").focus()
    desk.keyboard.press("Control+z")
    said(desk, "took back: accepted")
    assert [record.action for record in records()] == ["accept", "undo"]


def test_what_is_corrected_here_is_in_the_chart_after_a_restart(desk, opened, records):
    _, address, _ = opened
    show(desk, Show="still to check", Article="all", Kind="figures")
    take(desk, "1100")
    desk.get_by_label("Number as written").fill("77–78k")
    said(desk, "Lowest 77,000, Highest 78,000")
    desk.get_by_role("button", name="Save changes").click()
    said(desk, "Saved: Ana changed the figure “1100”")

    show(desk, Kind="claims", Show="all rows")
    take(desk, "12 divers")
    select(desk, "divers")
    desk.get_by_role("button", name="New figure").click()
    desk.get_by_label("Number as written").fill("7")
    desk.locator(".kit-form").get_by_label("What is counted").select_option("killed")
    desk.keyboard.press("Control+Enter")
    said(desk, "Saved: Ana added the figure “divers”")

    show(desk, Kind="figures")
    take(desk, "some 500")
    desk.locator(".kit-rows").focus()
    desk.keyboard.press("x")
    said(desk, "rejected the figure “some 500”")
    desk.keyboard.press("u")
    said(desk, "took back: rejected the figure “some 500”")
    done = [record.action for record in records()]
    assert done[0] == "set" and "add" in done and done[-2:] == ["reject", "undo"]

    lab.open_notebook(desk, address, "04_figures")
    lab.restart(desk)
    lab.run_all(desk)
    assert re.search("77,?000", lab.printed(desk)) and re.search("78,?000", lab.printed(desk))
