# `make demo` shows the program, `make test` checks everything; both do all the set-up they need.
PYTHON ?= python3
# How many processes run the tests.
JOBS ?= auto
# Handed on to pytest: make test PYTEST="-k block"
PYTEST ?=
# Handed on to the bench: make bench BENCH="--quick"
BENCH ?=
# Handed on to what sends anything to the interface: make fuzz FUZZ="--only take_position"
FUZZ ?=

VENV := .venv
COUNTERS := build/counters
PEER := build/peer
BIN := $(VENV)/bin
QUIETLY := --disable-pip-version-check -qq --no-input
PIP := $(BIN)/python -m pip $(QUIETLY)
# The locks name every package there is need of. What is imported first is compiled then: most of it never is.
INSTALL := $(PIP) install --require-hashes --no-deps --no-compile
# The pip that a Python brings along takes twice as long for the same; where it cannot fetch its successor, it does the work itself.
NEWEST_PIP := $(PYTHON) -m pip --python $(BIN)/python $(QUIETLY) install --require-hashes --no-deps --no-compile -r requirements/installer.txt
UV_COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# What is compiled is kept, also on a machine that forbids it elsewhere: the tests start the program a hundred times over.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup setup-dev demo test bench fuzz counters peer pictures gallery lint types contracts checks tests lock clean
.DEFAULT_GOAL := help
# One check after the other, also under `make -j`.
.NOTPARALLEL:

help:
	@echo "make demo       set up and serve a demonstration network on http://127.0.0.1:8000"
	@echo "make test       set up and run every check and test"
	@echo "make setup      set up alone; afterwards $(BIN)/consensus is the program"
	@echo "make lint       style: ruff"
	@echo "make types      types: mypy"
	@echo "make contracts  who may import whom: import-linter"
	@echo "make checks     the three at once"
	@echo "make tests      the tests alone; PYTEST=\"-k block\" chooses among them"
	@echo "make bench      measure speed, statements and bytes; BENCH=\"--quick\" is a short run"
	@echo "make fuzz       send requests of any kind to the JSON interface; FUZZ=\"--examples 20\" is a short run"
	@echo "make counters   install the counters beside which the bench counts, in $(COUNTERS)"
	@echo "make peer       install the program beside which the bench measures a bad line, in $(PEER)"
	@echo "make pictures   take the pictures of the guides anew, in each language; needs Chromium"
	@echo "make gallery    take a picture of every page anew, light, dark and in Arabic; needs Chromium"
	@echo "make lock       write requirements/*.txt anew from requirements/*.in; UPGRADE=1 takes newer releases"
	@echo "make clean      remove what set-up, tests and the demonstration made"

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is older or missing. Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv --without-pip $(VENV) && { $(NEWEST_PIP) 2>/dev/null || $(BIN)/python -m ensurepip >/dev/null; } || \
		{ echo "Python's venv module is needed; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.base: requirements/base.txt pyproject.toml requirements/base.in | $(VENV)/.made
	@echo "Setting up in $(VENV) ..."
	@$(INSTALL) -r requirements/base.txt
	@$(PIP) install --no-build-isolation --no-deps --no-index -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/.base
	@echo "Adding the tools of the tests ..."
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

setup: $(VENV)/.base
	@echo "Ready: $(BIN)/consensus"

setup-dev: $(VENV)/.base $(VENV)/.dev

demo: $(VENV)/.base
	@$(BIN)/consensus demo

pictures: setup-dev
	@$(BIN)/python -m tests.guide_pictures

gallery: setup-dev
	@$(BIN)/python -m tests.gallery

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup-dev
	@$(BIN)/mypy

contracts: setup-dev
	@$(BIN)/lint-imports --no-logo

# The slowest check beside the others, each of which says what it finds; meanwhile the tests are compiled for those who run them,
# and what they need besides is fetched.
checks: setup-dev
	@$(BIN)/mypy & types=$$!; \
	{ $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports --no-logo; }; others=$$?; \
	$(BIN)/pytest --collect-only -qq $(PYTEST) >/dev/null 2>&1; \
	$(if $(filter test,$(MAKECMDGOALS)),scripts/ensure_tools >/dev/null 2>&1;) \
	wait $$types && exit $$others

tests: setup-dev
	@scripts/ensure_tools
	@$(BIN)/pytest -n $(JOBS) --dist worksteal $(PYTEST)

# In this order; the first that fails ends the run, and pytest has the last word.
test: checks tests

bench: setup-dev
	@$(BIN)/python -m tests.bench $(if $(wildcard $(COUNTERS)/bin/python),--counters $(COUNTERS)/bin/python) $(if $(wildcard $(PEER)/bin/python),--peer $(PEER)/bin/python) $(BENCH)

fuzz: setup-dev
	@$(BIN)/python -m tests.fuzz $(FUZZ)

counters: requirements/bench.txt | $(VENV)/.made
	@$(BIN)/python -m venv $(COUNTERS)
	@$(COUNTERS)/bin/python -m pip --disable-pip-version-check -qq --no-input install --require-hashes --no-deps -r $<

peer: requirements/peer.txt | $(VENV)/.made
	@$(BIN)/python -m venv $(PEER)
	@$(PEER)/bin/python -m pip --disable-pip-version-check -qq --no-input install --require-hashes --no-deps -r $<

lock: setup-dev
	@$(UV_COMPILE) $(if $(UPGRADE),--upgrade) requirements/base.in requirements/build.in -o requirements/base.txt
	@$(UV_COMPILE) $(if $(UPGRADE),--upgrade) -c requirements/base.txt requirements/dev.in -o requirements/dev.txt
	@$(UV_COMPILE) $(if $(UPGRADE),--upgrade) requirements/installer.in -o requirements/installer.txt
	@$(UV_COMPILE) $(if $(UPGRADE),--upgrade) requirements/bench.in -o requirements/bench.txt
	@$(UV_COMPILE) $(if $(UPGRADE),--upgrade) requirements/peer.in -o requirements/peer.txt

clean:
	rm -rf $(VENV) build demo *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
