# Everything a developer or CI runs. `make` alone lists the commands.

PYTHON ?= python3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
RUNTIME := .venv/.runtime-lock
DEVELOPMENT := .venv/.development-lock
SOURCES := bot tests
# With MEASURE=yes the quick tests are measured as they run, and `make proof` need not run them again, as in CI.
MEASURE ?=
# More than there are cores: dialogues wait for pauses, too. What is measured keeps two cores busy with fewer, and
# each slow test has processes of its own.
JOBS ?= $(if $(MEASURE),3,5)
PROOF_JOBS ?= 3
PYTEST = $(BIN)/python -m pytest --dist loadgroup --durations 10
LOCK_FLAGS ?=
# Extras are named in the locks: without, pip may take a newer version for `coverage[toml]` than for coverage.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-strip-extras \
	--system-certs --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(LOCK_FLAGS)

# Without compiled code on the disk, which some containers ask for, each process of the tests compiles all anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test quick proof chaos bench lint format messages page picture migration lock clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-9s %s\n", $$1, $$2 }'

setup: $(RUNTIME) ## set up .venv with what the bot needs

demo: $(RUNTIME) ## run the real bot in a browser: sandbox panels, local Bot API, no token needed
	$(BIN)/python -m bot demo

test: $(DEVELOPMENT) ## check style, types and layers, and run the quick tests: minutes
	@$(MAKE) --no-print-directory --jobs 2 lint quick

quick: $(DEVELOPMENT)
	$(PYTEST) --numprocesses $(JOBS) -m "not proof" --hypothesis-profile quick --durations-min 2 \
		$(if $(MEASURE),--cov --cov-report= --cov-fail-under=0)

proof: $(DEVELOPMENT) ## run the slow tests and all generated examples, and measure the coverage of all tests
	$(if $(MEASURE),,@$(MAKE) --no-print-directory quick MEASURE=yes)
	$(PYTEST) --numprocesses $(PROOF_JOBS) -m "proof or hypothesis" --cov --cov-append --cov-report term

chaos: $(DEVELOPMENT) ## kill the bot at every moment, send it anything, and compare the records (CHAOS="--seed 7 sqlite")
	$(BIN)/python -m tests.chaos $(CHAOS)

bench: $(DEVELOPMENT) ## measure performance, as ratios within a run (BENCH="flow pushes")
	$(BIN)/python -m tests.bench $(BENCH)

lint: $(DEVELOPMENT) ## check style, format, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEVELOPMENT) ## format the code, and fix what can be fixed automatically
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(DEVELOPMENT) ## update locales/ with the texts in the code, for translators
	$(BIN)/pybabel --quiet extract --mapping pyproject.toml --no-default-keywords --keywords "t plain plural:1,2 plural_plain:1,2 N_" \
		--sort-by-file --omit-header --add-location file --width 99 --output locales/bot.pot .
	$(BIN)/pybabel --quiet update --domain bot --input-file locales/bot.pot --output-dir locales --omit-header --ignore-obsolete --no-fuzzy-matching --width 99

page: $(DEVELOPMENT) ## generate docs/commands.md and docs/settings.md from the code
	$(BIN)/python -m tests.commands_page
	$(BIN)/python -m tests.settings_page

picture: $(DEVELOPMENT) ## record the demo and the screenshots in docs/ (needs Chromium, and fonts with emoji)
	$(BIN)/python -m tests.demo_picture docs/demo.webp
	$(BIN)/python -m tests.screen_pictures docs

migration: $(DEVELOPMENT) ## generate a migration from the changed tables (NAME="promo codes")
	$(BIN)/python -m tests.new_migration "$(NAME)"

lock: $(DEVELOPMENT) ## update both lock files from pyproject.toml (LOCK_FLAGS=--upgrade for newer versions)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraints requirements.txt --output-file requirements-dev.txt

clean: ## remove what these commands created; .env and databases stay
	rm -rf .venv .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

# The development lock holds the runtime lock's versions: whoever has it is not asked to install again.
$(DEVELOPMENT): requirements-dev.txt | $(BIN)/pip
	$(PIP_INSTALL) --requirement requirements-dev.txt
	touch $(RUNTIME) $@

$(RUNTIME): requirements.txt | $(BIN)/pip
	$(PIP_INSTALL) --requirement requirements.txt
	touch $@

# pip is what `venv` puts in last: an interrupted one is made again.
$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is older. Name another one: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { \
		echo "$(PYTHON) cannot make a virtual environment. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
