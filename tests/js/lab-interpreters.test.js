// @ts-check
/** lab/src/interpreters.js with workers that do nothing but listen. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Interpreters } from "../../lab/src/interpreters.js";

/** Stands in for a worker; the test answers in its place. */
class FakeWorker {
  sent = /** @type {any[]} */ ([]);
  ended = false;
  hearing = /** @type {Record<string, (event: any) => void>} */ ({});

  /** @param {any} message */
  postMessage(message) {
    this.sent.push(message);
  }

  /** @param {string} type  @param {(event: any) => void} hear */
  addEventListener(type, hear) {
    this.hearing[type] = hear;
  }

  terminate() {
    this.ended = true;
  }

  /** @param {any} data */
  says(data) {
    this.hearing.message({ data });
  }

  becomesReady() {
    this.says({ type: "stage", stage: "download", loaded: 1, total: 2 });
    this.says({ type: "stage", stage: "ready", loaded: 2, total: 2 });
  }

  get lastRun() {
    return this.sent.filter((message) => message.type === "run").at(-1);
  }

  finishes(stopped = null) {
    const { run, blocks } = this.lastRun;
    for (const { index } of blocks) this.says({ type: "block", run, block: index, stopped });
    this.says({ type: "done", run });
  }
}

function laboratory({ roomy = true } = {}) {
  const workers = /** @type {FakeWorker[]} */ ([]);
  const spawn = () => (workers.push(new FakeWorker()), workers[workers.length - 1]);
  const boot = () => /** @type {any} */ ({ type: "boot" });
  const silence = () => /** @type {const} */ ("blocked");
  const all = new Interpreters({ spawn, boot, silence, roomy });
  /** @param {number} index  @param {string} [group]  @param {string[]} [versions] */
  function press(index, group = "default", versions = ["a", "b", "c"]) {
    const steps = versions.map((version, at) => (
      { block: /** @type {any} */ ({ index: at, code: version }), version: `${at}${version}` }
    ));
    const news = /** @type {any[]} */ ([]);
    const wish = { group, before: steps.slice(0, index), last: steps[index] };
    const run = all.run(wish, (one) => news.push(one));
    return { run, news, types: () => news.map((one) => one.type) };
  }
  return { all, workers, press };
}

/** @param {FakeWorker} worker */
const ran = (worker) => worker.lastRun.blocks.map((/** @type {any} */ block) => block.index);

test("The first run starts a worker, and what it prints comes through.", () => {
  const { workers, press } = laboratory();
  const { types } = press(0);
  assert.deepEqual(workers[0].sent, [{ type: "boot" }]);
  workers[0].becomesReady();
  workers[0].finishes();
  assert.deepEqual(types(), ["starts", "stage", "stage", "begins", "block", "ends"]);
});

test("A later block runs those before it first, and says how many.", () => {
  const { workers, press } = laboratory();
  const { news } = press(2);
  workers[0].becomesReady();
  assert.deepEqual(ran(workers[0]), [0, 1, 2]);
  assert.equal(news.find((one) => one.type === "begins").first, 2);
});

test("The next block goes on in the same interpreter.", () => {
  const { workers, press } = laboratory();
  press(0);
  workers[0].becomesReady();
  workers[0].finishes();
  press(1);
  assert.deepEqual(ran(workers[0]), [1]);
});

test("Run pressed twice runs afresh, in the spare.", () => {
  const { workers, press } = laboratory();
  press(0);
  workers[0].becomesReady();
  workers[0].finishes();
  press(0);
  assert.equal(workers[0].ended, true);
  assert.equal(workers.length, 2);
  workers[1].becomesReady();
  assert.deepEqual(ran(workers[1]), [0]);
});

test("A block before that has changed, or was skipped, makes the run begin afresh.", () => {
  for (const versions of [["changed", "b", "c"]]) {
    const { workers, press } = laboratory();
    press(0);
    workers[0].becomesReady();
    workers[0].finishes();
    press(1, "default", versions);
    workers[1].becomesReady();
    assert.deepEqual(ran(workers[1]), [0, 1]);
  }
  const { workers, press } = laboratory();
  press(0);
  workers[0].becomesReady();
  workers[0].finishes();
  press(2);
  workers[1].becomesReady();
  assert.deepEqual(ran(workers[1]), [0, 1, 2]);
});

test("Each group has an interpreter of its own; the third one ends the oldest.", () => {
  const { workers, press, all } = laboratory();
  for (const group of ["one", "two", "three"]) {
    press(0, group);
    const worker = /** @type {FakeWorker} */ (workers.find((w) => !w.ended && !w.lastRun));
    worker.becomesReady();
    worker.finishes();
  }
  assert.deepEqual(workers.map((worker) => worker.ended), [true, false, false, false]);
  assert.equal(all.size, 3);
});

test("A run waits for the run of its group, and then begins.", () => {
  const { workers, press } = laboratory();
  press(0);
  const second = press(1);
  assert.deepEqual(second.types(), ["waits"]);
  workers[0].becomesReady();
  workers[0].finishes();
  assert.deepEqual(ran(workers[0]), [1]);
  assert.deepEqual(second.types(), ["waits", "begins"]);
});

test("Stop ends the worker at once and warms a spare.", () => {
  const { workers, press } = laboratory();
  const { run, news } = press(0);
  workers[0].becomesReady();
  run.stop();
  assert.equal(workers[0].ended, true);
  assert.deepEqual(news.at(-1), { type: "ends", how: "stopped" });
  assert.equal(workers.length, 2);
  workers[0].says({ type: "output", run: 1, block: 0, text: "late" });
  assert.equal(news.at(-1).type, "ends");
});

test("A run that waits can be stopped, and the one before goes on.", () => {
  const { workers, press } = laboratory();
  const first = press(0);
  const second = press(1);
  second.run.stop();
  workers[0].becomesReady();
  workers[0].finishes();
  assert.equal(first.types().at(-1), "ends");
  assert.deepEqual(second.types(), ["waits", "ends"]);
});

test("Where memory is short there is no spare, and one interpreter.", () => {
  const { workers, press, all } = laboratory({ roomy: false });
  press(0, "one");
  workers[0].becomesReady();
  workers[0].finishes();
  assert.equal(workers.length, 1);
  press(0, "two");
  assert.equal(workers[0].ended, true);
  assert.equal(all.size, 1);
});

test("A block that was stopped half-way leaves no interpreter behind.", () => {
  const { workers, press } = laboratory();
  press(0);
  workers[0].becomesReady();
  workers[0].finishes(/** @type {any} */ ({ why: "loop" }));
  assert.equal(workers[0].ended, true);
});

test("A failure ends the run, and the next one starts anew.", () => {
  const { workers, press } = laboratory();
  const { news } = press(0);
  workers[0].says({ type: "failed", why: "offline", message: "no" });
  assert.deepEqual(news.at(-1), { type: "fails", why: "offline", message: "no" });
  press(0);
  assert.equal(workers.length, 2);
});

test("A worker whose script does not load fails for the reason that silence has.", () => {
  const { workers, press } = laboratory();
  const { news } = press(0);
  workers[0].hearing.error({});
  assert.equal(news.at(-1).why, "blocked");
});

test("A worker that breaks once it has started has crashed.", () => {
  const { workers, press } = laboratory();
  const { news } = press(0);
  workers[0].becomesReady();
  workers[0].hearing.error({ message: "boom" });
  assert.deepEqual(news.at(-1), { type: "fails", why: "crash", message: "boom" });
});

test("A spare that failed is not used.", () => {
  const { workers, press } = laboratory();
  press(0);
  workers[0].becomesReady();
  workers[0].finishes();
  workers[1].says({ type: "failed", why: "memory", message: "" });
  press(0);
  assert.equal(workers.length, 3);
});

test("Everything is cleared, with what goes on and what waits.", () => {
  const { workers, press, all } = laboratory();
  const first = press(0);
  const second = press(1);
  workers[0].becomesReady();
  all.clear();
  assert.equal(all.size, 0);
  assert.equal(workers.every((worker) => worker.ended), true);
  assert.equal(first.types().at(-1), "ends");
  assert.equal(second.types().at(-1), "ends");
});
