// @ts-check
/**
 * The worker that explains files: the lab's Python, with the explainer and without Django.
 *
 * @typedef {import("./explainer.js").ToExplainer} ToExplainer
 * @typedef {import("./explainer.js").FromExplainer} FromExplainer
 */
import { fetchNow, why } from "./downloading.js";
import { load } from "./loading.js";

/** @param {FromExplainer} message */
const post = (message) => postMessage(message);

/** @type {Promise<(given: string | Uint8Array, filename: string, base: string) => string> | null} */
let explainer = null;

/** @param {import("./messages.js").Boot} boot */
async function begin(boot) {
  const { pyodide, content } = await load(boot, post);
  pyodide.FS.mkdirTree("/lab");
  pyodide.FS.writeFile("/lab/bundle", content);
  const rest = () => fetchNow(`${boot.runtime}library.zst`);
  return pyodide.pyimport("lab_runtime.explaining").start(rest);
}

self.addEventListener("message", async ({ data }) => {
  const message = /** @type {ToExplainer} */ (data);
  try {
    if (message.type === "boot") explainer = begin(message);
    const explain = await explainer;
    if (message.type !== "explain" || !explain) return;
    const { given, filename, base } = message;
    post({ type: "explained", answer: JSON.parse(explain(given, filename, base)) });
  } catch (error) {
    post({ type: "failed", why: why(error), message: String(error) });
  }
});
