# The commands for developers; `make` lists them. Each creates the environment that it needs, once, and again if its
# requirements change.

INTERPRETER ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell $(p) -c 'import sys; sys.version_info >= (3, 11) and print("$(p)")' 2>/dev/null)))
# A newer Python for `make test-slow`, if this machine has one: on the PATH, or as one of pyenv's.
NEWER = $(firstword $(foreach p,python3.13 $(wildcard $(shell pyenv root 2>/dev/null)/versions/3.13*/bin/python3.13),$(shell $(p) -c 'print("$(p)")' 2>/dev/null)))
PYTHON ?= 3.13
# Tests wait for processes and browsers for a part of their time, so three workers for two cores.
WORKERS ?= $(shell expr \( 3 \* `nproc 2>/dev/null || echo 1` + 1 \) / 2)
SPREAD = -n $(WORKERS) --dist worksteal
PLATFORM ?= openwhisk
SCENARIO ?= accepted
# Not ?=: GNU systems set LANGUAGE in the environment, to the languages of their own messages.
LANGUAGE =
WORLD = --platform $(PLATFORM) --language "$(LANGUAGE)" --skill "$(SKILL)"
SCALE ?= 1
# COVERAGE=1 makes `make test` measure and gate coverage as well; pyproject.toml holds the gate.
COVERED = $(if $(COVERAGE),--cov --cov-report=term)
export PYTHONPATH := functions:.
# Some machines forbid byte code by this variable. Then each worker and each function's process would compile all libraries
# and tests again, which is half the time of the tests. Empty is unset.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo play skill test environments compiled test-slow test-newer check coverage guard trust bench scale check-desk bundle image docs format clean

help: ## explain these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/sandbox ## run everything on this machine, on one page (LANGUAGE=de, SKILL=path, PLATFORM=code-engine or app)
	@.venv/bin/python -m sandbox demo $(WORLD)

play: .venv/sandbox ## play one handover in the terminal (SCENARIO=list shows all; LANGUAGE=de; PLATFORM=app; SKILL=path MESSAGES=path)
	@.venv/bin/python -m sandbox play $(SCENARIO) $(WORLD) --messages "$(MESSAGES)"

test: .venv/tests ## run the tests that every change must pass; the browser tests find or install Chromium
	@.venv/bin/python -m tests.browser
	@.venv/bin/python -m pytest $(SPREAD) -m "not slow" $(COVERED)

test-slow: .venv/tests .venv-ministack/ready ## run what proves the rest: whole deploys, races, slow campaigns, Python 3.13
	@.venv/bin/python -m tests.browser
	@.venv/bin/python -m pytest $(SPREAD) -m slow
	@$(if $(NEWER),$(MAKE) --no-print-directory test-newer,echo "Python 3.13 was not found: nothing was proven on it.")

ON_NEWER = tests/house/test_actions_pay_for_themselves.py tests/operate/bundle/test_dataclass_methods.py \
	$(addprefix tests/handover/,actions web core/call core/chat core/desk core/phone_numbers core/privacy)

# The actions and the core again, on the Python that Code Engine runs, in that platform's request shape. Of the house's rules only
# what is imported can differ; sums, lists and sentences of the core cannot.
test-newer: .venv-newer/tests
	@echo "The actions, most of the core and the web shapes on $(NEWER):"
	@.venv-newer/bin/python -m pytest $(SPREAD) -m "not slow" -k "not openwhisk" $(ON_NEWER)

# What test-slow needs beside .venv.
environments: .venv-ministack/ready $(if $(NEWER),.venv-newer/tests)

# Compiles tests, sources and libraries once for each Python. On a clean checkout each worker would compile all of them for itself.
compiled: .venv/tests $(if $(NEWER),.venv-newer/tests)
	-@.venv/bin/python -m pytest --collect-only -q >/dev/null
	-@$(if $(NEWER),.venv-newer/bin/python -m pytest --collect-only -q $(ON_NEWER) >/dev/null)

check: .venv/tests ## lint, check format and types
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@if command -v shellcheck >/dev/null; then shellcheck deploy.sh .ci/run; else echo "shellcheck is not installed: scripts were not checked."; fi

coverage: ## run `make test` and show which lines and branches of functions/ it reaches; fails below the gate
	@$(MAKE) --no-print-directory test COVERAGE=1

guard: .venv/tests ## check what each path costs by tests/guard/budgets.toml: requests, rounds, imports, the zip; never time
	@.venv/bin/python -m pytest $(SPREAD) tests/guard

trust: .venv/tests .venv-ministack/ready ## attack each promise with generated trouble and write docs/trust.md (SCALE=0.1: a tenth)
	@.venv/bin/python -m tests.trust --scale $(SCALE)

bench: .venv/tests .venv-ministack/ready ## measure, and write docs/benchmarks.md (QUICK=1: a minute or two, to build/; ONLY="cold warm")
	@.venv/bin/python -m bench $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY))

scale: .venv/tests ## simulate 10 to 100,000 handovers a day and write docs/scale.md (some minutes)
	@.venv/bin/python -m bench.scale

check-desk: .venv/sandbox ## say in words what is wrong in a desk.json (FILE=desk.json)
	@.venv/bin/python -m operate check_desk $(FILE)

skill: .venv/tests ## build skill-claim.json and skill-claim.de.json from operate/skill
	@.venv/bin/python -m operate skill

bundle: .venv/tests ## build build/bundle and build/handover.zip, as they are deployed (PYTHON=3.11 for OpenWhisk)
	@.venv/bin/python -m operate.bundle --python $(PYTHON)

image: .venv/tests ## write build/app, from which the application's image is built (docker build -t handover build/app)
	@.venv/bin/python -m operate.bundle --python $(PYTHON) --image

docs: .venv/sandbox ## write the pages that are made from the code: docs/desk-json.md
	@.venv/bin/python -m operate docs

format: .venv/tests ## format the code
	@.venv/bin/ruff check --fix-only -q . && .venv/bin/ruff format -q .

clean: ## remove what set-up and tests created
	@rm -rf .venv .venv-* build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*

.venv/sandbox: sandbox/requirements.txt functions/requirements.txt
	@$(call environment,.venv,$(INTERPRETER),sandbox/requirements.txt)
	@touch $@

# It holds the sandbox's packages as well, so pip runs once.
.venv/tests: tests/requirements.txt operate/requirements.txt bench/requirements.txt sandbox/requirements.txt functions/requirements.txt
	@$(call environment,.venv,$(INTERPRETER),tests/requirements.txt)
	@touch .venv/sandbox $@

.venv-newer/tests: tests/requirements.txt sandbox/requirements.txt operate/requirements.txt bench/requirements.txt functions/requirements.txt
	@$(call environment,.venv-newer,$(NEWER),tests/requirements.txt)
	@touch $@

.venv-ministack/ready: tests/requirements-ministack.txt
	@$(call environment,.venv-ministack,$(INTERPRETER),tests/requirements-ministack.txt)
	@touch $@

# pip shows each package as it comes. --no-compile: Python compiles the few modules that are imported, not the thousands that
# are installed.
define environment
	test -n "$(2)" || { echo "Python 3.11 or newer is needed and was not found."; exit 2; }; \
	echo "Setting up $(1) from $(3), once ..."; \
	test -x $(1)/bin/python || $(2) -m venv $(1); \
	$(1)/bin/python -m pip install --no-compile --disable-pip-version-check -r $(3)
endef
