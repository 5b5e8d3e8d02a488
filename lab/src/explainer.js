// @ts-check
/**
 * What the page of the explainer knows without a page: how to ask the worker, what to say
 * meanwhile, and what a link holds.
 *
 * @typedef {import("./messages.js").Boot} Boot
 * @typedef {import("./messages.js").Failed} Failed
 * @typedef {import("./messages.js").Stage} Stage
 * @typedef {import("./messages.js").Why} Why
 *
 * @typedef {object} Answer
 * @property {string} status  What is said above the box; what came of it begins the answer.
 * @property {string} html
 * @property {string} filename
 * @property {string} source
 * @property {string} fixed
 *
 * @typedef {{ given: string | Uint8Array, filename: string, base: string }} Question
 * @typedef {Boot | ({ type: "explain" } & Question)} ToExplainer
 * @typedef {Stage | Failed | { type: "explained", answer: Answer }} FromExplainer
 *
 * @typedef {object} WorkerLike
 * @property {(message: ToExplainer) => void} postMessage
 * @property {() => void} terminate
 * @property {(type: "message" | "error", hear: (event: any) => void) => void} addEventListener
 */
import { fragment, opened } from "./sharing.js";
import { about, megabytes } from "./sizes.js";

/** Names under which a file can be explained; a link holds the place in this list. */
export const NAMES = ["asgi.py", "wsgi.py"];
/** Of a file that is dropped: four bytes for each character that the explainer reads, and one. */
export const MOST_BYTES = 400_001;

/** @param {string} filename  @returns {string}  The name that decides how it is explained. */
export function nameOf(filename) {
  return NAMES.find((name) => filename.endsWith(name)) ?? NAMES[0];
}

/** The fragment that holds a file, or `null` where it is too long for a link. */
/** @param {string} filename  @param {string} code */
export async function linkTo(filename, code) {
  const found = await fragment({ block: NAMES.indexOf(nameOf(filename)), code });
  return found && found.replace("#lab=", "#explain=");
}

/** Whether a fragment claims to hold a file. @param {string} hash */
export function claims(hash) {
  return hash.startsWith("#explain=");
}

/**
 * What a fragment holds, or the sentence that says why nothing can be read from it.
 *
 * @param {string} hash
 * @returns {Promise<{ filename: string, code: string } | string>}
 */
export async function fromLink(hash) {
  const found = await opened(hash.replace("#explain=", "#lab="));
  if (typeof found === "string") return found;
  return { filename: NAMES[found.block] ?? NAMES[0], code: found.code };
}

/** @param {Stage} stage  @returns {string} */
export function progress({ stage, loaded, total }) {
  if (stage !== "download") return "Python starts.";
  return `Downloads Python: ${megabytes(loaded)} of ${about(total)}, unpacked.`;
}

/** One worker, which answers one question at a time; a new one after it has failed. */
export class Explainer {
  /** @type {WorkerLike | null} */
  #worker = null;
  /** @type {((message: FromExplainer) => void) | null} */
  #hear = null;

  /**
   * @param {object} means
   * @param {() => WorkerLike} means.spawn
   * @param {Boot} means.boot
   * @param {() => Why} means.silence  Why a worker that says nothing has failed.
   * @param {(stage: Stage) => void} means.tell
   * @param {number} [means.patience]  Milliseconds that an answer may take once Python is there.
   */
  constructor({ spawn, boot, silence, tell, patience = 60_000 }) {
    this.means = { spawn, boot, silence, tell, patience };
  }

  /** Whether it is at work. */
  get busy() {
    return this.#hear !== null;
  }

  /** Rejects with what failed. @param {Question} question  @returns {Promise<Answer>} */
  async ask(question) {
    if (this.busy) throw new Error("one question at a time");
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    try {
      return await new Promise((resolve, reject) => {
        const wait = () => {
          clearTimeout(timer);
          const failed = { type: "failed", why: "crash", message: "no answer" };
          timer = setTimeout(() => reject(failed), this.means.patience);
        };
        this.#hear = (message) => {
          if (message.type === "explained") return resolve(message.answer);
          if (message.type === "failed") return reject(message);
          this.means.tell(message);
          wait();
        };
        if (this.#worker) wait();
        this.#worker ??= this.#started();
        this.#worker.postMessage({ type: "explain", ...question });
      });
    } catch (failure) {
      this.#worker?.terminate();
      this.#worker = null;
      throw failure;
    } finally {
      clearTimeout(timer);
      this.#hear = null;
    }
  }

  #started() {
    const { spawn, boot, silence } = this.means;
    const worker = spawn();
    worker.addEventListener("message", ({ data }) => this.#hear?.(data));
    worker.addEventListener("error", ({ message = "" }) => {
      this.#hear?.({ type: "failed", why: silence(), message });
    });
    worker.postMessage(boot);
    return worker;
  }
}
