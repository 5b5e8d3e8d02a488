# Every command a person types; `make` alone lists them.
# PYTHON and VENV may point elsewhere; DJANGO="django>=6.1,<6.2" runs any target on another Django.

PYTHON ?= python3
DJANGO ?=
VENV   ?= .venv$(if $(DJANGO),-$(shell echo '$(DJANGO)' | tr -cs 'a-z0-9.\n' -))
PORT   ?= 8000
ENGINE ?= chromium
BIN    := $(VENV)/bin
SPHINX := $(BIN)/python -m sphinx -c . -d build/doctrees --jobs auto --fail-on-warning --nitpicky

.DEFAULT_GOAL := help
.PHONY: help lab html serve doctest test lab-test lint format check audit bench bench-lab bench-build changes matrix reference linkcheck epub print new-page pin clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z. -]+:.*## / { n = split($$1, all, " "); for (i = 1; i <= n; i++) printf "  make %-18s %s\n", all[i], $$2 }' Makefile

$(VENV)/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name one with: make PYTHON=..." if sys.version_info < (3, 11) else 0)'
	@echo "Installing what the site needs into $(VENV) (once)."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(if $(DJANGO),@$(BIN)/python -m pip install --quiet --disable-pip-version-check '$(DJANGO)')
	@touch $@

lab/node_modules lab/audit/node_modules: %/node_modules: $(VENV)/installed %/package-lock.json
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/npm ci --prefix $* --silent --no-audit --no-fund
	@touch $@

LAB := $(shell find docs/_static/*.css lab/src lab/runtime lab/*.py lab/*.mjs lab/*.txt example_project explain_asgi sphinx_ext/recording/recorder -type f -not -name '*.pyc')
lab/dist/lab.json: lab/node_modules requirements.txt $(LAB)
	PYTHON=$(BIN)/python $(BIN)/node lab/build.mjs

lab: lab/dist/lab.json  ## build what runs in the reader's browser

html: $(VENV)/installed lab/dist/lab.json  ## build the site into build/html
	$(SPHINX) -b html docs build/html

serve: $(VENV)/installed lab/dist/lab.json  ## build, serve on this machine, rebuild on every change
	$(BIN)/python -m sphinx_autobuild -c . -d build/doctrees --nitpicky -D content_policy=0 -D offline=0 --host 127.0.0.1 --port $(PORT) \
	    --pre-build "make --silent lab" --watch conf.py --watch sphinx_ext --watch example_project --watch lab/src docs build/html

doctest: $(VENV)/installed  ## run every example of every page, each group in a fresh Python
	$(SPHINX) -b doctest docs build/doctest

test: html  ## run the tests: directives, rules, faults, example project, browser
	$(BIN)/node --test "tests/js/*.test.js"
	$(BIN)/python -m pytest --numprocesses auto

lab-test: html  ## press Run on every block in Chromium; or ENGINE=firefox|webkit, SAMPLE=20, LAB_DJANGO=newest
	$(BIN)/node lab/parity/parity.mjs $(ENGINE) --sample=$(SAMPLE) --django=$(LAB_DJANGO) --record=bench/results/parity.json

lint: $(VENV)/installed lab/node_modules  ## check style, types and spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/node lab/node_modules/typescript/bin/tsc --project lab
	$(BIN)/sphinx-lint --enable all --disable line-too-long docs README.md CONTRIBUTING.md
	$(BIN)/codespell .

format: $(VENV)/installed  ## put the Python into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: lint html doctest test lab-test  ## all of the above, and some of it in other browsers: what CI runs
	$(MAKE) lab-test ENGINE="firefox webkit" SAMPLE=20

bench: $(VENV)/installed  ## measure the servers on this machine (20 minutes)
	$(BIN)/python -m bench

bench-lab: html  ## measure how soon a pressed Run prints, beside other ways (10 minutes)
	$(BIN)/python -m bench.lab

bench-build: html  ## measure build and pages, beside those of Furo's own documentation (3 minutes)
	$(BIN)/python -m bench.build

changes matrix reference: $(VENV)/installed  ## ask every Django, or every server, again, and write down the answers
	$(BIN)/python -m bench.$@

audit: html lab/audit/node_modules  ## ask Lighthouse, axe and html-validate about the pages (20 minutes)
	$(BIN)/node lab/audit/audit.mjs build/html bench/results/audit.json

linkcheck: $(VENV)/installed  ## ask every outside link whether it still answers
	$(SPHINX) -b linkcheck docs build/linkcheck

epub print: $(VENV)/installed lab/dist/lab.json  ## build the site as one book, or as one page for a printer
	$(SPHINX) -b $@ docs build/$@

new-page: $(VENV)/installed  ## write a page that keeps every rule: NAME=section/some-words
	$(BIN)/python -m sphinx_ext.new_page '$(NAME)'

pin:  ## compile requirements.txt, with hashes, from pyproject.toml
	$(PYTHON) -m venv build/uv && build/uv/bin/pip install --quiet uv
	build/uv/bin/uv pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --custom-compile-command "make pin" \
	    -o requirements.txt pyproject.toml

clean:  ## remove what was built
	rm -rf build lab/dist
