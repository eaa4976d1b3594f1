# One word each: everything a person or a nightly run needs. Set-up is done once
# and again only when a lock changes; the stamps that remember it lie in .venv.

export PYTHON ?= python3
BIN := .venv/bin
NODE_MODULES := tests/judges/node_modules
ICC := .venv/share/publisher/ISOcoated_v2_300_bas.icc
UV := $(BIN)/uv --quiet
# The package itself, editable: layouts/ and sources/ are read where they stand.
EDITABLE := $(UV) pip install --no-deps --no-build-isolation --editable .

export PATH := $(CURDIR)/$(BIN):$(PATH)
export UV_PYTHON := $(CURDIR)/$(BIN)/python
# Compiled once, when it is installed: else every process compiles anew where nothing may be
# written, and a short command takes twice as long.
export UV_COMPILE_BYTECODE := 1
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup publish gallery bench test fuzz check test-setup lock clean

help: ## Show these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

publish: .venv/.runtime | $(ICC) ## Build every document of every source into out/
	@$(BIN)/publisher build
	@$(BIN)/publisher site
	@$(BIN)/publisher feed
	@$(BIN)/publisher exchange
	@echo "Documents: out/<brand>/<language>/<condition>/   Web library: out/<brand>/site/index.html"

# Three processes on two cores: those that ask judges wait a quarter of the time.
test: check ## Run everything: format, lint, types, tests, outside judges
	@$(BIN)/pytest --numprocesses 3 --dist loadscope --no-loadscope-reorder

fuzz: test-setup ## Search for failures at random for MINUTES=5
	@$(BIN)/python tests/fuzz.py $(or $(MINUTES),5)

check: test-setup ## Check format, lint and types only
	@$(BIN)/ruff format --check --quiet . || { echo "Put right by: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy

gallery: test-setup ## Take the pictures of all editions that docs/ shows
	@$(BIN)/python docs/gallery.py
	@$(BIN)/python docs/symbols.py

bench: .venv/.runtime .venv/.peers ## Measure ourselves and others on the same words, into docs/
	@$(BIN)/python docs/benchmark.py
	@$(BIN)/python docs/scale.py

setup: .venv/.runtime | $(ICC) ## Install what building needs

test-setup: .venv/.tests .venv/.judges | $(ICC) ## Install what building and testing need

lock: $(BIN)/uv ## Write the locks anew from pyproject.toml and package.json
	@.ci/lock

clean: ## Remove what was built and installed
	@find out -mindepth 1 ! -name .gitignore -delete
	@rm -rf .venv $(NODE_MODULES)
	@find . -name __pycache__ -prune -exec rm -rf {} +

# Runtime only adds, so that it never takes the judges away again; the tests run
# in exactly what their lock names, so that nothing else can help them to pass.

.venv/.runtime: requirements.lock pyproject.toml .ci/system-packages | $(BIN)/uv
	@.ci/system-packages publish
	@$(UV) pip install --require-hashes -r requirements.lock
	@$(EDITABLE)
	@touch $@

.venv/.tests: tests/requirements.lock pyproject.toml .ci/system-packages | $(BIN)/uv
	@.ci/system-packages publish test
	@$(UV) pip sync --require-hashes tests/requirements.lock
	@$(EDITABLE)
	@touch $@ .venv/.runtime

.venv/.judges: tests/judges/package-lock.json tests/judges/.npmrc | .venv/.tests
	@cd tests/judges && PUPPETEER_SKIP_DOWNLOAD=1 npm ci --silent
	@touch $@

# Others that make documents, apart from ours; Typst comes as a library, Pandoc in a package.
.venv/.peers: docs/peers.lock docs/peers | $(BIN)/uv
	@docs/peers
	@touch $@

# Where it cannot be had, only print editions are not built; the next make asks again.
$(ICC): | $(BIN)/uv
	@.ci/icc-profile

# uv comes by the same lock and the same hashes as all the rest.
$(BIN)/uv: requirements.lock
	@.ci/system-packages python
	@$(PYTHON) -m venv .venv
	@awk '/^uv==/ { found = 1 } found { print } found && !/\\$$/ { exit }' requirements.lock > .venv/uv.lock
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --require-hashes --no-deps -r .venv/uv.lock
	@touch $@
