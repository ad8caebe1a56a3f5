/** vite transforms the SDK and the package, so ESM copies exist next to the CommonJS ones. */
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { server: { deps: { inline: [/fake-secrets-manager/, /aws-sdk/, /smithy/] } } } });
