"""Claimkit: who says how many, on whose word, how firmly, and do the reports really agree.

Articles go in, DataFrames of claims come out; notebooks compare them, a person corrects them, and anybody can
rerun the lot and get the same findings. The names below are all that a notebook needs; each is loaded when it is
first used.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules={"charts", "comparison", "corrections", "desk", "findings", "marks", "schema", "sources", "tables"},
    submod_attrs={
        "articles": ["read_articles"],
        "case": ["Case", "new_case", "open_case"],
        "corrections": ["correct"],
        "extraction": ["extract"],
        "language.quantities.expressions": ["find_quantities"],
    },
)
