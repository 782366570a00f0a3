# Vem kommer: `make run` shows the service, `make test` proves it. Both need Python 3.11 or newer, make and the
# package registries; everything they install lands in .venv.
.PHONY: run setup test bench lock format texts
.DEFAULT_GOAL := run

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
BIN := .venv/bin
# One worker more than cores: a third of the tests' time is waiting for a browser, a server or another process.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)
# Tests start hundreds of processes: what Python compiled is kept for the next, also where the environment says not to.
KEPT := env -u PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes

run: setup
	@exec $(BIN)/python -m clients.cli.demo $(if $(PORT),--port $(PORT)) $(if $(FRESH),--fresh)

setup: .venv/.installed

test: .venv/.installed-dev
	@sh tests/parts.sh
	@sh tests/oidc/set_up.sh
	@$(KEPT) $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(ARGS)

bench: .venv/.installed-dev
	@$(BIN)/python -m tests.bench $(ARGS)

format: .venv/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The catalogues: what is said in the pages is taken into each whole one, and all are compiled. Easy Swedish is kept by hand.
TEXTS = clients/ui/translations
texts: .venv/.installed-dev
	@$(BIN)/pybabel -q extract -F $(TEXTS)/babel.cfg -k say -k say_many:1,2 --no-location --omit-header --sort-output \
		-o $(TEXTS)/texts.pot clients/ui clients/public clients/recipient clients/relative clients/feed
	@for language in fi en; do $(BIN)/pybabel -q update -i $(TEXTS)/texts.pot -d $(TEXTS) -l $$language \
		--omit-header --no-fuzzy-matching --ignore-obsolete || exit 1; done
	@rm $(TEXTS)/texts.pot
	@$(BIN)/pybabel -q compile -f -d $(TEXTS)

# The locks: every package with its hashes, for every platform. Registries of your own stay out of them.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: .venv/.installed-dev
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(LOCK) tests/oidc/node.in -o tests/oidc/node.txt

.venv/.installed: requirements.txt | .venv/bin/python
	@echo "Installing what the service needs into .venv …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo "Installing what the tests need into .venv …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Vem kommer needs Python 3.11 or newer: none is called python3 here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Vem kommer needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make environments: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv .venv
