// @ts-check
/** What lab/src/progress.js keeps, counts, saves and brings in. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Progress, exported, finished, imported, next, solved, state, tasks,
} from "../../lab/src/progress.js";

/** A storage like the browser's. */
class FakeStorage {
  map = /** @type {Map<string, string>} */ (new Map());
  get length() { return this.map.size; }
  /** @param {number} at */
  key(at) { return [...this.map.keys()][at] ?? null; }
  /** @param {string} key */
  getItem(key) { return this.map.get(key) ?? null; }
  /** @param {string} key  @param {string} value */
  setItem(key, value) { this.map.set(key, value); }
  /** @param {string} key */
  removeItem(key) { this.map.delete(key); }
  clear() { this.map.clear(); }
}

const RIGHT = { base: "b1", right: true, chosen: [2] };
const WRONG = { base: "b1", right: false, chosen: [1] };

/** A map of two pages. */
const MAP = [
  { page: "a/index", title: "A", tasks: [] },
  { page: "a/b", title: "B", tasks: tasks("question:q1:b1 exercise:e1:b2") },
];

// Keeping ------------------------------------------------------------------------

test("What was read and done is kept page by page.", () => {
  const store = new FakeStorage();
  const progress = new Progress(store, "/");
  assert.equal(progress.read("a/index"), true);
  assert.equal(progress.note("a/b", "q1", RIGHT), true);
  const again = new Progress(store, "/");
  assert.equal(again.page("a/index").read, true);
  assert.equal(again.page("a/b").read, false);
  assert.deepEqual(again.done("a/b", "q1", "b1"), RIGHT);
  assert.deepEqual(Object.keys(again.all()).sort(), ["a/b", "a/index"]);
});

test("An answer to other words is none.", () => {
  const progress = new Progress(new FakeStorage(), "/");
  progress.note("a/b", "q1", RIGHT);
  assert.equal(progress.done("a/b", "q1", "b9"), null);
  assert.equal(progress.done("a/b", "q9", "b1"), null);
});

test("Nothing is seen or forgotten of another site on the same host.", () => {
  const store = new FakeStorage();
  store.setItem("theme", "dark");
  const [ours, other] = [new Progress(store, "/ours/"), new Progress(store, "/other/")];
  ours.read("a/b");
  other.read("a/b");
  ours.forget(Object.keys(ours.all()));
  assert.deepEqual(ours.all(), {});
  assert.equal(other.page("a/b").read, true);
  assert.equal(store.length, 2);
});

test("What is forgotten can be put back.", () => {
  const progress = new Progress(new FakeStorage(), "/");
  progress.read("a/b");
  progress.note("a/b", "q1", RIGHT);
  const before = progress.all();
  const gone = progress.forget(["a/b", "a/c"]);
  assert.deepEqual(progress.all(), {});
  progress.bring(gone);
  assert.deepEqual(progress.all(), before);
});

test("Without a storage, or with rubbish in it, nothing is kept and nothing breaks.", () => {
  const none = new Progress(null, "/");
  assert.equal(none.read("a"), false);
  assert.deepEqual(none.all(), {});
  const full = new FakeStorage();
  full.setItem = () => { throw new Error("full"); };
  assert.equal(new Progress(full, "/").note("a", "q1", RIGHT), false);
  const store = new FakeStorage();
  const rubbish = ["{", "3", '"x"', "null", '{"done": 3}', '{"read": "yes", "done": {"q1": 3}}',
    '{"done": {"q1": {"base": 1, "right": true}}}', '{"done": {"__proto__": {"base": "b1", "right": 1}}}'];
  for (const one of rubbish) {
    store.setItem("progress / a", one);
    assert.deepEqual({ ...new Progress(store, "/").page("a").done }, {}, one);
    assert.equal(new Progress(store, "/").page("a").read, false, one);
  }
});

// Files --------------------------------------------------------------------------

test("What is saved comes in again, on another device, too.", () => {
  const mine = new Progress(new FakeStorage(), "/");
  mine.read("a/index");
  mine.note("a/b", "q1", RIGHT);
  const yours = new Progress(new FakeStorage(), "/elsewhere/");
  yours.bring(/** @type {import("../../lab/src/progress.js").Pages} */ (imported(exported(mine.all()))));
  assert.deepEqual(yours.all(), mine.all());
});

test("What comes in takes nothing away.", () => {
  const progress = new Progress(new FakeStorage(), "/");
  progress.read("a/b");
  progress.note("a/b", "q1", RIGHT);
  progress.note("a/b", "q2", WRONG);
  progress.bring({ "a/b": { read: false, done: { q1: WRONG, q2: RIGHT, q3: WRONG } } });
  const { read, done } = progress.page("a/b");
  assert.equal(read, true);
  assert.deepEqual({ ...done }, { q1: RIGHT, q2: RIGHT, q3: WRONG });
});

test("A file that was not saved here is refused with a sentence.", () => {
  assert.match(String(imported("{")), /damaged/);
  assert.match(String(imported("[]")), /not saved here/);
  assert.match(String(imported('{"form": "other", "pages": {}}')), /another version/);
  assert.match(String(imported("x".repeat(1_000_001))), /too long/);
});

test("Of a file only what this site would write comes in.", () => {
  const form = JSON.parse(exported({})).form;
  const pages = {
    "a/b": { read: true, done: { q1: { ...RIGHT, more: "<b>" }, "q 2": RIGHT, q3: { right: true } }, more: 1 },
    "a b": { read: true, done: {} },
    "<script>": { read: true, done: {} },
  };
  const found = imported(JSON.stringify({ form, pages }));
  assert.deepEqual(JSON.parse(JSON.stringify(found)), { "a/b": { read: true, done: { q1: RIGHT } } });
});

// The map ------------------------------------------------------------------------

test("The attribute of the map lists kind, id and fingerprint.", () => {
  assert.deepEqual(tasks(""), []);
  assert.deepEqual(tasks("question:q1:b1"), [{ kind: "question", id: "q1", base: "b1" }]);
});

test("What is right is counted, what is wrong or about other words is not.", () => {
  const done = { q1: RIGHT, e1: { base: "b1", right: true, chosen: [] } };
  const now = state(MAP, { "a/b": { read: true, done } });
  assert.deepEqual(now, {
    read: false, right: { question: 1, exercise: 0 }, all: { question: 1, exercise: 1 },
  });
  assert.equal(solved(now), "1 of 1 question, 0 of 1 exercise");
  assert.equal(solved(state(MAP.slice(0, 1), {})), "");
  assert.equal(state(MAP, { "a/b": { read: true, done: { q1: WRONG } } }).right.question, 0);
});

test("A page is finished once it is read and all is right.", () => {
  const done = { q1: RIGHT, e1: { ...RIGHT, base: "b2" } };
  assert.equal(finished(state([MAP[1]], { "a/b": { read: true, done } })), true);
  assert.equal(finished(state([MAP[1]], { "a/b": { read: false, done } })), false);
  assert.equal(finished(state([MAP[0]], { "a/index": { read: true, done: {} } })), true);
});

test("The next step is the first page that is not finished, in the order of the map.", () => {
  assert.deepEqual(next(MAP, {}), { listed: MAP[0], does: "read" });
  const read = { "a/index": { read: true, done: {} } };
  assert.deepEqual(next(MAP, read), { listed: MAP[1], does: "read" });
  const open = { ...read, "a/b": { read: true, done: { q1: RIGHT } } };
  assert.deepEqual(next(MAP, open), { listed: MAP[1], does: "answer" });
  const all = { ...read, "a/b": { read: true, done: { q1: RIGHT, e1: { ...RIGHT, base: "b2" } } } };
  assert.equal(next(MAP, all), null);
});
