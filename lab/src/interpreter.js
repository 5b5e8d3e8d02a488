// @ts-check
/**
 * Turns a bare Pyodide into the interpreter that the pages assume: the bundle unpacked, and a new
 * `python` standing in `example_project/`. Used by the worker and by the harness under Node.
 *
 * @typedef {import("./messages.js").Block} Block
 * @typedef {import("./messages.js").FromWorker} FromWorker
 * @typedef {import("./messages.js").Stopped} Stopped
 *
 * @typedef {object} Interpreter
 * @property {(run: number, blocks: Block[]) => void} run
 * @property {() => boolean} ahead  Imports for a moment what a run will; whether there is more.
 */

/** Sleeps without turning, where the engine lets a page have shared memory; else Python turns. */
function sleeper() {
  try {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const cell = new Int32Array(memory.buffer);
    Atomics.wait(cell, 0, 0, 0);
    return (/** @type {number} */ seconds) => void Atomics.wait(cell, 0, 0, seconds * 1000);
  } catch {
    return null;
  }
}

/** Milliseconds between two samples of what runs. */
const SAMPLE = 50;

/**
 * What Pyodide takes for the memory in which another thread writes that Ctrl-C was pressed: asked
 * every few hundred instructions, it says so from time to time (see lab/runtime/budget.py).
 */
function alarm() {
  let next = Infinity;
  return {
    /** @param {boolean} on */
    arm: (on) => { next = on ? performance.now() + SAMPLE : Infinity; },
    buffer: {
      get 0() {
        const now = performance.now();
        if (now < next) return 0;
        next = now + SAMPLE;
        return 2; // SIGINT
      },
      set 0(_) {},
    },
  };
}

/**
 * What ended Python itself, in words; the page takes a new interpreter after it.
 *
 * @param {unknown} error
 * @returns {Stopped}
 */
export function fatal(error) {
  const { message = "" } = /** @type {any} */ (error) ?? {};
  const line = null;
  const exit = /exit\((\d+)\)/.exec(message);
  if (exit) {
    return { why: "exit", line, text: `The code ended its Python with exit code ${exit[1]}.` };
  }
  if (/call stack|recursion/i.test(message)) {
    const text = "The calls were nested deeper than the browser allows, and Python ended with that.";
    return { why: "recursion", line, text };
  }
  const scarce = "Python ran out of the memory that the browser gives it, and ended with that.";
  const text = /memory|alloc/i.test(message) ? scarce : `Python ended: ${message}`;
  return { why: "memory", line, text };
}

/**
 * @param {any} pyodide
 * @param {Uint8Array} bundle
 * @param {() => Uint8Array} fetchRest  Gets the rest of the standard library, at once.
 * @param {(message: FromWorker) => void} post
 * @returns {Interpreter}
 */
export function start(pyodide, bundle, fetchRest, post) {
  pyodide.FS.mkdirTree("/lab");
  pyodide.FS.writeFile("/lab/bundle", bundle);
  const { arm, buffer } = alarm();
  pyodide.setInterruptBuffer(buffer);
  const runner = pyodide.pyimport("lab_runtime.begin").start(fetchRest, arm, sleeper());
  /** @type {{ run: number, block: number } | null}  What is running. */
  let now = null;
  const write = (/** @type {"stdout" | "stderr"} */ stream) => ({
    batched: (/** @type {string} */ line) => {
      if (now) post({ type: "output", ...now, text: `${line}\n`, stream });
    },
  });
  pyodide.setStdout(write("stdout"));
  pyodide.setStderr(write("stderr"));
  const run = (/** @type {number} */ run, /** @type {Block[]} */ blocks) => {
    const say = (/** @type {string} */ text) => {
      const message = { ...JSON.parse(text), run };
      now = message.type === "block" ? null : { run, block: message.block };
      post(message);
    };
    now = { run, block: blocks[0]?.index ?? 0 };
    try {
      runner.run(JSON.stringify(blocks), say);
    } catch (error) {
      const nothing = { same: null, diff: null, error: null };
      if (now) post({ type: "block", ...now, ...nothing, stopped: fatal(error) });
    }
    now = null;
    post({ type: "done", run });
  };
  return { run, ahead: () => runner.ahead.step() };
}
