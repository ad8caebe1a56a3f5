import { defineConfig, type Plugin } from "vite";

/** Allows our own script, the engine's wasm, exported pictures, and workers made of the rotation function that the user wrote. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "worker-src blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Applies only to the build, because the development server injects styles and opens a socket. */
const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" },
  ],
};

const ENGINE = /var base64 = "([^"]+)";\s*function bytes\(\) \{[\s\S]*?\n\}\n/;

/** Moves the engine's wasm from the package's JavaScript to a separate file, which compresses better than base64 text. */
const separateEngine: Plugin = {
  name: "separate-engine",
  apply: "build",
  transform(code, id) {
    if (!/fake-secrets-manager[\\/]dist[\\/]index\.js/.test(id)) return null;
    const [text, base64] = ENGINE.exec(code) ?? [];
    if (text === undefined || base64 === undefined)
      return this.error("the package holds its wasm in another form; adapt `ENGINE` in vite.config.ts");
    const source = Buffer.from(base64, "base64");
    const file = this.emitFile({ type: "asset", name: "engine.wasm", source });
    const fetched = `const engine = new Uint8Array(await (await fetch(import.meta.ROLLUP_FILE_URL_${file})).arrayBuffer());`;
    return { code: code.replace(text, () => `${fetched}\nfunction bytes() {\n  return engine;\n}\n`), map: null };
  },
};

export default defineConfig({
  // Relative addresses: the folder can be served under any path.
  base: "./",
  plugins: [contentSecurityPolicy, separateEngine],
  build: {
    outDir: "../../.build/dist/playground",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
  },
});
