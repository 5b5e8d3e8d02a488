// @ts-check
/**
 * The service worker. sphinx_ext/offline.py writes it to `sw.js`, with what it knows of the build
 * before it, so that every build is another worker and the browser takes the newest.
 */
import { Answers } from "./offline-answers.js";
import { Store, isRuntime } from "./offline-store.js";

const worker = /** @type {ServiceWorkerScope} */ (/** @type {unknown} */ (self));
const { build, on, runtime } = worker.OFFLINE;
const site = worker.registration.scope;
const fetch = worker.fetch.bind(worker);
const store = new Store({ caches: worker.caches, fetch, site });
const answers = new Answers({ store, fetch, online: () => worker.navigator.onLine });

/** Stores the pages anew, where the reader has asked for them once. */
async function update() {
  if (!(await store.copy())) return;
  const answer = await fetch(store.mark, { cache: "no-store" });
  await store.store(await answer.json());
}

async function begin() {
  await store.tidy(build, runtime);
  await worker.clients.claim();
}

/** The kill switch: what is stored goes, and the worker with it. */
async function end() {
  await store.remove();
  await worker.registration.unregister();
}

// A worker that failed to store stays out, and the one before it stays with its copy.
worker.addEventListener("install", (event) => {
  event.waitUntil((on ? update() : Promise.resolve()).then(() => worker.skipWaiting()));
});
worker.addEventListener("activate", (event) => event.waitUntil(on ? begin() : end()));
if (on) {
  worker.addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.method !== "GET" || !request.url.startsWith(site)) return;
    const kept = isRuntime(request.url, site);
    event.respondWith(kept ? store.kept(request.url) : answers.fresh(request));
  });
}
