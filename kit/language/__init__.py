"""The language pipeline and the rules that read its parse.

In the order in which a text meets them: :mod:`.pipeline` and :mod:`.parsing` (words, sentences, their parse),
:mod:`.quantities` (number expressions), :mod:`.mentions` (names), :mod:`.attribution` (who says what) and
:mod:`.figures` (how many people, and what happened to them). :mod:`.tree` reads the parse, :mod:`.dates`, :mod:`.places`
and :mod:`.spelling` serve all of them, :mod:`.lexicon` reads their word tables.
"""
