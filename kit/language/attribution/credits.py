"""Credits: the agency that an article names as the one it has its news from, in its dateline or at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kit.language.parsing.plain import Doc, Span

_NAME = r"(?P<name>[A-Z][\w.&’'-]*(?:\s[A-Z][\w.&’'-]*){0,3})"
#: "PORT VELA, May 3 (Seawire) - …", "LIMA (AP) — …", "(Reuters) - …"
_DATELINE = re.compile(rf"(?:[A-Z][^()\n]{{0,60}}\s)?\({_NAME}\)\s*(?:[—–―-]|--)\s")
#: "… — AFP", "… (Reuters)" as the last words, or alone on the last line.
_SIGNED = re.compile(rf"(?:^|.*(?:[—–―]|--|\s-)\s*)\(?{_NAME}\)?\.?$", re.DOTALL)


def named(docs: Sequence[Doc]) -> list[Span]:
    """What stands where an article credits an agency, the dateline first; whether it is one, the registry tells.

    >>> from kit.language import pipeline
    >>> [span.text for span in named(pipeline.paragraph_docs(pipeline.load(), "LIMA (AP) — A bus fell into a ravine on Monday."))]
    ['AP']
    """
    places = [(doc, _DATELINE.match(doc.text)) for doc in docs[:3]] + [(doc, _SIGNED.match(doc.text)) for doc in docs[-1:]]
    spans = (doc.char_span(*found.span("name")) for doc, found in places if found is not None)
    return [span for span in spans if span is not None]
