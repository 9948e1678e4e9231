"""Findings: one way through a case, what it says in sentences, and the files that anybody can check.

``analyse`` reads, extracts and corrects; ``sentences`` says what was found; ``write`` puts it into ``findings/``;
``verify`` runs the whole again and names every difference.
"""

from kit.findings.analysis import Analysis, analyse, in_question, policy
from kit.findings.differences import Difference
from kit.findings.export import FindingsWarning, tables, write
from kit.findings.sentences import Finding, sentences, told
from kit.findings.verification import summary, verdict, verify

__all__ = [
    "Analysis", "Difference", "Finding", "FindingsWarning", "analyse", "in_question", "policy", "sentences", "summary", "tables", "told", "verdict", "verify",
    "write",
]
