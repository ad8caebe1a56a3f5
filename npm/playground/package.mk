# The playground.

PLAYGROUND_SOURCES := $(shell find npm/playground npm/test/cases tests/cases/stories tests/functions -type f -not -path '*/node_modules/*' -not -path '*/test/*.test.ts' -not -name '*.png' -not -name '*.md' -not -name '*.mk')
SUITES += playground-chromium
INSTALLED += $(DONE)/playground

.PHONY: playground playground-chromium

playground: $(DONE)/playground ## build the playground and serve it on this machine until Ctrl+C
	npm --prefix npm/playground run --silent preview

$(DONE)/playground-modules: npm/playground/package-lock.json $(DONE)/npm-package
	@$(STEP) playground-modules "Install what the playground uses, and the npm tarball" -- bash -c \
		'cd npm/playground && npm $(NPM_CI) && npm install --no-save --no-audit --no-fund ../../.build/dist/npm/*.tgz'
	@touch $@

$(DONE)/playground: $(PLAYGROUND_SOURCES) $(DONE)/playground-modules
	@$(STEP) playground-build "Build the playground" -- npm --prefix npm/playground run build
	@touch $@

playground-chromium: $(DONE)/playground $(DONE)/chromium $(DONE)/demo-pytest
	@$(STEP) playground-chromium "Test the playground in Chromium, and run the tests that it exports" -- \
		bash -c 'npm --prefix npm/playground test -- $(VITEST_RESULTS)'
