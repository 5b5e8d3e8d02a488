// @ts-check
/**
 * The worker in which one interpreter lives: downloads and starts Pyodide, then runs blocks.
 *
 * @typedef {import("./messages.js").Boot} Boot
 * @typedef {import("./messages.js").FromWorker} FromWorker
 * @typedef {import("./interpreter.js").Interpreter} Interpreter
 * @typedef {import("./messages.js").StageName} StageName
 * @typedef {import("./messages.js").ToWorker} ToWorker
 */
import { Failure, counting, fetchNow, why } from "./downloading.js";
import { start } from "./interpreter.js";

/** Milliseconds between two reports of a download. */
const EVERY = 50;

/** @param {FromWorker} message */
const post = (message) => postMessage(message);

/** Milliseconds in which a run follows that the page has waited with. */
const IDLE = 100;

/** @type {Promise<Interpreter> | null} */
let interpreter = null;
let asked = false;

/**
 * Reports how far the download is. What is imported rather than fetched cannot be seen: a tenth,
 * so with nine there is everything.
 *
 * @param {number} total
 */
function meter(total) {
  let loaded = 0;
  let told = 0;
  /** @param {StageName} stage */
  const tell = (stage) => post({ type: "stage", stage, loaded: Math.min(loaded, total), total });
  const count = (/** @type {number} */ bytes) => {
    loaded += bytes;
    if (loaded > 0.9 * total) loaded = total;
    if (loaded < total && performance.now() - told < EVERY) return;
    told = performance.now();
    tell(loaded < total ? "download" : "python");
  };
  return { tell, count };
}

/**
 * Tells what Pyodide would only warn of, and then wait for ever.
 *
 * @param {(error: unknown) => void} fail
 */
function watchCompilation(fail) {
  const streaming = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = (source, imports) => {
    const done = streaming(source, imports);
    done.catch(fail);
    return done;
  };
}

/** @param {Boot} boot */
async function begin({ runtime, bundle, totals }) {
  if (typeof WebAssembly === "undefined") throw new Failure("no-webassembly", "no WebAssembly");
  const { tell, count } = meter(totals.python + totals.django);
  /** @type {(error: unknown) => void} */
  let fail = () => {};
  /** @type {Promise<never>} */
  const trouble = new Promise((_, reject) => (fail = reject));
  self.fetch = counting(self.fetch, runtime, count, fail);
  watchCompilation(fail);
  tell("download");
  const packed = fetch(bundle).then((answer) => answer.arrayBuffer());
  packed.catch(() => {});
  const loaded = import(`${runtime}pyodide.mjs`)
    .catch((error) => { throw new Failure("blocked", String(error)); })
    .then(({ loadPyodide }) => loadPyodide({ indexURL: runtime }));
  const pyodide = await Promise.race([loaded, trouble]);
  const content = new Uint8Array(await packed);
  tell("django");
  const started = start(pyodide, content, () => fetchNow(`${runtime}library.zst`), post);
  tell("ready");
  setTimeout(() => getAhead(started), IDLE);
  return started;
}

/** Uses the time until a run comes. @param {Interpreter} interpreter */
function getAhead(interpreter) {
  if (!asked && interpreter.ahead()) setTimeout(() => getAhead(interpreter));
}

self.addEventListener("message", async ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  try {
    if (message.type === "boot") interpreter = begin(message);
    if (message.type === "run") asked = true;
    const started = await interpreter;
    if (message.type === "run") started?.run(message.run, message.blocks);
  } catch (error) {
    if (message.type === "boot") post({ type: "failed", why: why(error), message: String(error) });
  }
});
