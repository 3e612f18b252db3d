# The words of this project, the same here and in CI. `make run` and `make test` need only make,
# python3 (3.11 or later, with venv) and a package index.

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup run test test-noroute check bench bench-answers bench-languages bench-library bench-decision languages lock clean

setup: .venv/ready  ## make .venv with the console script `volant`

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Volant needs Python 3.11 or later; this is $$($(PYTHON) --version). Set PYTHON=python3.x"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "python3 has no venv; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing Volant's libraries, by hash, into .venv …"
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: setup  ## fetch the weights, index the starter library, answer one question, serve
	@$(BIN)/volant serve --setup

.venv/tested: setup requirements-test.lock
	@echo "Installing the test tools, by hash …"
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements-test.lock
	@touch $@

test: .venv/tested  ## the whole suite, with what was skipped and why
	@sh tests/programs.sh
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -rs -n $$(nproc) --dist loadscope
	@$(BIN)/coverage combine --quiet && $(BIN)/python tests/covered.py

test-noroute: .venv/tested  ## the whole suite where no packet can leave
	@sh tests/noroute.sh -rs -n $$(nproc) --dist loadscope

check: .venv/tested  ## format, lint, strict types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: .venv/tested  ## the engine through the gateway against the engine alone; indexing; search
	@$(BIN)/python -m benchmarks.engine
	@$(BIN)/python -m benchmarks.library

bench-answers: .venv/tested  ## recall, exactness, refusals and language of answers on law questions
	@$(BIN)/python -m benchmarks.answers

bench-languages: .venv/languages .venv-peers/ready  ## languages beside their peers, in one call
	@$(BIN)/python -m benchmarks.languages

bench-library: .venv/tested .venv-readers/ready  ## reading, hostile files, acts, finding, search at 100,000 passages
	@VOLANT_PEERS=.venv-readers/bin/python $(BIN)/python -m benchmarks.reading
	@$(BIN)/python -m benchmarks.hostile
	@$(BIN)/python -m benchmarks.laws
	@$(BIN)/python -m benchmarks.answers --engine quote
	@$(BIN)/python -m benchmarks.finding
	@$(BIN)/python -m benchmarks.sentences
	@$(BIN)/python -m benchmarks.scale

bench-decision: .venv/tested .venv-peers/ready  ## personal data found and replaced; the decision; each beside its peers
	@$(BIN)/python -m benchmarks.isolation
	@$(BIN)/python -m benchmarks.privacy
	@$(BIN)/python -m benchmarks.decision
	@$(BIN)/python -m benchmarks.ledger
	@$(BIN)/python -m benchmarks.tampering

.venv-%/ready: requirements-%.lock
	@$(PYTHON) -m venv .venv-$* && echo '*' > .venv-$*/.gitignore
	@echo "Installing the $*, by hash, into .venv-$* …"
	@.venv-$*/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements-$*.lock \
	  && touch $@ || echo "The $* could not be installed; the benchmark goes on without them"

languages: .venv/languages  ## build every table and weight of `volant.languages` from ../shared/data
	@$(BIN)/python -m dev.languages

.venv/languages: .venv/tested requirements-languages.lock
	@$(BIN)/python -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r requirements-languages.lock
	@touch $@

lock: pyproject.toml  ## make the locks anew (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --output-file requirements.lock
	uv pip compile --group test --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-header --output-file requirements-test.lock
	uv pip compile --group languages --no-deps --universal --python-version 3.11 --generate-hashes --no-header --output-file requirements-languages.lock
	uv pip compile --group peers --universal --python-version 3.11 --generate-hashes --no-header --output-file requirements-peers.lock
	uv pip compile --group readers --universal --python-version 3.11 --generate-hashes --no-header --output-file requirements-readers.lock

clean:
	rm -rf .venv .venv-peers .venv-readers
