// @ts-check
/** What the lab keeps, shares, fetches ahead and says. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Announcing } from "../../lab/src/announcing.js";
import { Keeping } from "../../lab/src/keeping.js";
import { INTENT, Prefetching, files } from "../../lab/src/prefetching.js";
import { LONGEST_CODE, LONGEST_LINK, claims, fragment, opened } from "../../lab/src/sharing.js";

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

// Keeping ------------------------------------------------------------------------

test("Edited code is kept for its page and block.", () => {
  const store = new FakeStorage();
  new Keeping(store, "/", "/a").keep("default 0", "base", "mine");
  assert.equal(new Keeping(store, "/", "/a").code("default 0", "base"), "mine");
  assert.equal(new Keeping(store, "/", "/a").code("default 1", "base"), null);
  assert.equal(new Keeping(store, "/", "/b").code("default 0", "base"), null);
});

test("Kept code goes once the page's own has changed, and leaves nothing behind.", () => {
  const store = new FakeStorage();
  const keeping = new Keeping(store, "/", "/a");
  keeping.keep("default 0", "base", "mine");
  assert.equal(keeping.code("default 0", "another"), null);
  assert.equal(store.length, 0);
});

test("Everything of this site goes, and nothing of another on the same host.", () => {
  const store = new FakeStorage();
  store.setItem("theme", "dark");
  const ours = new Keeping(store, "/ours/", "/ours/a");
  const other = new Keeping(store, "/other/", "/other/a");
  for (const keeping of [ours, other]) {
    keeping.keep("default 0", "base", "mine");
    keeping.choose("django", "6.1");
  }
  ours.forget();
  assert.equal(ours.choice("django"), null);
  assert.equal(other.choice("django"), "6.1");
  assert.equal(other.code("default 0", "base"), "mine");
  assert.equal(store.getItem("theme"), "dark");
});

test("The code of one page goes, the choice stays.", () => {
  const keeping = new Keeping(new FakeStorage(), "/", "/a");
  keeping.keep("default 0", "base", "mine");
  keeping.choose("django", "6.1");
  keeping.forgetPage();
  assert.equal(keeping.code("default 0", "base"), null);
  assert.equal(keeping.choice("django"), "6.1");
});

test("Without a storage, or with rubbish in it, nothing is kept and nothing breaks.", () => {
  const none = new Keeping(null, "/", "/a");
  none.keep("default 0", "base", "mine");
  none.forget();
  assert.equal(none.code("default 0", "base"), null);
  const store = new FakeStorage();
  for (const rubbish of ["{", "3", '"x"', '{"default 0": 3}', '{"default 0": {"base": "base"}}']) {
    store.setItem("lab / code /a", rubbish);
    assert.equal(new Keeping(store, "/", "/a").code("default 0", "base"), null);
  }
  const full = new FakeStorage();
  full.setItem = () => { throw new Error("full"); };
  new Keeping(full, "/", "/a").keep("default 0", "base", "mine");
});

// Sharing ------------------------------------------------------------------------

test("Code goes into a fragment and comes out the same.", async () => {
  for (const code of ["", "print('Stein für Stein 🪨')\n", "x = 1\n".repeat(2000)]) {
    const hash = /** @type {string} */ (await fragment({ block: 3, code }));
    assert.match(hash, /^#lab=1\.3\.[\w-]+$/);
    assert.equal(claims(hash), true);
    assert.deepEqual(await opened(hash), { block: 3, code });
  }
});

test("Code that is too long for a link is not shared.", async () => {
  assert.equal(await fragment({ block: 0, code: "x".repeat(LONGEST_CODE + 1) }), null);
  const noise = Array.from({ length: LONGEST_CODE }, (_, n) => String.fromCharCode(33 + ((n * n * 7919) % 94) ^ (n % 3)));
  const hash = await fragment({ block: 0, code: noise.join("") });
  assert.ok(hash === null || hash.length <= LONGEST_LINK);
});

test("Rubbish in a fragment is called damaged, and another version is named.", async () => {
  const whole = /** @type {string} */ (await fragment({ block: 0, code: "print(1)" }));
  const rubbish = ["#lab=1", "#lab=1.", "#lab=1.0.", "#lab=1.x.AAAA", "#lab=1.0.!!!", "#lab=1.0.AAAA",
    whole.slice(0, -4), whole.replace("1.0.", "1.99999."), `#lab=1.0.${"A".repeat(LONGEST_LINK)}`];
  for (const hash of rubbish) assert.match(String(await opened(hash)), /damaged/, hash.slice(0, 40));
  assert.match(String(await opened("#lab=2.0.AAAA")), /another version/);
  assert.equal(claims("#next"), false);
});

test("A fragment that would unpack to gigabytes is refused.", async () => {
  const bytes = new Uint8Array(5_000_000);
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  const text = Buffer.from(await new Response(packed).arrayBuffer()).toString("base64url");
  assert.ok(text.length < LONGEST_LINK);
  assert.match(String(await opened(`#lab=1.0.${text}`)), /damaged/);
});

// Prefetching --------------------------------------------------------------------

const MANIFEST = {
  worker: "w.js", runtime: "r", python: 0, bytes: 0, gzip: 0,
  bundles: [{ django: "", label: "", file: "d.zip", bytes: 0, gzip: 0 }],
};

function prefetching({ saveData = false } = {}) {
  const asked = /** @type {string[]} */ ([]);
  const get = async (/** @type {string} */ path) => asked.push(path);
  return { asked, it: new Prefetching(get, () => ({ saveData })) };
}

test("The files are fetched once, after a moment on Run.", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { asked, it } = prefetching();
  it.intend(() => files(MANIFEST, 0));
  t.mock.timers.tick(INTENT - 1);
  assert.deepEqual(asked, []);
  t.mock.timers.tick(1);
  assert.deepEqual(asked.slice(0, 2), ["w.js", "r/pyodide.mjs"]);
  assert.equal(asked.at(-1), "r/d.zip");
  it.intend(() => files(MANIFEST, 0));
  t.mock.timers.tick(INTENT);
  assert.equal(asked.length, new Set(asked).size);
});

test("A pointer that goes on fetches nothing, nor does one who saves data.", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const passing = prefetching();
  passing.it.intend(() => ["a"]);
  passing.it.forget();
  const saving = prefetching({ saveData: true });
  saving.it.intend(() => ["a"]);
  t.mock.timers.tick(10 * INTENT);
  assert.deepEqual([passing.asked, saving.asked], [[], []]);
});

// Announcing ---------------------------------------------------------------------

test("Announcements wait for one another, and are cut.", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const said = /** @type {string[]} */ ([]);
  const announcing = new Announcing((text) => said.push(text), 1000);
  announcing.say("one");
  for (let n = 0; n < 1000; n++) announcing.say(`line ${n}`);
  assert.deepEqual(said, ["one"]);
  mock.timers.tick(1000);
  assert.equal(said.length, 2);
  assert.match(said[1], /^line 0\nline 1\n[^]* … and more below$/);
  mock.timers.tick(5000);
  assert.equal(said.length, 2);
  announcing.say(" \n");
  announcing.say("two");
  assert.equal(said.at(-1), "two");
  mock.timers.reset();
});
