# The documentation site, and the examples of all pages.

DOCS_SOURCES := mkdocs.yml README.md npm/README.md python/README.md FIDELITY.md ARCHITECTURE.md $(shell find docs npm/src python/fake_secrets_manager -type f -not -path '*/__pycache__/*' -not -name '*.so')
SUITES += docs-site docs-axe
INSTALLED += $(DONE)/docs-venv $(DONE)/docs-site

.PHONY: docs docs-site docs-axe

docs: $(DONE)/docs-site ## build the documentation into .build/site and serve it on this machine until Ctrl+C
	@echo "Serving http://127.0.0.1:8000/"
	@$(PYTHON) -m http.server --bind 127.0.0.1 --directory .build/site 8000

$(DONE)/docs-requirements: docs/requirements.txt | $(DONE)/folder
	@$(STEP) docs-requirements "Install what builds the documentation and runs its examples" -- bash -c \
		'$(PYTHON) -m venv --clear .build/docs-venv && .build/docs-venv/bin/pip install -r $<'
	@touch $@

$(DONE)/docs-venv: $(DONE)/docs-requirements $(DONE)/wheel
	@$(STEP) docs-venv "Install the wheel for the documentation's examples" -- bash -c \
		'.build/docs-venv/bin/pip install --force-reinstall --no-deps .build/dist/wheel/*.whl'
	@touch $@

$(DONE)/docs-site: $(DOCS_SOURCES) $(DONE)/docs-requirements $(DONE)/playground
	@$(STEP) docs-site-build "Build the documentation, with all links checked" -- .build/docs-venv/bin/mkdocs build --quiet --strict
	@touch $@

docs-site: $(DONE)/docs-site $(DONE)/artefacts-venv
	@$(STEP) docs-site "Check the documentation site: pages, Markdown twins, llms.txt" -- \
		bash -c '$(ARTEFACTS_PYTEST) tests/artefacts/test_site.py $(PYTEST_RESULTS)'

docs-axe: $(DONE)/docs-site $(DONE)/chromium
	@$(STEP) docs-axe "Check the documentation site in Chromium: accessibility, both themes, three widths" -- \
		bash -c 'npm --prefix npm/playground run test:site -- $(VITEST_RESULTS)'
