# vibelog: make demo shows it, make test tests it; both install first.
PYTHON ?= python3
BIN := .venv/bin
MARK := .venv/.installed
# The tests start vibelog many times: let Python keep its bytecode.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test check bench soak docs lock sample clean

install: $(MARK)  ## install into .venv, with the pinned versions
$(MARK): pyproject.toml requirements.lock
	@echo "Installing into .venv: one to two minutes, once (about 1 GB) …"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e . --group dev
	touch $(MARK)

demo: $(MARK)  ## the whole main job on the sample paper
	$(BIN)/vibelog demo

test: $(MARK)  ## the tests: offline, no key
	$(BIN)/pytest -q -n 2

check: $(MARK)  ## style, types, architecture, docs that match --help
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/test_architecture.py
	$(BIN)/cog --check README.md docs/*.md

docs: $(MARK)  ## put --help into the docs again
	$(BIN)/cog -r README.md docs/*.md

bench: $(MARK)  ## measure: start-up, reading, retrieval, answering, evidence, what is due, commits
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/retrieval.py
	$(BIN)/python bench/answering.py
	$(BIN)/python bench/evidence.py
	$(BIN)/python bench/due.py
	$(BIN)/python bench/committing.py

soak: $(MARK)  ## the property tests, large
	VIBELOG_SOAK=1 $(BIN)/pytest -q -n 2 --timeout 3600

sample: $(MARK)  ## build the sample paper again
	$(BIN)/python -B corpus/sample/build.py

lock: $(MARK)  ## pin what is installed now
	$(BIN)/python -m pip freeze --exclude-editable > requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
