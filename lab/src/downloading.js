// @ts-check
/**
 * Counts the bytes that Pyodide fetches by itself, and tells failures apart that it would keep.
 *
 * @typedef {import("./messages.js").Why} Why
 */

export class Failure extends Error {
  /** @param {Why} why  @param {string} message */
  constructor(why, message) {
    super(message);
    this.why = why;
  }
}

/**
 * @param {Response} answer
 * @param {(bytes: number) => void} count
 * @returns {Response}  The same, its bytes counted as they pass.
 */
function counted(answer, count) {
  const counter = new TransformStream({
    transform(chunk, controller) {
      count(chunk.length);
      controller.enqueue(chunk);
    },
  });
  const { status, headers } = answer;
  return new Response(answer.body?.pipeThrough(counter), { status, headers });
}

/**
 * A `fetch` that counts what comes from `folder`, and calls `fail` where something does not come.
 *
 * @param {typeof fetch} original
 * @param {string} folder
 * @param {(bytes: number) => void} count
 * @param {(failure: Failure) => void} fail
 * @returns {typeof fetch}
 */
export function counting(original, folder, count, fail) {
  return async (asked, ...options) => {
    const address = String(asked instanceof Request ? asked.url : asked);
    if (!address.startsWith(folder)) return original(asked, ...options);
    const name = address.slice(folder.length);
    try {
      const answer = await original(asked, ...options);
      if (!answer.ok) throw new Failure("blocked", `${name}: the server answers ${answer.status}`);
      return counted(answer, count);
    } catch (error) {
      const why = navigator.onLine === false ? "offline" : "blocked";
      const failure = error instanceof Failure ? error : new Failure(why, `${name}: ${error}`);
      fail(failure);
      throw failure;
    }
  };
}

/** @param {unknown} error  @returns {Why} */
export function why(error) {
  if (error instanceof Failure) return error.why;
  if (typeof WebAssembly === "undefined") return "no-webassembly";
  return /memory|allocation/i.test(String(error)) ? "memory" : "crash";
}

/** Fetches at once, while Python waits: a worker may. @param {string} address */
export function fetchNow(address) {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status !== 200) throw new Error(`${address}: ${request.status}`);
  return new Uint8Array(request.response);
}
