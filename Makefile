# `make help` lists all targets. Each package has a package.mk with its own steps; they are included here, so that one
# dependency graph covers all of them. Everything is installed and built inside this folder and ignored by git. A step
# runs again only if its inputs changed. `make test` needs Chromium, which comes from the system's packages.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3

ifndef VERB_STARTED
export VERB_STARTED := $(shell date +%s)
endif
export PATH := $(CURDIR)/.tools/bin:$(PATH)
export CARGO_TERM_COLOR := never
export CARGO_TERM_PROGRESS_WHEN := never
export NO_COLOR := 1
unexport FORCE_COLOR
export NODE_NO_WARNINGS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_PROGRESS_BAR := off

DONE := .build/done
STEP := $(PYTHON) tools/step.py
PYTHON_SOURCES := python tools tests
NPM_CI := ci --no-audit --no-fund --no-update-notifier

# Suites of `make test`, in the order in which they run. Each package.mk appends its own.
SUITES :=
# What `make test` installs and builds before the first suite.
INSTALLED :=

include tools/package.mk core/package.mk wasm/package.mk python/package.mk npm/package.mk npm/playground/package.mk tests/package.mk docs/package.mk

.PHONY: help setup demo test check lint format build bench typings installed clean

help: ## list all targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## build both packages and test three sample applications against them
	@$(MAKE) --silent -j2 $(DONE)/demo-pytest $(DONE)/demo-vitest $(DONE)/demo-jest
	@$(MAKE) --silent demo-pytest demo-vitest demo-jest
	@$(PYTHON) tools/demo_report.py

test: ## run everything: lints, Rust, wasm, Python, Node, built packages, demos, documentation examples
	@rm -rf .build/logs
	@status=0; $(MAKE) --silent -j2 --keep-going installed || status=1; $(MAKE) --keep-going $(SUITES) || status=1; \
		$(PYTHON) tools/summary.py || status=1; exit $$status

setup: installed ## install and build everything that `make test` needs

installed: $(INSTALLED)

check: lint rust ## run all lints and the engine's tests; run it before each commit

lint: lint-rust lint-python lint-node ## check formatting, lints and types in all languages

build: $(DONE)/wheel $(DONE)/sdist $(DONE)/npm-package $(DONE)/playground ## build the wheel, the sdist, the npm tarball and the playground into .build/dist
	@ls -l .build/dist/*/*

format: $(DONE)/venv-test $(DONE)/npm-modules ## run the formatters
	cargo fmt --all
	.venv/bin/ruff check --fix-only --quiet $(PYTHON_SOURCES)
	.venv/bin/ruff format $(PYTHON_SOURCES)
	npm --prefix npm run format
	cd tests/demo && ../../npm/node_modules/.bin/biome check --write . ../clients/javascript/*.{mjs,cjs}

bench: $(DONE)/venv-test $(DONE)/npm-package ## measure the engine, the wheel and the npm package
	cargo bench --locked -p fake-secrets-manager --bench '*'
	.venv/bin/python python/bench/bench.py
	npm --prefix npm run bench

typings: $(DONE)/venv-test $(DONE)/npm-modules ## regenerate the typing files from the engine's API description
	.venv/bin/python python/scripts/typings.py
	npm --prefix npm run typings

clean: ## remove everything that the other targets installed and built
	rm -rf .build .tools .venv .venv-* target npm/dist npm/node_modules npm/playground/node_modules tests/{demo/*,clients/javascript}/node_modules
	rm -rf python/typing_examples/node_modules python/fake_secrets_manager/_native*.so
	find . -name __pycache__ -prune -exec rm -rf {} +
