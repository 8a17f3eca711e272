// How the front end is built. `run.py` starts it and chooses the folder it builds into.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

import { defineConfig, type Plugin } from "vite";

const entries = join(import.meta.dirname, "src", "entries");

// Beside every script and style its packed twin, which the server sends to browsers that take it.
const packed: Plugin = {
  name: "packed",
  writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
      const file = join(dir ?? "", name);
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
    }
  },
};

export default defineConfig({
  plugins: [packed],
  root: import.meta.dirname,
  base: "/static/dist/",
  envDir: false, // the same source gives the same files, whatever the settings of the machine are
  clearScreen: false,
  build: {
    outDir: join(import.meta.dirname, "../src/unclench/web/static/dist"),
    emptyOutDir: true,
    assetsDir: "assets", // names in here carry a hash; browsers may keep these files for ever
    manifest: "manifest.json",
    license: { fileName: "licenses.md" }, // the wheel carries other people's code, so it carries their licences
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0, // a data: address would be stopped by the content security policy
    modulePreload: { polyfill: false },
    rollupOptions: {
      // Every file in this folder is an entry; a page loads one by its name.
      input: Object.fromEntries(
        readdirSync(entries)
          .filter((name) => name.endsWith(".ts"))
          .map((name) => [basename(name, ".ts"), join(entries, name)]),
      ),
    },
  },
});
