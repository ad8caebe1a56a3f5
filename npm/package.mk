# The npm package.

NPM_SOURCES := $(RUST_SOURCES) $(shell find wasm npm -type f \( -path '*/src/*' -o -path '*/scripts/*' -o -name 'package*.json' -o -name Cargo.toml -o -name README.md \) -not -path '*/node_modules/*' -not -path '*/generated/*' -not -path 'npm/playground/*')
VITEST_RESULTS := --reporter=default --reporter=junit --outputFile.junit="$$RESULTS/vitest.xml"
SUITES += lint-node node node-jest npm-artefact
INSTALLED += $(DONE)/npm-package

.PHONY: lint-node node node-jest npm-artefact check-node matrix matrix-node

check-node: $(DONE)/npm-package ## quick loop: build the npm package, lint it and test it with vitest
	npm --prefix npm run --silent lint
	npm --prefix npm run --silent test:vitest

matrix: matrix-node ## test the packages in every supported runner, module system and version, and print a table

matrix-node: $(DONE)/npm-package
	npm --prefix npm run --silent matrix

$(DONE)/npm-modules: npm/package-lock.json | $(DONE)/folder
	@$(STEP) npm-modules "Install the npm package's tools" -- npm --prefix npm $(NPM_CI)
	@touch $@

$(DONE)/npm-package: $(NPM_SOURCES) $(DONE)/npm-modules $(DONE)/wasm-target $(DONE)/wasm-bindgen-$(WASM_BINDGEN)
	@rm -rf .build/dist/npm && mkdir -p .build/dist/npm
	@$(STEP) npm-build "Build the npm package" -- npm --prefix npm run build
	@$(STEP) npm-pack "Pack the npm package" -- bash -c 'cd npm && npm pack --pack-destination ../.build/dist/npm'
	@touch $@

lint-node: $(DONE)/npm-package $(DONE)/demo-vitest $(DONE)/playground-modules
	@$(STEP) lint-node "Lint TypeScript and JavaScript: biome, tsc" -- bash -c 'npm --prefix npm run lint && npm --prefix npm/playground run lint \
		&& cd tests/demo && ../../npm/node_modules/.bin/biome check . ../clients/javascript/*.{mjs,cjs} && ../../npm/node_modules/.bin/tsc -p vitest'

node: $(DONE)/npm-package
	@$(STEP) node "Test the npm package with vitest, with all cases" -- bash -c 'npm --prefix npm run test:vitest -- $(VITEST_RESULTS)'

node-jest: $(DONE)/npm-package
	@$(STEP) node-jest "Test the npm package with jest" -- bash -ec 'for kind in commonjs esm; do \
		npm --prefix npm run test:jest:$$kind -- --json --outputFile="$$RESULTS/$$kind.json"; done'

npm-artefact: $(DONE)/npm-package $(DONE)/chromium
	@$(STEP) npm-artefact "Check the npm tarball in empty projects: publint, attw, Node, jest, vitest, vite, types" -- \
		bash -c 'npm --prefix npm run test:package -- $(VITEST_RESULTS)'
