# Tests of the built packages: in empty environments, in the sample applications, and through the documentation's examples.

ARTEFACTS_PYTEST := .build/artefacts-venv/bin/pytest
SUITES += wheel-artefact sdist-artefact demo-pytest demo-vitest demo-jest readme
INSTALLED += $(DONE)/artefacts-venv $(DONE)/demo-pytest $(DONE)/demo-vitest $(DONE)/demo-jest

.PHONY: wheel-artefact sdist-artefact demo-pytest demo-vitest demo-jest readme

$(DONE)/artefacts-venv: tests/artefacts/requirements.txt | $(DONE)/folder
	@$(STEP) artefacts-venv "Install what checks the artefacts" -- bash -c \
		'$(PYTHON) -m venv --clear .build/artefacts-venv && .build/artefacts-venv/bin/pip install -r $<'
	@touch $@

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

demo-pytest: $(DONE)/demo-pytest
	@$(STEP) demo-pytest "Test the bookshop: boto3, aws-secretsmanager-caching, Powertools; pytest" -- \
		bash -c 'cd tests/demo/pytest && ../../../.build/demo-venv/bin/python -m pytest $(PYTEST_RESULTS)'

demo-vitest: $(DONE)/demo-vitest
	@$(STEP) demo-vitest "Test the warehouse: AWS SDK v3, Powertools; vitest" -- bash -c 'npm --prefix tests/demo/vitest test -- $(VITEST_RESULTS)'

demo-jest: $(DONE)/demo-jest
	@$(STEP) demo-jest "Test the invoices: AWS SDK v3, Powertools; jest" -- \
		bash -c 'npm --prefix tests/demo/jest test -- --json --outputFile="$$RESULTS/jest.json"'

wheel-artefact: $(DONE)/artefacts-venv $(DONE)/wheel
	@$(STEP) wheel-artefact "Check the wheel in empty environments of every installed Python" -- \
		bash -c '$(ARTEFACTS_PYTEST) tests/artefacts/test_wheel.py $(PYTEST_RESULTS)'

sdist-artefact: $(DONE)/artefacts-venv $(DONE)/sdist
	@$(STEP) sdist-artefact "Build and check the sdist in an empty environment" -- \
		bash -c '$(ARTEFACTS_PYTEST) tests/artefacts/test_sdist.py $(PYTEST_RESULTS)'

readme: $(DONE)/artefacts-venv $(DONE)/docs-venv $(DONE)/demo-pytest $(DONE)/demo-vitest $(DONE)/demo-jest
	@$(STEP) readme "Run the documentation's examples, and test the tools of this Makefile" -- \
		bash -c '$(ARTEFACTS_PYTEST) tests/artefacts/test_readme.py tests/artefacts/test_dockerfile.py tools $(PYTEST_RESULTS)'

## Real clients

# A separate target: it installs ten clients, some from Debian's packages, and takes some minutes.
.PHONY: clients

clients: $(DONE)/wheel $(DONE)/npm-package ## test the Python and the Node server with real clients: AWS CLI, SDKs, Ansible, litellm
	@$(STEP) clients-install "Install the clients, each separately" -- $(PYTHON) tests/clients/installation.py
	@$(STEP) clients-wheel "Install the wheel for the clients' server" -- bash -c \
		'.build/clients/boto3/bin/pip install --force-reinstall --no-deps .build/dist/wheel/*.whl'
	@status=0; $(STEP) clients "Test both servers with the clients" -- bash -c \
		'.build/clients/boto3/bin/python -m pytest -rs tests/clients $(PYTEST_RESULTS)' || status=1; \
		cat .build/logs/clients/clients.txt; exit $$status
