# The verbs of the project: `make help` names them. What they install and build stays in this folder, ignored by git;
# a step whose inputs did not change is not done again. Only Chromium (for `make test`) comes from the system's packages.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= python3
WASM_BINDGEN := 0.2.128# the crate in wasm/Cargo.toml has the same version

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
ARTEFACTS_PYTEST := .build/artefacts-venv/bin/pytest
PYTHON_SOURCES := python tools tests
NPM_CI := ci --no-audit --no-fund --no-update-notifier

RUST_SOURCES := Cargo.toml $(wildcard Cargo.lock) $(shell find core -name '*.rs' -o -name Cargo.toml)
WHEEL_SOURCES := $(RUST_SOURCES) $(shell find python -type f -not -path '*/tests/*' -not -path '*/bench/*' -not -path '*/.*' -not -path '*/__pycache__/*' -not -name '*.so')
NPM_SOURCES := $(RUST_SOURCES) $(shell find wasm npm -type f \( -path '*/src/*' -o -path '*/scripts/*' -o -name 'package*.json' -o -name Cargo.toml -o -name README.md \) -not -path '*/node_modules/*' -not -path '*/generated/*' -not -path 'npm/playground/*')
PLAYGROUND_SOURCES := $(shell find npm/playground npm/test/cases tests/cases/stories tests/functions -type f -not -path '*/node_modules/*' -not -path '*/test/*.test.ts' -not -name '*.png' -not -name '*.md')

## Verbs

.PHONY: help demo test check lint format build playground bench typings fidelity clean

help: ## name the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## build the wheel and the npm package and run three small applications' own test suites against them
	@$(MAKE) --silent -j2 $(DONE)/demo-pytest $(DONE)/demo-vitest $(DONE)/demo-jest
	@$(MAKE) --silent demo-pytest demo-vitest demo-jest
	@$(PYTHON) tools/demo_report.py

test: ## everything: lints, Rust, wasm, Python, Node, the packed artefacts, the demos, the README
	@rm -rf .build/logs
	@status=0; $(MAKE) --silent -j2 --keep-going installed || status=1; $(MAKE) --keep-going $(SUITES) || status=1; \
		$(PYTHON) tools/summary.py || status=1; exit $$status

check: lint rust ## what to run before a commit: the lints, and the engine's own tests with all cases

lint: lint-rust lint-python lint-node ## formatting, lints and types in all three languages

build: $(DONE)/wheel $(DONE)/sdist $(DONE)/npm-package $(DONE)/playground ## the wheel, the sdist, the npm tarball and the playground, in .build/dist
	@ls -l .build/dist/*/*

playground: $(DONE)/playground ## build the playground and serve it on this machine until Ctrl+C
	npm --prefix npm/playground run --silent preview

format: $(DONE)/venv-test $(DONE)/npm-modules ## let the formatters do the spacing
	cargo fmt --all
	.venv/bin/ruff check --fix-only --quiet $(PYTHON_SOURCES)
	.venv/bin/ruff format $(PYTHON_SOURCES)
	npm --prefix npm run format
	cd tests/demo && ../../npm/node_modules/.bin/biome check --write .

bench: $(DONE)/venv-test $(DONE)/npm-package ## the figures: engine, Python, Node; ratios are measured interleaved in one run
	cargo bench --locked -p fake-secrets-manager --bench '*'
	.venv/bin/python python/bench/bench.py
	npm --prefix npm run bench

typings: $(DONE)/venv-test $(DONE)/npm-modules ## remake the typing files from the engine's own description
	.venv/bin/python python/scripts/typings.py
	npm --prefix npm run typings

fidelity: ## remake FIDELITY.md from the code
	cargo run --quiet --locked -p fake-secrets-manager --example fidelity > FIDELITY.md

clean: ## remove all that the verbs installed and built
	rm -rf .build .tools .venv .venv-* target npm/dist npm/node_modules npm/playground/node_modules tests/demo/*/node_modules
	find . -name __pycache__ -prune -exec rm -rf {} +

## Tools and dependencies

$(DONE)/folder:
	@mkdir -p $(DONE) .build/dist
	@touch $@

$(DONE)/wasm-target: | $(DONE)/folder
	@$(STEP) wasm-target "Add Rust's wasm32-unknown-unknown target" -- tools/install-wasm-target
	@touch $@

$(DONE)/wasm-bindgen-$(WASM_BINDGEN): tools/install-wasm-bindgen | $(DONE)/folder
	@$(STEP) wasm-bindgen "Build wasm-bindgen $(WASM_BINDGEN) (once; about two minutes)" -- tools/install-wasm-bindgen $(WASM_BINDGEN)
	@touch $@

$(DONE)/chromium: tools/install-chromium | $(DONE)/folder
	@$(STEP) chromium "Find or install Chromium and its driver" -- tools/install-chromium
	@touch $@

$(DONE)/venv: tools/requirements.txt | $(DONE)/folder
	@$(STEP) venv "Make .venv with maturin" -- bash -c '$(PYTHON) -m venv --clear .venv && .venv/bin/pip install -r $<'
	@touch $@

$(DONE)/venv-requirements: python/requirements-test.txt $(DONE)/venv
	@$(STEP) venv-requirements "Install the Python test tools" -- .venv/bin/pip install -r $<
	@touch $@

$(DONE)/venv-test: $(DONE)/venv-requirements $(DONE)/wheel
	@VIRTUAL_ENV=$(CURDIR)/.venv $(STEP) venv-test "Put the package into .venv where it stands" -- \
		.venv/bin/maturin develop --release --locked -m python/Cargo.toml
	@touch $@

$(DONE)/requirements-%: python/requirements-%.txt | $(DONE)/folder
	@$(STEP) requirements-$* "Make .venv-$* with other versions of the SDK" -- bash -c \
		'$(PYTHON) -m venv --clear .venv-$* && .venv-$*/bin/pip install -r $<'
	@touch $@

$(DONE)/venv-%: $(DONE)/requirements-% $(DONE)/wheel
	@$(STEP) venv-$* "Install the wheel in .venv-$*" -- bash -c '.venv-$*/bin/pip install --force-reinstall --no-deps .build/dist/wheel/*.whl'
	@touch $@

$(DONE)/artefacts-venv: tests/artefacts/requirements.txt | $(DONE)/folder
	@$(STEP) artefacts-venv "Install what checks the artefacts" -- bash -c \
		'$(PYTHON) -m venv --clear .build/artefacts-venv && .build/artefacts-venv/bin/pip install -r $<'
	@touch $@

$(DONE)/npm-modules: npm/package-lock.json | $(DONE)/folder
	@$(STEP) npm-modules "Install the npm package's tools" -- npm --prefix npm $(NPM_CI)
	@touch $@

## Artefacts

$(DONE)/wheel: $(WHEEL_SOURCES) $(DONE)/venv
	@rm -rf .build/dist/wheel
	@$(STEP) wheel "Build the wheel" -- .venv/bin/maturin build --release --locked -m python/Cargo.toml --out .build/dist/wheel
	@touch $@

$(DONE)/sdist: $(WHEEL_SOURCES) $(DONE)/venv
	@rm -rf .build/dist/sdist
	@$(STEP) sdist "Pack the sdist" -- .venv/bin/maturin sdist -m python/Cargo.toml --out .build/dist/sdist
	@touch $@

$(DONE)/npm-package: $(NPM_SOURCES) $(DONE)/npm-modules $(DONE)/wasm-target $(DONE)/wasm-bindgen-$(WASM_BINDGEN)
	@rm -rf .build/dist/npm && mkdir -p .build/dist/npm
	@$(STEP) npm-build "Build the npm package" -- npm --prefix npm run build
	@$(STEP) npm-pack "Pack the npm package" -- bash -c 'cd npm && npm pack --pack-destination ../.build/dist/npm'
	@touch $@

## The playground

$(DONE)/playground-modules: npm/playground/package-lock.json $(DONE)/npm-package
	@$(STEP) playground-modules "Install what the playground uses, and the npm tarball" -- bash -c \
		'cd npm/playground && npm $(NPM_CI) && npm install --no-save --no-audit --no-fund ../../.build/dist/npm/*.tgz'
	@touch $@

$(DONE)/playground: $(PLAYGROUND_SOURCES) $(DONE)/playground-modules
	@$(STEP) playground-build "Build the playground" -- npm --prefix npm/playground run build
	@touch $@

## Demos

$(DONE)/demo-venv: tests/demo/pytest/requirements.txt | $(DONE)/folder
	@$(STEP) demo-venv "Install what the pytest demo uses" -- bash -c \
		'$(PYTHON) -m venv --clear .build/demo-venv && .build/demo-venv/bin/pip install -r $<'
	@touch $@

$(DONE)/demo-pytest: $(DONE)/demo-venv $(DONE)/wheel
	@$(STEP) demo-pytest-install "Install the wheel in the pytest demo" -- bash -c \
		'.build/demo-venv/bin/pip install --force-reinstall --no-deps .build/dist/wheel/*.whl'
	@touch $@

$(DONE)/demo-%: tests/demo/%/package-lock.json $(DONE)/npm-package
	@$(STEP) demo-$*-install "Install what the $* demo uses, and the npm tarball" -- bash -c \
		'cd tests/demo/$* && npm $(NPM_CI) && npm install --no-save --no-audit --no-fund ../../../.build/dist/npm/*.tgz'
	@touch $@

.PHONY: demo-pytest demo-vitest demo-jest

demo-pytest: $(DONE)/demo-pytest
	@$(STEP) demo-pytest "Test the bookshop: boto3, aws-secretsmanager-caching, Powertools; pytest" -- \
		bash -c 'cd tests/demo/pytest && ../../../.build/demo-venv/bin/python -m pytest'

demo-vitest: $(DONE)/demo-vitest
	@$(STEP) demo-vitest "Test the warehouse: AWS SDK v3, Powertools; vitest" -- npm --prefix tests/demo/vitest test

demo-jest: $(DONE)/demo-jest
	@$(STEP) demo-jest "Test the invoices: AWS SDK v3, Powertools; jest" -- npm --prefix tests/demo/jest test

## Suites of `make test`, in the order in which they run

SUITES := lint-rust lint-python lint-node rust wasm-node wasm-chromium python newest aioboto3 botocore-1.29 node node-jest \
	playground-chromium npm-artefact wheel-artefact sdist-artefact demo-pytest demo-vitest demo-jest readme

.PHONY: installed $(SUITES)

installed: $(DONE)/chromium $(DONE)/venv-test $(DONE)/sdist $(DONE)/npm-package $(DONE)/venv-newest $(DONE)/venv-aioboto3 $(DONE)/venv-botocore-1.29 $(DONE)/artefacts-venv \
	$(DONE)/demo-pytest $(DONE)/demo-vitest $(DONE)/demo-jest $(DONE)/playground

lint-rust: $(DONE)/wasm-target
	@$(STEP) lint-rust "Lint Rust: rustfmt, clippy" -- bash -c 'cargo fmt --all --check -- --color never \
		&& cargo clippy --workspace --all-targets --locked -- -D warnings \
		&& cargo clippy -p fake-secrets-manager-wasm --all-targets --target wasm32-unknown-unknown --locked -- -D warnings'

lint-python: $(DONE)/venv-test
	@$(STEP) lint-python "Lint Python: ruff, mypy" -- bash -c '.venv/bin/ruff check $(PYTHON_SOURCES) && .venv/bin/ruff format --check $(PYTHON_SOURCES) \
		&& MYPYPATH=tools:tests/artefacts .venv/bin/mypy --strict tools/*.py tests/artefacts/*.py && cd python && ../.venv/bin/mypy'

lint-node: $(DONE)/npm-package $(DONE)/demo-vitest $(DONE)/playground-modules
	@$(STEP) lint-node "Lint TypeScript and JavaScript: biome, tsc" -- bash -c 'npm --prefix npm run lint && npm --prefix npm/playground run lint \
		&& cd tests/demo && ../../npm/node_modules/.bin/biome check . && ../../npm/node_modules/.bin/tsc -p vitest'

rust:
	@$(STEP) rust "Test the engine and its doors in Rust, all cases among them" -- cargo test --workspace --locked --no-fail-fast

wasm-node: $(DONE)/wasm-target $(DONE)/wasm-bindgen-$(WASM_BINDGEN)
	@CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
		$(STEP) wasm-node "Test the wasm in Node" -- cargo test --locked --target wasm32-unknown-unknown -p fake-secrets-manager-wasm

wasm-chromium: $(DONE)/wasm-target $(DONE)/wasm-bindgen-$(WASM_BINDGEN) $(DONE)/chromium
	@CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner CHROMEDRIVER=$$(command -v chromedriver) \
		$(STEP) wasm-chromium "Test the wasm in Chromium" -- \
		cargo test --locked --target wasm32-unknown-unknown -p fake-secrets-manager-wasm --features browser

python: $(DONE)/venv-test
	@$(STEP) python "Test the Python package through boto3 and aiobotocore, all cases among them" -- bash -c 'cd python && ../.venv/bin/pytest -n 2'

newest: $(DONE)/venv-newest
	@$(STEP) newest "Hold the declaration against the newest botocore, and run all cases through it" -- bash -c \
		'cd python && ../.venv-newest/bin/pytest tests/test_drift.py tests/test_cases.py'

aioboto3: $(DONE)/venv-aioboto3
	@$(STEP) aioboto3 "Test the wheel through aioboto3" -- bash -c 'cd python && ../.venv-aioboto3/bin/pytest -m aio'

botocore-1.29: $(DONE)/venv-botocore-1.29
	@$(STEP) botocore-1.29 "Test the wheel through the oldest botocore" -- bash -c 'cd python && ../.venv-botocore-1.29/bin/pytest tests/test_{interception,fake,decoration,secrecy}.py'

node: $(DONE)/npm-package
	@$(STEP) node "Test the npm package with vitest, all cases among them" -- npm --prefix npm run test:vitest

node-jest: $(DONE)/npm-package
	@$(STEP) node-jest "Test the npm package with jest" -- npm --prefix npm run test:jest

playground-chromium: $(DONE)/playground $(DONE)/chromium $(DONE)/demo-pytest
	@$(STEP) playground-chromium "Test the playground in Chromium, and run the tests that it exports" -- npm --prefix npm/playground test

npm-artefact: $(DONE)/npm-package $(DONE)/chromium
	@$(STEP) npm-artefact "Check the npm tarball in empty projects: publint, attw, Node, jest, vitest, vite, types" -- npm --prefix npm run test:package

wheel-artefact: $(DONE)/artefacts-venv $(DONE)/wheel
	@$(STEP) wheel-artefact "Check the wheel in empty environments of every Python here" -- $(ARTEFACTS_PYTEST) tests/artefacts/test_wheel.py

sdist-artefact: $(DONE)/artefacts-venv $(DONE)/sdist
	@$(STEP) sdist-artefact "Build and check the sdist in an empty environment" -- $(ARTEFACTS_PYTEST) tests/artefacts/test_sdist.py

readme: $(DONE)/artefacts-venv $(DONE)/demo-pytest $(DONE)/demo-vitest $(DONE)/demo-jest
	@$(STEP) readme "Run the README's examples, and test the tools of this Makefile" -- $(ARTEFACTS_PYTEST) tests/artefacts/test_readme.py tools
