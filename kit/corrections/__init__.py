"""What people set right: the append-only log, its replay, and what could not be applied."""

from kit.corrections.anchors import selectors
from kit.corrections.log import Log, LogError, Record, history, read_log, record, redo, undo
from kit.corrections.replay import CorrectionWarning, correct, problems

__all__ = [
    "CorrectionWarning", "Log", "LogError", "Record", "correct", "history", "problems", "read_log",
    "record", "redo", "selectors", "undo",
]
