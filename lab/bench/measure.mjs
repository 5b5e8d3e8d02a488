// @ts-check
/**
 * Measures once how soon Python prints in a page, from the click on: `bench/lab.py` runs it for
 * each way and browser, round by round. Every run is the first visit of a new browser.
 *
 *     node lab/bench/measure.mjs FOLDER WAY ENGINE
 *
 * FOLDER holds a folder for each page: `lab`, `try_examples`, `console`, `pyodide`.
 */

import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { launch } from "../parity/browsers.mjs";
import { serve } from "../parity/server.mjs";

/** @typedef {import("../parity/browsers.mjs").Browser} Browser */

const BARE = `<!doctype html><title>Pyodide alone</title><pre></pre><script type="module">
  window.start = async () => {
    const { loadPyodide } = await import("./pyodide.mjs");
    return (await loadPyodide()).runPython("1 + 1");
  };
</script>`;

/**
 * The ways: which page, and what a reader does on it. Each answers in milliseconds.
 *
 * @type {Record<string, { folder: string, page: string, wait: (browser: Browser) => Promise<number> }>}
 */
const WAYS = {
  "Pyodide alone": { folder: "pyodide", page: "bare.html", wait: (browser) => browser.evaluate(bare) },
  "first Run": { folder: "lab", page: "index.html", wait: (browser) => browser.evaluate(pressRun) },
  "Run with a warm spare": { folder: "lab", page: "index.html", wait: twice },
  console: { folder: "console", page: "console.html", wait: (browser) => browser.evaluate(prompt) },
  try_examples: { folder: "try_examples", page: "index.html", wait: (browser) => browser.evaluate(runCell) },
};

/** The second press finds the interpreter that was started behind the first. @param {Browser} browser */
async function twice(browser) {
  const first = await browser.evaluate(pressRun);
  await pause(3 * first);
  return browser.evaluate(pressRun);
}

/** Bytes as they travel: a package is packed already, all else a server packs. @param {string} file */
async function weight(file) {
  const content = await readFile(file);
  return [".whl", ".zip"].includes(extname(file)) ? content.length : gzipSync(content).length;
}

/** @param {string} folder  @param {string} name  @param {string} engine */
async function measure(folder, name, engine) {
  const way = WAYS[name];
  /** @type {string[]} */
  let asked = [];
  const served = await serve(join(folder, way.folder), {
    pages: { "/bare.html": BARE },
    tell: (file) => asked.push(file),
  });
  const browser = await launch(engine);
  try {
    await browser.open(`${served.origin}/${way.page}`);
    // The console downloads with its page; all others wait for the click.
    if (name !== "console") asked = [];
    const milliseconds = await way.wait(browser);
    const bytes = await Promise.all([...new Set(asked)].map(weight));
    const megabytes = bytes.reduce((sum, one) => sum + one, 0) / 1e6;
    const seconds = round(milliseconds / 1000);
    return { start: seconds, seconds, megabytes: round(megabytes) };
  } finally {
    await browser.close();
    await served.close();
  }
}

/** @param {number} number */
function round(number) {
  return Number(number.toFixed(3));
}

// In the page ------------------------------------------------------------------

async function bare() {
  const began = performance.now();
  await /** @type {any} */ (window).start();
  return performance.now() - began;
}

/** Presses Run on the first block; its output is what it prints, without the echo of its code. */
async function pressRun() {
  const button = () => /** @type {HTMLElement | null} */ (document.querySelector(".lab-block .lab-run"));
  // WebKit calls a page loaded before its scripts have put the button there.
  while (!button()) await new Promise((next) => setTimeout(next, 5));
  const began = performance.now();
  button()?.click();
  const printed = () => document.querySelector(".lab-block .lab-transcript .lab-stdout")?.textContent;
  while (!printed()) {
    if (performance.now() - began > 120_000) throw new Error("nothing was printed");
    await new Promise((next) => setTimeout(next, 5));
  }
  return performance.now() - began;
}

/** From the opening of the page, which needs no click, to the answer of the first line. */
async function prompt() {
  const { term } = /** @type {any} */ (window);
  const ready = () => document.body.innerText.includes(">>>");
  while (!ready()) {
    if (performance.now() > 120_000) throw new Error("there is no prompt");
    await new Promise((next) => setTimeout(next, 5));
  }
  (term ?? /** @type {any} */ (window).term).exec("40 + 2");
  const answered = () => /^42$/m.test(document.body.innerText);
  while (!answered()) await new Promise((next) => setTimeout(next, 5));
  return performance.now();
}

/** Opens the notebook and runs its cell as soon as its Python is there. */
async function runCell() {
  const began = performance.now();
  const button = /** @type {HTMLElement} */ (document.querySelector(".try_examples_button"));
  button.click();
  let waited = false;
  let pressed = false;
  for (;;) {
    if (performance.now() - began > 120_000) throw new Error("no cell has run");
    await new Promise((next) => setTimeout(next, 20));
    const notebook = document.querySelector("iframe")?.contentDocument;
    const { status } = /** @type {HTMLElement} */ (
      notebook?.querySelector(".jp-Notebook-ExecutionIndicator") ?? document.body
    ).dataset;
    const run = notebook?.querySelector('[data-command="notebook:run-cell-and-select-next"]');
    // It says idle before it has begun to connect, too.
    waited ||= status === "unknown" || status === "starting";
    if (run && waited && status === "idle" && !pressed) {
      pressed = true;
      run.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, button: 0 }));
    }
    const prompts = [...(notebook?.querySelectorAll(".jp-InputPrompt") ?? [])];
    if (prompts.some(({ textContent }) => textContent === "[1]:")) return performance.now() - began;
  }
}

const [folder, way, engine] = process.argv.slice(2);
console.log(JSON.stringify(await measure(folder, way, engine)));
