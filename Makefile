# make run: track this desktop. make test: prove it all. The rest: make test-desktops, make demo, make bench, make setup.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-desktops demo bench setup clean

run: setup
	@$(BIN)/timesink run

demo: .venv/.with-tests
	@tests/system-packages
	@PYTHONPATH=tests/desktop $(BIN)/python tests/demo/demo.py

bench: .venv/.with-tests
	@tests/system-packages
	@PYTHONPATH=tests/desktop:tests/bench $(BIN)/python tests/bench/bench.py

test: .venv/.with-tests
	@PYTHON="$(PYTHON)" tests/run-all

test-desktops:
	@tests/run-desktops

setup: .venv/.ready

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "timesink needs Python 3.11 or newer; PYTHON=/path/to/python make … chooses one."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian: apt install python3-venv"; exit 1; }

.venv/.ready: .venv/bin/python pyproject.toml
	@echo "Setting up .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q .venv/lib agent || true
	@touch $@

.venv/.with-tests: .venv/.ready
	@echo "Adding what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

clean:
	rm -rf .venv .venv-lowest build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
