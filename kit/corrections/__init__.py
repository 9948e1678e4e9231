"""What people set right: the append-only log, its replay, and what could not be applied."""

from kit.corrections.actions import history, redo, undo
from kit.corrections.anchors import selectors
from kit.corrections.compose import attach, merge, registry, resolve, split
from kit.corrections.log import Log, LogError, Record, read_log, record
from kit.corrections.replay import CorrectionWarning, Following, correct, follow, problems

__all__ = [
    "CorrectionWarning", "Following", "Log", "LogError", "Record", "attach", "correct", "follow", "history", "merge",
    "problems", "read_log", "record", "redo", "registry", "resolve", "selectors", "split", "undo",
]
