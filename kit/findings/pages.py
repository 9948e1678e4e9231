"""The kit's notebooks, executed on a case and kept as HTML pages that need no network.

Only the notebooks that come with the kit are executed, never those in a case's own folder: to look at somebody's case must not run somebody's code.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import nbformat
from markupsafe import Markup
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from kit.case import PROJECT, Case
from kit.findings.quotes import Quotes
from kit.findings.report import template

#: Cells with this tag look at the findings themselves, and are left out of the copy that becomes one of them.
LIVE = "live"
#: Seconds that one cell may take.
_PATIENCE = 3600
_AT_ONCE = min(os.cpu_count() or 1, 4)


class Pages(NamedTuple):
    """What became of the notebooks.

    Attributes:
        files: the HTML pages by their file name.
        failed: what went wrong, in a line, by the file name of the notebook.
    """

    files: dict[str, bytes]
    failed: dict[str, str]


def shipped() -> list[Path]:
    """The notebooks that come with the kit, in order; none where it was installed without its folder."""
    return sorted((PROJECT / "notebooks").glob("*.ipynb"))


def as_pages(case: Case, paths: list[Path], quotes: Quotes | None = None) -> Pages:
    """Executes notebooks on *case*, each in a kernel of its own and an empty folder, and renders what they show.

    A notebook with an error is named in ``failed``; the others go on. Widgets are represented by their text, warnings (which name this machine's
    folders) are left out, and so are cells tagged "live". The same case gives the same bytes.

    Args:
        quotes: Where the articles' text is not to be shared.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        ran = dict(zip(paths, pool.map(lambda path: _executed(case, path), paths)))
    failed = {path.name: result for path, result in ran.items() if isinstance(result, str)}
    done = {path.with_suffix(".html").name: result for path, result in ran.items() if not isinstance(result, str)}
    headings = [(name, _heading(notebook, name)) for name, notebook in done.items()]
    return Pages({name: _page(case, name, notebook, headings, quotes).encode("utf-8") for name, notebook in done.items()}, failed)


def _executed(case: Case, path: Path) -> NotebookNode | str:
    """The notebook with its outputs, or what went wrong."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if LIVE not in cell.metadata.get("tags", ())]
    with tempfile.TemporaryDirectory() as aside:
        client = NotebookClient(
            notebook, timeout=_PATIENCE, kernel_name="python3", record_timing=False, store_widget_state=False, coalesce_streams=True,
            resources={"metadata": {"path": aside}},
        )
        try:
            # The kernel's own remarks on its start go nowhere; what a cell says is caught.
            return client.execute(env=os.environ | {"KIT_CASE": str(case.folder), "KIT_NO_CACHE": "" if case.cached else "1"}, stderr=subprocess.DEVNULL)
        except CellExecutionError as error:
            return f"{error.ename}: {error.evalue}"
        except Exception as error:  # a kernel that does not start or dies, in whichever way
            return f"{type(error).__name__}: {error}"


def _heading(notebook: NotebookNode, name: str) -> str:
    found = re.search(r"^# +(.+)$", "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown"), re.M)
    return found[1] if found else name


def _page(case: Case, name: str, notebook: NotebookNode, headings: list[tuple[str, str]], quotes: Quotes | None) -> str:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(r"\]\((\w+)\.ipynb\)", r"](\1.html)", cell.source)
        elif cell.cell_type == "code":
            cell.outputs = [_shown(output, quotes) for output in cell.outputs if output.get("name") != "stderr"]
    exporter = HTMLExporter(template_name="basic")
    body, _ = exporter.from_notebook_node(notebook)
    title = dict(headings)[name]
    page = template("notebook.html.j2").render(quotes=quotes, case=case, title=title, body=Markup(body), here=name, others=headings)
    return page if quotes is None else quotes.page(page)


def _shown(output: NotebookNode, quotes: Quotes | None) -> NotebookNode:
    """An output as a page without scripts can show it."""
    data = output.get("data")
    if data is None:
        return output
    output.data = NotebookNode({kind: content for kind, content in data.items() if kind in ("image/png", "text/html", "text/plain", "text/markdown")})
    if quotes is not None and "image/png" in data and not quotes.fits([str(data.get("text/plain", "")), str(output.metadata.get("image/png", ""))]):
        output.data = NotebookNode({"text/plain": "A chart that quotes too much of the articles to be shared."})
    return output
