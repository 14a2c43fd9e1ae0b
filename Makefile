# Two commands are enough: `make demo` and `make test`. Both set up .venv first when it is not there.
# Choose the interpreter with `make PYTHON=python3.12 ...`.

SHELL := /bin/sh
BIN := .venv/bin
DRAWN := README.md docs/example-answer.md docs/architecture.md docs/reference/units.md docs/what-the-map-knows.md
LOCKING := -q --universal --python-version 3.11 pyproject.toml --generate-hashes --no-emit-index-url --no-header
export PYTHON

.PHONY: help demo test check setup static format bench soak docs lock clean

help: ## say what each target does (the default)
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

demo: setup ## answer the headline question from a fresh embedded store
	@$(BIN)/knockon demo

test: static ## set up, then check format, lint, types and imports, and run the tests with coverage
	@echo "== tests and coverage (pytest)"
	@$(BIN)/python -m pytest -q -n auto --cov --cov-report=term
	@$(BIN)/python -m tests.house.branches
	@echo "== all good"

check: test ## the same as test

static: setup
	@echo "== format (ruff)"
	@$(BIN)/ruff format --check --output-format concise --quiet . || { echo "run: make format" >&2; exit 1; }
	@echo "== lint (ruff)"
	@$(BIN)/ruff check --quiet .
	@echo "== types (mypy --strict)"
	@$(BIN)/mypy
	@echo "== imports (import-linter)"
	@$(BIN)/lint-imports --no-logo

setup: ## make .venv with exactly the locked packages
	@./.ci/setup

format: setup ## put the code into the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## measure, and write docs/benchmarks.md with date and machine
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@$(BIN)/python -m pytest -q -s -p no:cacheprovider -m bench tests/bench --record docs/benchmarks.md

soak: setup ## run the long suites and every law on many more cases, and write docs/soak.md
	@$(BIN)/python -m pytest -q -n auto -m "soak or (hypothesis and not (bench or eval or neo4j))" --hypothesis-profile=soak -o faulthandler_timeout=1800 --record docs/soak.md

docs: setup ## rewrite the parts of the docs that are made from the code
	@$(BIN)/python -m tests.house.map_page
	@$(BIN)/python -m tests.house.written $(DRAWN)

lock: setup ## resolve requirements.lock again (needs uv on the PATH or in .venv)
	@PATH="$(CURDIR)/$(BIN):$$PATH"; \
	command -v uv >/dev/null || { echo "make lock needs uv: $(BIN)/python -m pip install uv" >&2; exit 2; }; \
	uv pip compile $(LOCKING) --group dev -o requirements.lock && \
	uv pip compile $(LOCKING) --no-annotate -c requirements.lock -o requirements-run.lock && \
	uv pip compile $(LOCKING) --no-annotate --group bench -c requirements.lock -o requirements-bench.lock

clean: ## delete .venv and everything that was made here, databases excepted
	@rm -rf .venv build dist *.egg-info .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
