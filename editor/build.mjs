// Builds src/commun/ui/static/ui/editor/editor.js. The hash of the sources stands in its first line: a test compares.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = new URL(".", import.meta.url);
const read = (name) => readFileSync(new URL(name, here));
const names = ["build.mjs", "package-lock.json", "package.json"];
names.push(...readdirSync(new URL("src/", here)).sort().map((name) => `src/${name}`));
const hash = createHash("sha256");
for (const name of names) hash.update(name).update("\0").update(read(name)).update("\0");

const result = await build({
  entryPoints: [new URL("src/main.js", here).pathname],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2021",
  legalComments: "none",
  charset: "utf8",
  define: { "process.env.NODE_ENV": '"production"' },
  write: false,
});
const folder = new URL("../src/commun/ui/static/ui/editor/", here);
mkdirSync(folder, { recursive: true });
const head = `// Commun's editor, built from editor/ (TipTap, ProseMirror, Yjs: MIT). sources sha256 ${hash.digest("hex")}\n`;
const text = head + result.outputFiles[0].text;
writeFileSync(new URL("editor.js", folder), text);
console.log(`${(Buffer.byteLength(text) / 1024).toFixed(0)} kB`);
