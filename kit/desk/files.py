"""The scripts and the style sheet that the browser gets: plain files beside this one."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent
CSS = (_FOLDER / "desk.css").read_text(encoding="utf-8")


def script(name: str) -> str:
    """The module of a widget, with what all of them share before it."""
    return "\n".join((_FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in ("common", name))
