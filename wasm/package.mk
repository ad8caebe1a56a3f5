# The WebAssembly binding.

WASM_BINDGEN := 0.2.128# keep equal to the crate's version in wasm/Cargo.toml
SUITES += wasm-node wasm-chromium

.PHONY: wasm-node wasm-chromium

$(DONE)/wasm-target: | $(DONE)/folder
	@$(STEP) wasm-target "Add Rust's wasm32-unknown-unknown target" -- tools/install-wasm-target
	@touch $@

$(DONE)/wasm-bindgen-$(WASM_BINDGEN): tools/install-wasm-bindgen | $(DONE)/folder
	@$(STEP) wasm-bindgen "Build wasm-bindgen $(WASM_BINDGEN) (once; about two minutes)" -- tools/install-wasm-bindgen $(WASM_BINDGEN)
	@touch $@

wasm-node: $(DONE)/wasm-target $(DONE)/wasm-bindgen-$(WASM_BINDGEN)
	@CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
		$(STEP) wasm-node "Test the wasm in Node" -- $(CARGO_TEST) --locked --target wasm32-unknown-unknown -p fake-secrets-manager-wasm

wasm-chromium: $(DONE)/wasm-target $(DONE)/wasm-bindgen-$(WASM_BINDGEN) $(DONE)/chromium
	@CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner CHROMEDRIVER=$$(command -v chromedriver) \
		$(STEP) wasm-chromium "Test the wasm in Chromium" -- \
		$(CARGO_TEST) --locked --target wasm32-unknown-unknown -p fake-secrets-manager-wasm --features browser
