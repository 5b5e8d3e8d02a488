// @ts-check
/**
 * The worker in which one interpreter lives: downloads and starts Pyodide, then runs blocks.
 *
 * @typedef {import("./messages.js").Boot} Boot
 * @typedef {import("./messages.js").FromWorker} FromWorker
 * @typedef {import("./interpreter.js").Interpreter} Interpreter
 * @typedef {import("./messages.js").ToWorker} ToWorker
 */
import { fetchNow, why } from "./downloading.js";
import { start } from "./interpreter.js";
import { load } from "./loading.js";

/** @param {FromWorker} message */
const post = (message) => postMessage(message);

/** Milliseconds in which a run follows that the page has waited with. */
const IDLE = 100;

/** @type {Promise<Interpreter> | null} */
let interpreter = null;
let asked = false;

/** @param {Boot} boot */
async function begin(boot) {
  const { pyodide, content, tell } = await load(boot, post);
  tell("django");
  const started = start(pyodide, content, () => fetchNow(`${boot.runtime}library.zst`), post);
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
