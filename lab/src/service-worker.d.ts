/** The part of a service worker's world that offline-worker.js uses; the page's types lack it. */
interface ExtendableEvent extends Event {
  waitUntil: (promise: Promise<unknown>) => void;
}
interface FetchEvent extends ExtendableEvent {
  request: Request;
  respondWith: (answer: Promise<Response>) => void;
}
interface ServiceWorkerScope {
  /** What sphinx_ext/offline.py wrote before the script. */
  OFFLINE: { build: string; on: boolean; runtime: string[] };
  caches: CacheStorage;
  clients: { claim: () => Promise<void> };
  fetch: typeof fetch;
  navigator: { onLine: boolean };
  registration: ServiceWorkerRegistration;
  skipWaiting: () => Promise<void>;
  addEventListener(type: "install" | "activate", hear: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", hear: (event: FetchEvent) => void): void;
}
