# Bihuan: what a developer does. Needs Python ≥ 3.11, Node ≥ 18 and make; everything else goes into the checkout.
#
#   make demo       the demo company at http://127.0.0.1:8000/ (PORT=8123 make demo)
#   make test       every test, on SQLite and, where there is one, on PostgreSQL
#   make check      the house's own rules, then the tests

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PYTHONPATH := src
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PORT ?= 8000
CATALOGUES := $(shell find src -name '*.po')
COMPILED := $(CATALOGUES:.po=.mo)
PAGES := $(shell find src -name '*.html')
ASSETS := src/bihuan/static/vendor/.stamp

.PHONY: help setup setup-dev assets messages demo test check bench trace migrations map fmt clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## what is needed to run
	@$(MAKE) --no-print-directory -j2 .venv/.base $(ASSETS) $(COMPILED)
	@$(PY) -m compileall -q src/bihuan

setup-dev: ## what is needed to develop and test
	@$(MAKE) --no-print-directory -j2 .venv/.dev $(ASSETS) $(COMPILED)
	@$(PY) -m compileall -q src/bihuan

assets: $(ASSETS) ## style, scripts and fonts for the browser

demo: setup ## the demo company, at PORT
	@exec $(PY) -m bihuan.config.command demo --port $(PORT)

test: setup-dev ## every test on every database there is
	@$(PY) .ci/tests.py

check: setup-dev ## the house's own rules, then every test
	@$(PY) .ci/rules.py
	@$(PY) .ci/tests.py

bench: setup-dev ## speed of the main work beside the raw database
	@$(PY) -m bench

trace: setup-dev ## which tests prove which requirement
	@$(PY) .ci/trace.py

messages: setup-dev ## bring the Chinese catalogues up to date with the sources
	@$(PY) -m tests.house.catalogue
	@$(MAKE) --no-print-directory $$(find src -name '*.po' | sed 's/po$$/mo/')

migrations: setup-dev ## make the first migrations anew; until the first release nobody's database has to follow
	@$(PY) -m tests.house.migrations
	@.venv/bin/ruff format --quiet src

map: setup-dev ## draw the state diagrams of docs/map.md from the tables of moves
	@$(PY) -m tests.house.diagrams

fmt: setup-dev ## format Python and templates
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .
	@.venv/bin/djade --target-version 5.2 $(PAGES)

clean: ## remove what setup made; data in var/ stays
	rm -rf .venv node_modules src/bihuan/static/vendor src/bihuan/fonts $(COMPILED)

.venv/bin/bihuan: Makefile
	@test -n "$(PYTHON)" || { echo "Bihuan needs Python 3.11 or newer (make PYTHON=/path/to/python3)." >&2; exit 1; }
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -c 'import site; print(site.getsitepackages()[0])' | while read -r at; do echo "$(CURDIR)/src" > "$$at/bihuan.pth"; done
	@printf '%s\n' '#!$(CURDIR)/$(PY)' 'import sys' 'from bihuan.config.command import main' 'sys.exit(main())' > $@
	@chmod +x $@

.venv/.base: requirements/base.txt | .venv/bin/bihuan
	@echo "Python packages …"
	@$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements/base.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.base
	@echo "Python packages for development …"
	@$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

node_modules/.stamp: package.json package-lock.json
	@command -v npm >/dev/null || { echo "Bihuan needs Node 18 or newer with npm to build its assets." >&2; exit 1; }
	@echo "Assets …"
	@npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

$(ASSETS): node_modules/.stamp src/bihuan/config/assets.py $(PAGES) | .venv/bin/bihuan
	@$(PY) -m bihuan.config.assets
	@touch $@

%.mo: %.po | .venv/.base
	@.venv/bin/pybabel --quiet compile --use-fuzzy -i $< -o $@
