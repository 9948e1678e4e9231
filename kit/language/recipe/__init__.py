"""How the shipped language pipeline is trained: ``python -m kit.language.recipe.train --help``."""
