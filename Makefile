# Everything a person does here, one line each. `make` alone explains them.
# Set-up happens by itself: environments are made once and again when their requirements change.

INTERPRETER ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
# A newer Python to test with as well, if this machine has one: on the PATH, or as one of pyenv's.
NEWER := $(firstword $(foreach p,python3.13 $(wildcard $(shell pyenv root 2>/dev/null)/versions/3.13*/bin/python3.13),$(shell $(p) -c 'print("$(p)")' 2>/dev/null)))
PYTHON ?= 3.13
# Tests wait for processes and time limits about half of their time, so two workers a core.
WORKERS ?= $(shell expr 2 \* `nproc 2>/dev/null || echo 1`)
PLATFORM ?= openwhisk
SCENARIO ?= accepted
export PYTHONPATH := functions:.

.DEFAULT_GOAL := help
.PHONY: help demo play test test-slow check bench bundle format clean

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/sandbox ## the whole world on this machine, on one page (PLATFORM=code-engine for the other shapes)
	@.venv/bin/python -m sandbox demo --platform $(PLATFORM)

play: .venv/sandbox ## one handover in the terminal, scripted (SCENARIO=list shows all)
	@.venv/bin/python -m sandbox play $(SCENARIO) --platform $(PLATFORM)

test: .venv/tests .venv-ministack/ready $(if $(NEWER),.venv-newer/tests) ## all tests; the browser ones find or install Chromium
	@.venv/bin/python -m tests.browser
	@.venv/bin/python -m pytest -n $(WORKERS) -m "not slow"
	@test -z "$(NEWER)" || { echo "The doors and the core once more with $(NEWER), as Code Engine runs them:" \
		&& .venv-newer/bin/python -m pytest -n $(WORKERS) -m "not slow" tests/house $(addprefix tests/handover/,actions core pages web); }

test-slow: .venv/tests .venv-ministack/ready ## the races and contracts that real storage servers are slow to run
	@.venv/bin/python -m pytest -n $(WORKERS) -m slow

check: .venv/tests ## lint, format, types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy functions/__main__.py functions/handover bench operate sandbox tests
	@if command -v shellcheck >/dev/null; then shellcheck deploy.sh .ci/run; fi

bench: .venv/sandbox ## what each door costs, cold and warm, as ratios within one run
	@.venv/bin/python -m bench.doors

bundle: .venv/tests ## build/bundle and build/handover.zip, as they are deployed (PYTHON=3.11 for OpenWhisk)
	@.venv/bin/python -m operate.bundle --python $(PYTHON)

format: .venv/tests ## put the code into the house's format
	@.venv/bin/ruff check --fix-only -q . && .venv/bin/ruff format -q .

clean: ## remove what set-up and tests left
	@rm -rf .venv .venv-* build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/sandbox: sandbox/requirements.txt functions/requirements.txt
	@$(call environment,.venv,$(INTERPRETER),sandbox/requirements.txt)
	@touch $@

.venv/tests: tests/requirements.txt operate/requirements.txt .venv/sandbox
	@$(call environment,.venv,$(INTERPRETER),tests/requirements.txt)
	@touch $@

.venv-newer/tests: tests/requirements.txt sandbox/requirements.txt operate/requirements.txt functions/requirements.txt
	@$(call environment,.venv-newer,$(NEWER),tests/requirements.txt)
	@touch $@

.venv-ministack/ready: tests/requirements-ministack.txt
	@$(call environment,.venv-ministack,$(INTERPRETER),tests/requirements-ministack.txt)
	@touch $@

define environment
	test -n "$(2)" || { echo "Python 3.11 or newer is needed and was not found."; exit 2; }; \
	echo "Setting up $(1) with $(3) (once, about a minute) ..."; \
	test -x $(1)/bin/python || $(2) -m venv $(1); \
	$(1)/bin/python -m pip install --quiet --disable-pip-version-check -r $(3)
endef
