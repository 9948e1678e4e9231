# make run    installs into .venv and runs the shipped case   (CASE=folder for another)
# make test   runs everything that can be tested: tests, examples in docstrings, notebooks
# make lab    opens the notebooks in JupyterLab
# make notebooks  executes the notebooks in place
# make audit  asks whether a dependency has a known fault      (needs a network, and pip-audit installed)
# make model  trains the language model anew                  (CORPUS=folder, see kit/language/recipe)
# Another Python than python3: make run PYTHON=python3.12

PYTHON ?= python3
CASE ?= data/captured-soldier
CORPUS ?= corpus
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: run test lab notebooks audit model clean

run: $(INSTALLED)
	$(BIN)/kit run "$(CASE)"

# CI=1: hypothesis draws the same examples in every run. One process for each core; what stands in one file runs in one process.
test: $(INSTALLED)
	CI=1 $(BIN)/python -m pytest -n auto --dist loadfile --doctest-modules --nbval --nbval-current-env \
	    --nbval-sanitize-with tests/nbval.cfg $(PYTEST)

lab: $(INSTALLED)
	$(BIN)/kit lab "$(CASE)"

notebooks: $(INSTALLED)
	$(BIN)/python -m jupyter nbconvert --to notebook --execute --inplace --log-level=ERROR \
	    --ExecutePreprocessor.record_timing=False --ExecutePreprocessor.store_widget_state=False notebooks/*.ipynb

audit:
	$(PYTHON) -m pip_audit --requirement constraints.txt --no-deps --disable-pip

model: $(INSTALLED)
	$(BIN)/python -m kit.language.recipe.train --corpus "$(CORPUS)" --out build/model

clean:
	rm -rf .venv build

# Installed anew only when what is to be installed has changed; otherwise nothing here needs a network.
$(INSTALLED): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { \
	    echo "There is no '$(PYTHON)' here. Install Python 3.11 or later, or name one: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit("Claimkit needs Python 3.11 or later; $(PYTHON) is %d.%d. Name a later one: make run PYTHON=python3.11" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "$(PYTHON) cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv (or python3.11-venv)."; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $(INSTALLED)
