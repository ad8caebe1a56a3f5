# The engine.

RUST_SOURCES := Cargo.toml $(wildcard Cargo.lock) $(shell find core -name '*.rs' -o -name Cargo.toml)
CARGO_TEST := $(PYTHON) tools/cargo_test.py
SUITES += lint-rust rust

.PHONY: lint-rust rust check-rust fidelity accept

check-rust: ## quick loop: lint and test the engine
	cargo fmt --all --check
	cargo clippy --quiet -p fake-secrets-manager --all-targets --locked -- -D warnings
	cargo test --quiet -p fake-secrets-manager --locked

accept: ## show how responses differ from the cases, and update the cases on request; FILTER=update_secret/ selects some
	@$(PYTHON) tools/accept_cases.py $(FILTER)

fidelity: ## regenerate FIDELITY.md from the code
	cargo run --quiet --locked -p fake-secrets-manager --example fidelity > FIDELITY.md

## The AWS SDK for Rust. A separate target, because the SDK takes minutes to compile.

.PHONY: rust-sdk

rust-sdk: ## lint and test the feature aws-sdk with the AWS SDK for Rust, and run the examples of its documentation
	@$(STEP) rust-sdk-lint "Lint the feature aws-sdk" -- bash -c 'cargo fmt --check --manifest-path tests/rust-sdk/Cargo.toml \
		&& cargo clippy -p fake-secrets-manager --lib --features aws-sdk --locked -- -D warnings \
		&& cargo clippy --manifest-path tests/rust-sdk/Cargo.toml --target-dir target/rust-sdk --all-targets --locked -- -D warnings'
	@$(STEP) rust-sdk "Test the engine through the AWS SDK for Rust" -- \
		$(CARGO_TEST) --manifest-path tests/rust-sdk/Cargo.toml --target-dir target/rust-sdk --locked

lint-rust: $(DONE)/wasm-target
	@$(STEP) lint-rust "Lint Rust: rustfmt, clippy" -- bash -c 'cargo fmt --all --check -- --color never \
		&& cargo clippy --workspace --all-targets --locked -- -D warnings \
		&& cargo clippy -p fake-secrets-manager-wasm --all-targets --target wasm32-unknown-unknown --locked -- -D warnings'

rust:
	@$(STEP) rust "Test the engine and its bindings in Rust, with all cases" -- $(CARGO_TEST) --workspace --locked --no-fail-fast
