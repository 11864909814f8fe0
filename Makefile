# `make report` does the main job, `make test` runs the tests; each makes its own environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Spark, 430 MB to fetch, only for the tests, and only where there is the Java it needs.
SPARK := $(if $(shell java -version >/dev/null 2>&1 && echo yes),$(VENV)/.spark)

.PHONY: report test check benchmark audit licences lock clean

report: $(READY)
	$(BIN)/assessment report

test: $(READY) $(SPARK)
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

benchmark: $(READY) $(SPARK)
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable --benchmark-only

# Known weaknesses of the parts in the lock, by the public list of them; and the licence of every part that is installed.
audit: $(READY)
	$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip

licences: $(READY)
	$(BIN)/pip-licenses --order=license

# The locks pin every part with its hashes; they name no index. The second is `.[spark]`, on the parts of the first.
lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --extra dev --extra notebooks pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes --constraint requirements.lock \
		--no-annotate --no-header --extra spark pyproject.toml --output-file requirements-spark.lock

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)

$(VENV)/.spark: requirements-spark.lock $(READY)
	$(BIN)/python -m pip install --quiet --no-build-isolation --require-hashes --requirement requirements-spark.lock
	touch $@

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis
