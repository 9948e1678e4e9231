"""JupyterLab on a copy of a case, and a browser that looks at it: for the tests in the browser."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
TOKEN = "desk"
NOTEBOOK = "window.jupyterapp?.shell?.currentWidget"


def chromium() -> str | None:
    """Where a Chromium is: one of this machine, or that which playwright has fetched."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        fetched = playwright.chromium.executable_path
    return fetched if Path(fetched).exists() else None


def copy_of(case: Path, folder: Path, notebooks: tuple[str, ...]) -> None:
    """The *case* in folder/case, and notebooks that have not been run in folder/notebooks."""
    shutil.copytree(case, folder / "case", ignore=shutil.ignore_patterns("findings", "*.lock"))
    (folder / "notebooks").mkdir()
    for name in notebooks:
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, folder / "notebooks" / f"{name}.ipynb")


@contextlib.contextmanager
def running(folder: Path, theme: str = "JupyterLab Light"):
    """Runs JupyterLab on folder/notebooks, with nothing of the person's own settings; gives its address."""
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps({"fetchNews": "false", "checkForUpdates": False}), encoding="utf-8")
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}), encoding="utf-8")
    # all cells are drawn, not only those in view
    tracker = folder / "settings" / "@jupyterlab" / "notebook-extension"
    tracker.mkdir(parents=True, exist_ok=True)
    (tracker / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython"}
    environment = os.environ | {name: str(folder / where) for name, where in own.items()} | {"KIT_CASE": str(folder / "case"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--ip", "127.0.0.1", "--port", str(port), f"--ServerApp.token={TOKEN}", "--allow-root", "--ServerApp.port_retries=0", "--LabApp.expose_app_in_browser=True"]
    with open(folder / "lab.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=folder / "notebooks", env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/api/status?token={TOKEN}", timeout=2)
                break
            if server.poll() is not None:
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("JupyterLab did not start: " + (folder / "lab.log").read_text(encoding="utf-8")[-2000:])
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextlib.contextmanager
def browser():
    """Chromium without a window."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        yield started
        started.close()


def open_notebook(page, address: str, name: str) -> None:
    """Opens a notebook and waits until there is a kernel: the status says idle before."""
    page.goto(f"{address}/lab/tree/{name}.ipynb?token={TOKEN}&reset")
    page.wait_for_function(f"{NOTEBOOK}?.sessionContext?.session?.kernel?.connectionStatus === 'connected' && {NOTEBOOK}?.content.widgets.length > 1", timeout=90_000)
    page.evaluate(f"{NOTEBOOK}.sessionContext.ready")


def run_all(page) -> None:
    """Runs every cell and waits for the last; one that fails is an error here."""
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    failed = page.evaluate(f"{NOTEBOOK}.content.widgets.flatMap(cell => cell.model.type === 'code' ? cell.model.outputs.toJSON() : []).filter(output => output.output_type === 'error').map(output => output.evalue)")
    assert failed == []


def restart(page) -> None:
    """Restarts the kernel of the notebook."""
    page.evaluate(f"{NOTEBOOK}.sessionContext.restartKernel()")


def printed(page) -> str:
    """What the notebook's outputs say as plain text."""
    return page.evaluate(
        f"{NOTEBOOK}.content.widgets.flatMap(cell => cell.model.type === 'code' ? cell.model.outputs.toJSON() : [])"
        ".map(output => [output.data?.['text/plain'] ?? output.text ?? ''].flat().join('')).join('\\n')"
    )


def cells(page) -> int:
    """How many cells the notebook has."""
    return page.evaluate(f"{NOTEBOOK}.content.widgets.length")
