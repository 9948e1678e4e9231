"""Who is who: from the mentions of an article to sources.

Every mention is resolved by the first of these that answers: the case's registry, what the article itself says
(a full name, an abbreviation in brackets, a title), well-known organisations, general rules (a capital stands for its
country's government), and for "he", "the agency" and the like the nearest earlier source that fits. The evidence is
kept with the answer. What none of them can tell stays open: :func:`unresolved` lists it, and :func:`propose` drafts
registry rows for the sources that the general rules named.
"""

from kit.sources.article import Resolution
from kit.sources.resolution import Mention, resolve
from kit.sources.review import propose, unresolved

__all__ = ["Mention", "Resolution", "propose", "resolve", "unresolved"]
