# `make report` does the main job, `make test` runs the tests; each makes its own environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: report test check benchmark audit licences lock clean

report: $(READY)
	$(BIN)/assessment report

test: $(READY)
	$(BIN)/python -m pytest -n auto

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

benchmark: $(READY)
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable --benchmark-only

# Known weaknesses of the parts in the lock, by the public list of them; and the licence of every part that is installed.
audit: $(READY)
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip

licences: $(READY)
	$(BIN)/pip-licenses --order=license

# The lock pins every part with its hashes; it names no index.
lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --extra dev --extra notebooks pyproject.toml --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
