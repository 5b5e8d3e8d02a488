// @ts-check
/**
 * The interpreters of a page: one worker for each group that has run, and a warm spare.
 *
 * A run prints what a new `python` would print: it goes on in the interpreter of its group only if
 * that has run exactly the blocks before, as they are now; else it takes a fresh one.
 *
 * @typedef {import("./messages.js").Block} Block
 * @typedef {import("./messages.js").BlockDone} BlockDone
 * @typedef {import("./messages.js").FromWorker} FromWorker
 * @typedef {import("./messages.js").Stage} Stage
 * @typedef {import("./messages.js").ToWorker} ToWorker
 * @typedef {import("./messages.js").Why} Why
 *
 * @typedef {object} WorkerLike
 * @property {(message: ToWorker) => void} postMessage
 * @property {() => void} terminate
 * @property {(type: "message" | "error", hear: (event: any) => void) => void} addEventListener
 *
 * @typedef {{ block: Block, version: string }} Step
 * @typedef {{ group: string, before: Step[], last: Step }} Wish  What a run needs.
 *
 * @typedef {{ type: "waits" }} Waits  Another run of the group goes first.
 * @typedef {{ type: "starts" }} Starts  An interpreter is on its way.
 * @typedef {{ type: "begins", first: number }} Begins  So many blocks run first.
 * @typedef {{ type: "ends", how: "done" | "stopped" }} Ends
 * @typedef {{ type: "fails", why: Why, message: string }} Fails
 * @typedef {Waits | Starts | Stage | Begins | FromWorker | Ends | Fails} News
 */

/** Groups that keep their interpreter; each takes some 100 MB. */
const MOST = 2;

class Interpreter {
  /** @type {Stage | null} */
  stage = null;
  /** @type {string[]}  The blocks it has run, as they were. */
  ran = [];
  /** @type {((message: FromWorker) => void) | null} */
  hear = null;
  /** @type {{ why: Why, message: string } | null} */
  failed = null;

  /**
   * @param {WorkerLike} worker
   * @param {ToWorker} boot
   * @param {() => Why} silence  Why a worker that says nothing has failed.
   */
  constructor(worker, boot, silence) {
    this.worker = worker;
    worker.addEventListener("message", ({ data }) => this.#take(data));
    worker.addEventListener("error", ({ message = "" }) => {
      this.#take({ type: "failed", why: this.stage ? "crash" : silence(), message });
    });
    worker.postMessage(boot);
  }

  get ready() {
    return this.stage?.stage === "ready";
  }

  end() {
    this.hear = null;
    this.worker.terminate();
  }

  /** @param {FromWorker} message */
  #take(message) {
    if (message.type === "stage") this.stage = message;
    if (message.type === "failed") this.failed = message;
    this.hear?.(message);
  }
}

export class Interpreters {
  /** @type {Map<string, Interpreter>}  By group; the one used last stands last. */
  #groups = new Map();
  /** @type {Interpreter | null} */
  #spare = null;
  /** @type {Map<string, Run[]>}  Runs that go on or wait, by group. */
  #queues = new Map();
  #count = 0;

  /**
   * @param {object} means
   * @param {() => WorkerLike} means.spawn
   * @param {() => ToWorker} means.boot
   * @param {() => Why} means.silence
   * @param {boolean} means.roomy  Whether the device has memory for more than one.
   */
  constructor({ spawn, boot, silence, roomy }) {
    this.means = { spawn, boot, silence };
    this.roomy = roomy;
  }

  /** How many workers there are. */
  get size() {
    return this.#groups.size + (this.#spare ? 1 : 0);
  }

  /**
   * @param {Wish} wish
   * @param {(news: News) => void} tell
   * @returns {Run}
   */
  run(wish, tell) {
    const run = new Run(this, wish, tell);
    const queue = this.#queues.get(wish.group) ?? [];
    this.#queues.set(wish.group, [...queue, run]);
    if (queue.length) tell({ type: "waits" });
    else this.#begin(run);
    return run;
  }

  /** Ends every run and every interpreter: what comes next starts anew, perhaps another Django. */
  clear() {
    // Those that wait first, so that none of them begins.
    for (const run of [...this.#queues.values()].flat().reverse()) this.stop(run);
    for (const group of [...this.#groups.keys()]) this.#end(group);
    this.#spare?.end();
    this.#spare = null;
  }

  /** @param {Run} run */
  stop(run) {
    const queue = this.#queues.get(run.wish.group) ?? [];
    if (!queue.includes(run)) return;
    if (queue[0] === run) {
      // Nothing in the worker needs to agree; its interpreter is gone with it.
      this.#end(run.wish.group);
      this.#warm();
    }
    run.tell({ type: "ends", how: "stopped" });
    this.#leave(run);
  }

  /** @param {Run} run */
  #begin(run) {
    const { group, before } = run.wish;
    const kept = this.#groups.get(group);
    const versions = before.map((step) => step.version);
    const goesOn = kept?.ready && !kept.failed && same(kept.ran, versions);
    const interpreter = goesOn ? /** @type {Interpreter} */ (kept) : this.#fresh(group);
    this.#groups.delete(group);
    this.#groups.set(group, interpreter);
    this.#makeRoom(group);
    interpreter.hear = (message) => this.#hear(run, interpreter, message);
    if (interpreter.ready) return this.#send(run, interpreter);
    run.tell({ type: "starts" });
    if (interpreter.stage) run.tell(interpreter.stage);
  }

  /** @param {string} group  @returns {Interpreter} */
  #fresh(group) {
    this.#end(group);
    const spare = this.#spare;
    this.#spare = null;
    if (!spare?.failed) return spare ?? this.#started();
    spare.end();
    return this.#started();
  }

  #started() {
    const { spawn, boot, silence } = this.means;
    return new Interpreter(spawn(), boot(), silence);
  }

  /** @param {string} group */
  #end(group) {
    this.#groups.get(group)?.end();
    this.#groups.delete(group);
  }

  /** Ends what has not been used for longest. @param {string} except */
  #makeRoom(except) {
    const most = this.roomy ? MOST : 1;
    const others = [...this.#groups.keys()].filter((group) => group !== except);
    const idle = others.filter((group) => !this.#queues.get(group)?.length);
    for (const group of idle.slice(0, Math.max(0, this.#groups.size - most))) this.#end(group);
  }

  /** Has the next interpreter start before it is asked for. */
  #warm() {
    if (this.roomy) this.#spare ??= this.#started();
  }

  /** @param {Run} run  @param {Interpreter} interpreter */
  #send(run, interpreter) {
    const { before, last } = run.wish;
    const steps = interpreter.ran.length ? [last] : [...before, last];
    run.number = ++this.#count;
    run.tell({ type: "begins", first: steps.length - 1 });
    interpreter.ran = [...before, last].map((step) => step.version);
    const blocks = steps.map((step) => step.block);
    interpreter.worker.postMessage({ type: "run", run: run.number, blocks });
  }

  /** @param {Run} run  @param {Interpreter} interpreter  @param {FromWorker} message */
  #hear(run, interpreter, message) {
    if (message.type === "failed") return this.#fail(run, message);
    if ("run" in message && message.run !== run.number) return;
    if (message.type === "stage") {
      run.tell(message);
      if (message.stage === "ready") this.#send(run, interpreter);
      return;
    }
    if (message.type !== "done") {
      if (message.type === "block" && message.stopped) run.spoilt = true;
      return run.tell(message);
    }
    interpreter.hear = null;
    // A block that was stopped half-way leaves what no new python has.
    if (run.spoilt) this.#end(run.wish.group);
    run.tell({ type: "ends", how: "done" });
    this.#leave(run);
    this.#warm();
  }

  /** @param {Run} run  @param {{ why: Why, message: string }} failure */
  #fail(run, { why, message }) {
    this.#end(run.wish.group);
    run.tell({ type: "fails", why, message });
    this.#leave(run);
  }

  /** @param {Run} run */
  #leave(run) {
    const { group } = run.wish;
    const [first, ...others] = this.#queues.get(group) ?? [];
    const queue = [first, ...others].filter((one) => one !== run);
    this.#queues.set(group, queue);
    if (first === run && queue.length) this.#begin(queue[0]);
  }
}

/** One press of Run. */
export class Run {
  number = 0;
  spoilt = false;

  /** @param {Interpreters} all  @param {Wish} wish  @param {(news: News) => void} tell */
  constructor(all, wish, tell) {
    this.all = all;
    this.wish = wish;
    this.tell = tell;
  }

  stop() {
    this.all.stop(this);
  }
}

/** @param {string[]} one  @param {string[]} other */
function same(one, other) {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}
