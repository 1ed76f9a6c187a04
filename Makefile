# Every target is a command of the README; each does its own set-up and costs nothing the second time.
# PYTHON=python3.12 chooses an interpreter, HOST= and PORT= the address of the demonstration.
PYTHON ?= $(firstword $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$name; done) python3)

SETUP = command -v "$(PYTHON)" >/dev/null || \
	{ echo "make: there is no $(PYTHON); install Python 3.11 or later" >&2; exit 1; }; \
	"$(PYTHON)" scripts/setup.py
BIN = .venv/bin
# Some shells export HOST as the name of the machine: that is nobody's wish.
ADDRESS = $(if $(filter-out $(shell hostname),$(HOST)),--host "$(HOST)") \
	$(if $(PORT),--port "$(PORT)")
COMPILE = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--only-binary :all: --generate-hashes --custom-compile-command "make lock"

.PHONY: help setup demo test lint format lock bench

help:  ## these lines
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile

setup:  ## everything that developing needs, in .venv
	@$(SETUP) test

demo:  ## the demonstration season in the browser
	@$(SETUP) run
	@$(BIN)/xinglu demo $(ADDRESS)

test:  ## all tests
	@$(SETUP) test
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint:  ## style, formatting, types
	@$(SETUP) test --without-system
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format:  ## lay the source out
	@$(SETUP) test --without-system
	$(BIN)/ruff format

lock:  ## the newest versions of everything, with hashes
	@$(SETUP) test --without-system
	$(COMPILE) pyproject.toml --group install --group test --output-file requirements/test.txt
	$(COMPILE) pyproject.toml --group install --constraints requirements/test.txt \
		--output-file requirements/run.txt
	$(COMPILE) --group pyproject.toml:bench --constraints requirements/test.txt \
		--output-file requirements/bench.txt

bench:  ## speed against peers
	@$(SETUP) bench
	$(BIN)/python -m tests.benchmarks
