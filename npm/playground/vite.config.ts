import { defineConfig, type Plugin } from "vite";

/** Nothing but our own script, the engine's wasm, and the rotation function, which is a worker made of the text that the user wrote. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** In the build alone: while the page is worked on, vite itself brings styles and a socket into it. */
const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: POLICY }, injectTo: "head-prepend" },
  ],
};

export default defineConfig({
  // Every address in the page is relative: the folder can be served from anywhere.
  base: "./",
  plugins: [contentSecurityPolicy],
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
