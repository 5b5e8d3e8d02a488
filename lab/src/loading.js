// @ts-check
/**
 * Downloads and starts Pyodide in a worker, and tells how far that is.
 *
 * @typedef {import("./messages.js").Boot} Boot
 * @typedef {import("./messages.js").Stage} Stage
 * @typedef {import("./messages.js").StageName} StageName
 */
import { Failure, counting } from "./downloading.js";

/** Milliseconds between two reports of a download. */
const EVERY = 50;

/**
 * Reports how far the download is. What is imported rather than fetched cannot be seen: a tenth,
 * so with nine there is everything.
 *
 * @param {number} total
 * @param {(stage: Stage) => void} post
 */
function meter(total, post) {
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

/**
 * @param {Boot} boot
 * @param {(stage: Stage) => void} post
 */
export async function load({ runtime, bundle, totals }, post) {
  if (typeof WebAssembly === "undefined") throw new Failure("no-webassembly", "no WebAssembly");
  const { tell, count } = meter(totals.python + totals.django, post);
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
  return { pyodide, content: new Uint8Array(await packed), tell };
}
