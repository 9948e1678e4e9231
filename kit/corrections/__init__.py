"""What people set right: the append-only log, its replay, and what could not be applied."""

from kit.corrections.actions import history, redo, undo
from kit.corrections.anchors import selectors
from kit.corrections.cases import follow_case
from kit.corrections.compose import attach, merge, registry, resolve, split
from kit.corrections.log import Log, LogError, Record, read_log, record
from kit.corrections.orphans import orphans
from kit.corrections.replay import CorrectionWarning, Following, correct, follow, problems
from kit.corrections.reviews import agreement, checked, disagreements, score
from kit.corrections.spreadsheet import Imported, export_workbook, import_workbook

__all__ = [
    "CorrectionWarning", "Following", "Imported", "Log", "LogError", "Record", "agreement", "attach", "checked", "correct",
    "disagreements", "export_workbook", "follow", "follow_case", "history", "import_workbook", "merge", "orphans", "problems", "read_log",
    "record", "redo", "registry", "resolve", "score", "selectors", "split", "undo",
]
