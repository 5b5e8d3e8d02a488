// @ts-check
/** What the service worker stores, finds and answers: lab/src/offline-*.js. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Answers, labelled, notice } from "../../lab/src/offline-answers.js";
import { Store, files, isRuntime } from "../../lab/src/offline-store.js";
import { failure, hindrance, told } from "../../lab/src/offline.js";

const SITE = "https://asgi.example/site/";
const DAY = "2026-11-22T10:00:00.000Z";

/** A cache like the browser's: a body is kept, and given anew each time. */
class FakeCache {
  kept = /** @type {Map<string, string>} */ (new Map());
  /** @param {string} address */
  async match(address) {
    const text = this.kept.get(address);
    return text === undefined ? undefined : new Response(text);
  }
  /** @param {string} address  @param {Response} answer */
  async put(address, answer) { this.kept.set(address, await answer.text()); }
  /** @param {string} address */
  async delete(address) { return this.kept.delete(address); }
  async keys() { return [...this.kept.keys()].map((url) => ({ url })); }
}

class FakeCaches {
  all = /** @type {Map<string, FakeCache>} */ (new Map());
  /** @param {string} name */
  async open(name) {
    if (!this.all.has(name)) this.all.set(name, new FakeCache());
    return /** @type {FakeCache} */ (this.all.get(name));
  }
  async keys() { return [...this.all.keys()]; }
  /** @param {string} name */
  async delete(name) { return this.all.delete(name); }
}

/** A site on a server that notes what it is asked. */
class World {
  asked = /** @type {string[]} */ ([]);
  caches = new FakeCaches();
  /** @param {Record<string, string>} content  By path. */
  constructor(content) { this.content = content; }
  /** @param {string} address */
  fetch = async (address) => {
    const path = address.slice(SITE.length);
    this.asked.push(path);
    if (!(path in this.content)) return new Response("", { status: 404 });
    return new Response(this.content[path]);
  };
  store(date = DAY) {
    const { caches, fetch } = /** @type {any} */ (this);
    return new Store({ caches, fetch, site: SITE, now: () => new Date(date) });
  }
}

/** @param {string} build  @param {Record<string, string>} pages  @param {string[]} runtime */
function listOf(build, pages, runtime = []) {
  const entry = (/** @type {string} */ path) => (
    /** @type {[string, number, string]} */ ([path, 10, pages[path] ?? ""])
  );
  const [of_pages, of_runtime] = [Object.keys(pages).map(entry), runtime.map(entry)];
  return { build, size: 4_000_000, pages: of_pages, runtime: of_runtime };
}

const PYTHON = "_static/lab-runtime-1/python.wasm";
const ONE = { "index.html": "home 1", "a/b.html": "page 1" };

async function stored() {
  const world = new World({ ...ONE, [PYTHON]: "wasm" });
  await world.store().store(listOf("b1", ONE, [PYTHON]));
  return world;
}

// Storing ------------------------------------------------------------------------

test("Everything of the list is stored, and how far that is told.", async () => {
  const world = new World({ ...ONE, [PYTHON]: "wasm" });
  const told = /** @type {number[]} */ ([]);
  await world.store().store(listOf("b1", ONE, [PYTHON]), (bytes) => told.push(bytes));
  assert.deepEqual(told, [10, 20, 30]);
  const found = await world.store().find(`${SITE}a/b.html`);
  assert.equal(await found?.answer.text(), "page 1");
  assert.equal(found?.date, DAY);
  assert.equal(await (await world.store().kept(SITE + PYTHON)).text(), "wasm");
  assert.equal(world.asked.length, 3);
});

test("A copy that lacks a file is none, and the next try asks for what is missing.", async () => {
  const world = new World({ "index.html": "home 1" });
  await assert.rejects(world.store().store(listOf("b1", ONE)), /a\/b.html: the server answers 404/);
  assert.equal(await world.store().copy(), null);
  assert.equal(await world.store().find(`${SITE}index.html`), null);
  world.content["a/b.html"] = "page 1";
  world.asked = [];
  await world.store().store(listOf("b1", ONE));
  assert.deepEqual(world.asked, ["a/b.html"]);
  assert.equal((await world.store().copy())?.build, "b1");
});

test("Nothing is told any more once it has failed.", async () => {
  const world = new World({ "index.html": "home 1" });
  const fetch = world.fetch;
  world.fetch = async (address) => {
    if (address.endsWith("index.html")) await new Promise((done) => setTimeout(done, 20));
    return fetch(address);
  };
  let failed = false;
  const late = /** @type {number[]} */ ([]);
  const tell = (/** @type {number} */ bytes) => { if (failed) late.push(bytes); };
  await world.store().store(listOf("b1", ONE), tell).catch(() => (failed = true));
  await new Promise((done) => setTimeout(done, 40));
  assert.ok(failed);
  assert.deepEqual(late, []);
});

test("Of another build only what differs is fetched, and the newer copy is found.", async () => {
  const world = await stored();
  const two = { ...ONE, "a/b.html": "page 2" };
  world.content["a/b.html"] = "page 2";
  world.asked = [];
  await world.store("2026-12-01T10:00:00.000Z").store(listOf("b2", two, [PYTHON]));
  assert.deepEqual(world.asked, ["a/b.html"]);
  const found = await world.store().find(`${SITE}a/b.html`);
  assert.equal(await found?.answer.text(), "page 2");
});

test("What belongs to an older build goes once there is a newer copy, and not before.", async () => {
  const world = await stored();
  const newer = "_static/lab-runtime-2/python.wasm";
  await world.store().tidy("b2", [newer]);
  assert.equal((await world.store().copy())?.build, "b1");
  assert.equal((await world.caches.open("asgi.py /site/ runtime")).kept.size, 0);
  world.content[newer] = "wasm 2";
  await world.store("2026-12-01T10:00:00.000Z").store(listOf("b2", ONE, [newer]));
  await world.store().tidy("b2", [newer]);
  assert.deepEqual([...world.caches.all.keys()].sort(), [
    "asgi.py /site/ pages b2", "asgi.py /site/ runtime",
  ]);
});

test("Other sites of the host keep what is theirs.", async () => {
  const world = await stored();
  await world.caches.open("asgi.py / pages b1");
  await world.caches.open("asgi.py /site/other/ runtime");
  await world.store().remove();
  assert.deepEqual([...world.caches.all.keys()], [
    "asgi.py / pages b1", "asgi.py /site/other/ runtime",
  ]);
});

test("An error of the server is never kept for a file of the runtime.", async () => {
  const world = new World({});
  assert.equal((await world.store().kept(SITE + PYTHON)).status, 404);
  await new Promise((done) => setTimeout(done));  // It is stored beside the answer.
  world.content[PYTHON] = "wasm";
  assert.equal(await (await world.store().kept(SITE + PYTHON)).text(), "wasm");
  await new Promise((done) => setTimeout(done));
  await world.store().kept(SITE + PYTHON);
  assert.equal(world.asked.length, 2);
});

// Finding ------------------------------------------------------------------------

test("An address without its end is found, whatever stands after it.", () => {
  assert.deepEqual(files(`${SITE}?q=a#b`), [`${SITE}index.html`]);
  assert.deepEqual(files(`${SITE}a/b`), [
    `${SITE}a/b`, `${SITE}a/b.html`, `${SITE}a/b/index.html`,
  ]);
  assert.deepEqual(files(`${SITE}_static/site.css?v=1`), [`${SITE}_static/site.css`]);
});

test("Only names with a digest are taken for the runtime.", () => {
  assert.ok(isRuntime(SITE + PYTHON, SITE));
  assert.ok(isRuntime(`${SITE}_static/lab-chunks/worker-1.js`, SITE));
  assert.ok(!isRuntime(`${SITE}_static/lab.js?v=1`, SITE));
  assert.ok(!isRuntime(`https://asgi.example/${PYTHON}`, SITE));
});

// Answering ----------------------------------------------------------------------

/** @param {World} world  @param {any} fetch */
function answers(world, fetch, online = true) {
  return new Answers({ store: world.store(), fetch, online: () => online, patience: 20 });
}

const GONE = async () => { throw new TypeError("Failed to fetch"); };
const PAGE = { url: `${SITE}index.html`, mode: "navigate" };

test("As long as the server answers, its page is the one that is read.", async () => {
  const world = await stored();
  const fetch = async (/** @type {any} */ _, /** @type {any} */ options) => (
    new Response(`home 2 ${options.cache}`)
  );
  const answer = await answers(world, fetch).fresh(PAGE);
  assert.equal(await answer.text(), "home 2 no-cache");
});

test("A page of the copy says that it is one, and of which day.", async () => {
  const answer = await answers(await stored(), GONE, false).fresh(PAGE);
  const html = await answer.text();
  assert.match(html, /You are offline: this is the copy of 22 November 2026\..*home 1/);
});

test("A file of the copy stays as it is.", async () => {
  const world = await stored();
  const answer = await answers(world, GONE).fresh({ url: `${SITE}index.html?v=1`, mode: "cors" });
  assert.equal(await answer.text(), "home 1");
});

test("A server that is silent for too long is told from a device without a network.", async () => {
  const silent = () => new Promise(() => {});
  const answer = await answers(await stored(), silent).fresh(PAGE);
  assert.match(await answer.text(), /The server of this site does not answer/);
});

test("Without a copy the browser's own page for it comes, and a slow answer is waited for.", async () => {
  const world = new World({});
  await assert.rejects(answers(world, GONE).fresh(PAGE), TypeError);
  const slow = () => new Promise((done) => setTimeout(done, 60, new Response("late")));
  assert.equal(await (await answers(world, slow).fresh(PAGE)).text(), "late");
});

test("The words stand at the beginning of the article.", () => {
  const html = labelled('<body><article role="main" id="x"><h1>T</h1>', notice(DAY, false));
  assert.match(html, /<article role="main" id="x"><div [^>]+><p>You are offline: .*<\/div><h1>/);
});

// The page -----------------------------------------------------------------------

test("The page says how much comes, and what is there.", async () => {
  const list = { ...listOf("b1", ONE), size: 34_000_000 };
  list.pages[0][1] = 12_000_000;
  assert.equal(
    told(list, null),
    "Stores about 34 MB on this device, and downloads about 12 MB for it. Nothing is stored yet.",
  );
  const world = await stored();
  const copy = await world.store().copy();
  assert.equal(
    told(list, copy), "This site is on your device: about 4 MB, the copy of 22 November 2026.",
  );
  assert.match(told({ ...list, build: "b2" }, copy), /The site has changed since\.$/);
});

test("What hinders has words that say what to do.", () => {
  const here = { location: { protocol: "http:" }, navigator: { serviceWorker: {} } };
  assert.equal(hindrance(here), null);
  assert.match(hindrance({ ...here, navigator: {} }) ?? "", /private window/);
  assert.match(hindrance({ ...here, location: { protocol: "file:" } }) ?? "", /opened as a file/);
  assert.match(failure(new DOMException("", "AbortError"), true), /^Cancelled/);
  assert.match(failure(new DOMException("", "QuotaExceededError"), true), /no room/);
  assert.match(failure(new Error("x: the server answers 404"), true), /the server answers 404$/);
  assert.match(failure(new TypeError("Failed to fetch"), false), /^This device is offline/);
});
