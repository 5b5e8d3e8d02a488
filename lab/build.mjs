// Builds, by esbuild, build/widgets/: the scripts and style sheets of the directives; and lab/dist/:
// the lab's modules and workers, Pyodide, the Django bundles.
// What Python packs (see pack.mjs) is kept in build/lab/ until one of its sources changes.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { pack } from "./pack.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, "dist");
const BUILD = join(HERE, "..", "build");
const PACKED = join(BUILD, "lab");
const STYLES = join(HERE, "..", "docs", "_static");
const PYODIDE = join(HERE, "node_modules", "pyodide");
const PYTHON = process.env.PYTHON ?? join(HERE, "..", ".venv", "bin", "python");

/** @param {...(string | Uint8Array)} parts */
function digest(...parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 12);
}

/** @param {string} folder  @param {string} end */
const named = (folder, end) => readdirSync(folder).filter((name) => name.endsWith(end)).sort();

/** The bundles, packed anew where something they are made of has changed. */
async function packed() {
  execFileSync(PYTHON, [join(HERE, "bundle.py"), PACKED], { stdio: "inherit" });
  const runtime = named(join(HERE, "runtime"), ".py").map((name) => join(HERE, "runtime", name));
  const made = named(PACKED, ".files").map((name) => join(PACKED, name));
  const tools = ["pack.py", "pack.mjs", "package-lock.json"].map((name) => join(HERE, name));
  const sources = [...made, ...runtime, ...tools].map((path) => readFileSync(path));
  const key = digest(process.version, ...sources);
  const mark = join(PACKED, "key");
  if (!existsSync(mark) || readFileSync(mark, "utf8") !== key) {
    for (const name of named(PACKED, ".packed")) rmSync(join(PACKED, name));
    await pack(PACKED);
    writeFileSync(mark, key);
  }
  return named(PACKED, ".files").map((name) => name.replace(/\.files$/, ""));
}

/** No package is ever loaded from elsewhere, so the list of those that could be is empty. */
function lock() {
  const { info } = JSON.parse(readFileSync(join(PYODIDE, "pyodide-lock.json"), "utf8"));
  return Buffer.from(JSON.stringify({ info, packages: {} }));
}

/** What Pyodide fetches by itself when it starts; its source map is not published. */
function runtimeFiles() {
  const script = readFileSync(join(PYODIDE, "pyodide.mjs"), "utf8").replace(/\n\/\/# source.*/, "");
  return {
    "pyodide.mjs": Buffer.from(script),
    "pyodide.asm.mjs": readFileSync(join(PYODIDE, "pyodide.asm.mjs")),
    "pyodide.asm.wasm": readFileSync(join(PYODIDE, "pyodide.asm.wasm")),
    "python_stdlib.zip": readFileSync(join(PACKED, "python_stdlib.packed")),
    "pyodide-lock.json": lock(),
  };
}

/** How many bytes travel: what is packed as it is, anything else as a server compresses it. */
function size(name, content) {
  const travels = /\.(zip|zst)$/.test(name) ? content.length : gzipSync(content).length;
  return { bytes: content.length, gzip: travels };
}

/** Writes the runtime's folder. @param {string[]} stems  @returns the manifest's part about it */
function runtime(stems) {
  const files = runtimeFiles();
  const library = readFileSync(join(PACKED, "library.packed"));
  const folder = `lab-runtime-${digest(...Object.values(files), library)}`;
  mkdirSync(join(DIST, folder), { recursive: true });
  const bundle = (/** @type {string} */ stem) => {
    const content = readFileSync(join(PACKED, `${stem}.packed`));
    const file = `${stem}-${digest(content)}.zst`;
    writeFileSync(join(DIST, folder, file), content);
    return { file, ...size(file, content) };
  };
  const bundles = stems.filter((stem) => stem.startsWith("django-")).map((stem, at) => {
    const django = stem.split("-")[1];
    const label = at === 0 ? "5.2 LTS" : django.split(".").slice(0, 2).join(".");
    return { django, label, ...bundle(stem) };
  });
  const explain = bundle("explain");
  for (const [name, content] of Object.entries({ ...files, "library.zst": library })) {
    writeFileSync(join(DIST, folder, name), content);
  }
  const sizes = Object.entries(files).map(([name, content]) => size(name, content));
  const python = sizes.reduce((sum, one) => sum + one.bytes, 0);
  const gzip = sizes.reduce((sum, one) => sum + one.gzip, 0);
  const first = { bytes: python + bundles[0].bytes, gzip: gzip + bundles[0].gzip };
  explain.gzip += gzip;
  return { runtime: folder, bundles, python, ...first, explain };
}

const common = {
  bundle: true, format: "esm", target: "es2022", minify: true, legalComments: "none",
  absWorkingDir: HERE, outdir: "dist", logLevel: "warning",
};

/** What a worker runs, for lab/in-node.mjs without a worker around it. */
const inNode = () => esbuild.build({
  ...common, entryPoints: ["src/interpreter.js"], outdir: PACKED, entryNames: "[name]",
  outExtension: { ".js": ".mjs" },
});

/** Writes the script of a worker. @param {string} stem  @returns its name */
async function worker(stem) {
  const { outputFiles: [{ contents }] } = await esbuild.build({
    ...common, entryPoints: [`src/${stem}.js`], write: false,
  });
  const name = `lab-chunks/${stem}-${digest(contents)}.js`;
  mkdirSync(join(DIST, "lab-chunks"), { recursive: true });
  writeFileSync(join(DIST, name), contents);
  return name;
}

/** Each file whole and no module, because a browser loads none for a page opened as a file. */
async function widgets() {
  const scripts = ["break-it", "copy-button", "errors", "line-by-line", "offline", "offline-worker"];
  scripts.push("practice", "quiz", "race", "reading", "search");
  const styles = named(STYLES, ".css").map((name) => join(STYLES, name));
  const entryPoints = [...scripts.map((stem) => `src/${stem}.js`), ...styles];
  const outdir = join(BUILD, "widgets");
  rmSync(outdir, { recursive: true, force: true });
  await esbuild.build({
    ...common, entryPoints, format: "iife", outdir, entryNames: "[name]", external: ["*.svg"],
  });
}

await widgets();
const stems = await packed();
rmSync(DIST, { recursive: true, force: true });
await inNode();
const manifest = { worker: await worker("worker"), ...runtime(stems) };
const explainer = await worker("explain-worker");
Object.assign(manifest.explain, { worker: explainer });
writeFileSync(join(DIST, "lab.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await esbuild.build({
  ...common, entryPoints: ["src/lab.js", "src/recorder-live.js"], splitting: true,
  entryNames: "[name]", chunkNames: "lab-chunks/[name]-[hash]",
  // A string: esbuild would put an object into a chunk of its own.
  define: { LAB_MANIFEST: JSON.stringify(JSON.stringify(manifest)) },
});
// No modules, for the same reason as the widgets.
const live = `recorder-live.js?v=${digest(readFileSync(join(DIST, "recorder-live.js")))}`;
await esbuild.build({
  ...common, entryPoints: ["src/recorder.js", "src/explain.js", "src/exercise.js"], format: "iife",
  define: { LAB_MANIFEST: JSON.stringify(JSON.stringify({ ...manifest, live })) },
});
console.log(`lab: ${(manifest.gzip / 1e6).toFixed(2)} MB for a first run, ${stems.join(", ")}`);
