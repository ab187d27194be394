# make demo    set everything up, build variants A and B of the sample exam, grade the sample submissions
# make test    set everything up, run every check and every test
# make check   lint, types, layers, docstrings
# make bench   benchmarks, with the ratios that BENCHMARKS.md quotes
# make sweep   the slow sweeps (an hour); make mutation: mutation testing of answers/ and mark/
# make docs    the manual with a gallery of every question, in docs/_build/html
# make clean   remove what was made (output/, caches, the virtual environment)

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PIP_ROOT_USER_ACTION := ignore

.PHONY: demo test check bench sweep mutation docs clean tex
.DEFAULT_GOAL := demo

$(VENV)/.runs: pyproject.toml
	@test -x $(BIN)/python || { echo "making $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "installing examgen into $(VENV)"
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.tests: $(VENV)/.runs
	@echo "installing the tools of tests and docs into $(VENV)"
	@$(PIP) install --editable '.[test,check,docs]'
	@touch $@

$(VENV)/.docs: $(VENV)/.runs
	@$(PIP) install --editable '.[docs]'
	@touch $@

$(VENV)/.mutation: $(VENV)/.tests
	@$(PIP) install --editable '.[mutation]'
	@touch $@

tex: $(VENV)/.runs
	@$(BIN)/examgen doctor --install

demo: tex
	@$(BIN)/examgen build --variant A --variant B
	@$(BIN)/examgen grade banks/vir-2022/submissions.csv
	@echo
	@echo "Made in output/vir-2022:"
	@echo "  A/exam.pdf  A/solution.pdf  A/key.json   the paper, its worked solution and its key (B likewise)"
	@echo "  grades.csv  marks.csv                    what each student got, and why, part by part"
	@echo "  review.csv                               what a person has to mark; filled in, it goes back with"
	@echo "                                           $(BIN)/examgen grade banks/vir-2022/submissions.csv --review output/vir-2022/review.csv"

check: $(VENV)/.tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

test: tex check
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow" --cov --cov-report=term:skip-covered --cov-fail-under=95

bench: tex $(VENV)/.tests
	@$(BIN)/python -m pytest tests/bench --benchmark-only --benchmark-columns=min,median,rounds -s

sweep: tex $(VENV)/.tests
	@$(BIN)/python -m pytest -m slow

mutation: $(VENV)/.mutation
	@$(BIN)/mutmut run
	@$(BIN)/mutmut results

docs: tex $(VENV)/.docs
	@$(BIN)/sphinx-build -W -q -t gallery -b html docs docs/_build/html
	@echo "docs/_build/html/index.html"

clean:
	@find output -mindepth 1 ! -name .gitkeep -delete
	@rm -rf $(VENV) build dist mutants docs/_build docs/reference/generated docs/gallery .coverage .benchmarks
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
