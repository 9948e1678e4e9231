"""Front matter: what stands between two lines of --- at the head of a text, as note-taking programs and site makers write it."""

from __future__ import annotations

import re

from kit.articles import tables
from kit.articles.files import mend
from kit.articles.pieces import Piece

#: Characters of front matter that are read.
MAX_FRONT = 20_000

_FRONT = re.compile(r"\s*---[ \t]*\r?\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")


def split(text: str, markdown: bool = False) -> Piece:
    """Sets front matter apart from *text* and takes what it states; the names of its entries are those of the columns of tables (``columns.csv``).

    In *markdown* all entries that stand so are set apart; in a text it is front matter only if one of its entries has such a name.

    >>> front = split("---\\ntitle: Ten hurt\\ndate: 2024-05-06\\n---\\nTen people were hurt, police said.")
    >>> front.facts["title"], front.text
    (('Ten hurt', 'front matter title'), 'Ten people were hurt, police said.')
    """
    found = _FRONT.match(text[:MAX_FRONT])
    if not found:
        return Piece(text, paged=False)
    values, fault = _values(found[1])
    places = {name: key for name, key in tables.mapping(list(values)).items() if name not in ("text", "id")}
    if not places and not (markdown and (values or fault)):
        return Piece(text, paged=False)
    if str(values.get(places.get("outlet"))).startswith(("http://", "https://")):  # clippers name the page's address so
        places = {"url": places.pop("outlet"), **places}
    facts, notes = tables.stated(values, places, "front matter")
    return Piece(text[found.end():], facts, tuple(notes + fault), paged=False, apart=tuple(found[0].strip().splitlines()))


def _values(block: str) -> tuple[dict[str, object], list[str]]:
    """The entries of *block*, and what is wrong with it. All values are texts or lists; nothing in it can refer to anything else."""
    import yaml

    class Loader(yaml.BaseLoader):
        def compose_node(self, parent, index):
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("it refers back to itself")
            return super().compose_node(parent, index)

    try:
        values = yaml.load(block, Loader)
    except (yaml.YAMLError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" in its line {where.line + 1}" if where else ""
        return {}, [f"has front matter that is no YAML ({getattr(error, 'problem', None) or type(error).__name__}{line}). Put a value with a colon in quotation marks; nothing of it is taken."]
    if not isinstance(values, dict):
        return {}, []
    return {key: mend(value) if isinstance(value, str) else value for key, value in values.items() if isinstance(key, str)}, []
