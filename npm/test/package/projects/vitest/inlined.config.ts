/** The SDK and the package go through vite: ESM copies beside the CommonJS ones. */
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { server: { deps: { inline: [/fake-secrets-manager/, /aws-sdk/, /smithy/] } } } });
