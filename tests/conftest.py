"""What more than one test file needs of one run."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

STRIKE = {
    "first.txt": "About 400 miners walked out, the union said. The company denied it.",
    "second.txt": "According to the union, over 400 miners struck. Two men were hurt.",
}


@pytest.fixture(scope="session")
def bare_folder(tmp_path_factory):
    """A folder of two texts and nothing else, run by ``kit run my-folder`` from the folder above, notebooks and all."""
    above = tmp_path_factory.mktemp("bare")
    folder = above / "my-folder"
    folder.mkdir()
    for name, text in STRIKE.items():
        (folder / name).write_text(text, encoding="utf-8")
    result = subprocess.run([sys.executable, "-m", "kit.cli", "run", "my-folder"], cwd=above, capture_output=True, text=True, encoding="utf-8")
    return SimpleNamespace(folder=folder, result=result)
