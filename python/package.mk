# The Python package.

WHEEL_SOURCES := $(RUST_SOURCES) $(shell find python -type f -not -path '*/tests/*' -not -path '*/bench/*' -not -path '*/typing_examples/*' -not -path '*/.*' -not -path '*/__pycache__/*' -not -name '*.so' -not -name '*.mk')
PYTEST_RESULTS := --junitxml="$$RESULTS/pytest.xml"
SUITES += lint-python python newest aioboto3 botocore-1.29
INSTALLED += $(DONE)/venv-test $(DONE)/pyright $(DONE)/sdist $(DONE)/venv-newest $(DONE)/venv-aioboto3 $(DONE)/venv-botocore-1.29

.PHONY: lint-python python newest aioboto3 botocore-1.29 check-python

# Tests that start other processes. `make python` runs them too.
SLOW_PYTHON_TESTS := pytest_plugin reports scopes server processes readme typings moto

check-python: $(DONE)/venv-requirements ## quick loop: build a debug wheel in place, lint and test the Python package without slow tests
	VIRTUAL_ENV=$(CURDIR)/.venv .venv/bin/maturin develop --quiet --locked -m python/Cargo.toml
	.venv/bin/ruff check --quiet python && .venv/bin/ruff format --quiet --check python && cd python && ../.venv/bin/mypy \
		&& ../.venv/bin/pytest -q -n 2 $(SLOW_PYTHON_TESTS:%=--ignore tests/test_%.py)

$(DONE)/venv: tools/requirements.txt | $(DONE)/folder
	@$(STEP) venv "Create .venv with maturin" -- bash -c '$(PYTHON) -m venv --clear .venv && .venv/bin/pip install -r $<'
	@touch $@

$(DONE)/venv-requirements: python/requirements-test.txt $(DONE)/venv
	@$(STEP) venv-requirements "Install the Python test tools" -- .venv/bin/pip install -r $<
	@touch $@

$(DONE)/venv-test: $(DONE)/venv-requirements $(DONE)/wheel
	@VIRTUAL_ENV=$(CURDIR)/.venv $(STEP) venv-test "Install the package into .venv in place" -- \
		.venv/bin/maturin develop --release --locked -m python/Cargo.toml
	@touch $@

$(DONE)/requirements-%: python/requirements-%.txt | $(DONE)/folder
	@$(STEP) requirements-$* "Create .venv-$* with other versions of the SDK" -- bash -c \
		'$(PYTHON) -m venv --clear .venv-$* && .venv-$*/bin/pip install -r $<'
	@touch $@

$(DONE)/venv-%: $(DONE)/requirements-% $(DONE)/wheel
	@$(STEP) venv-$* "Install the wheel in .venv-$*" -- bash -c '.venv-$*/bin/pip install --force-reinstall --no-deps .build/dist/wheel/*.whl'
	@touch $@

$(DONE)/wheel: $(WHEEL_SOURCES) $(DONE)/venv
	@rm -rf .build/dist/wheel
	@$(STEP) wheel "Build the wheel" -- .venv/bin/maturin build --release --locked -m python/Cargo.toml --out .build/dist/wheel
	@touch $@

$(DONE)/sdist: $(WHEEL_SOURCES) $(DONE)/venv
	@rm -rf .build/dist/sdist
	@$(STEP) sdist "Pack the sdist" -- .venv/bin/maturin sdist -m python/Cargo.toml --out .build/dist/sdist
	@touch $@

$(DONE)/pyright: python/typing_examples/package-lock.json | $(DONE)/folder
	@$(STEP) pyright "Install pyright" -- npm --prefix python/typing_examples $(NPM_CI)
	@touch $@

lint-python: $(DONE)/venv-test $(DONE)/pyright
	@$(STEP) lint-python "Lint Python: ruff, mypy, pyright" -- bash -c '.venv/bin/ruff check $(PYTHON_SOURCES) && .venv/bin/ruff format --check $(PYTHON_SOURCES) \
		&& MYPYPATH=tools:tests/artefacts:tests/clients .venv/bin/mypy --strict tools/*.py tests/artefacts/*.py tests/clients/*.py && cd python && ../.venv/bin/mypy \
		&& typing_examples/node_modules/.bin/pyright -p typing_examples'

python: $(DONE)/venv-test
	@$(STEP) python "Test the Python package through boto3 and aiobotocore, with all cases" -- bash -c 'cd python && ../.venv/bin/pytest -n 2 $(PYTEST_RESULTS)'

newest: $(DONE)/venv-newest
	@$(STEP) newest "Compare the API declaration with the newest botocore, and run all cases through it" -- bash -c \
		'cd python && ../.venv-newest/bin/pytest tests/test_drift.py tests/test_cases.py $(PYTEST_RESULTS)'

aioboto3: $(DONE)/venv-aioboto3
	@$(STEP) aioboto3 "Test the wheel through aioboto3" -- bash -c 'cd python && ../.venv-aioboto3/bin/pytest -m aio $(PYTEST_RESULTS)'

botocore-1.29: $(DONE)/venv-botocore-1.29
	@$(STEP) botocore-1.29 "Test the wheel through the oldest supported botocore" -- bash -c \
		'cd python && ../.venv-botocore-1.29/bin/pytest tests/test_{interception,fake,decoration,secrecy}.py $(PYTEST_RESULTS)'

## Wheels for publishing

.PHONY: wheels

wheels: $(DONE)/wheels-venv ## build wheels for Linux on x86_64 and aarch64, glibc 2.17 and musl 1.2, and check them with auditwheel
	@$(STEP) wheels "Build the wheels for Linux" -- tools/build-wheels .build/dist/wheels .build/wheels-venv

$(DONE)/wheels-venv: python/requirements-wheels.txt | $(DONE)/folder
	@$(STEP) wheels-venv "Install zig and auditwheel" -- bash -c \
		'$(PYTHON) -m venv --clear .build/wheels-venv && .build/wheels-venv/bin/pip install -r $<'
	@touch $@

## The matrix

.PHONY: matrix matrix-python

matrix: matrix-python

# PYTHON_CHROOT names the folder of a Debian system whose Pythons are tested too.
matrix-python: $(DONE)/wheel
	@$(PYTHON) tools/python_matrix.py .build/dist/wheel/*.whl .build/matrix-python $(PYTHON_CHROOT)
