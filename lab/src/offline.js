// @ts-check
/**
 * The page that makes the site available offline: says what is stored, stores it, removes it.
 *
 * @typedef {import("./offline-store.js").Copy} Copy
 * @typedef {import("./offline-store.js").List} List
 */
import { register } from "./offline-register.js";
import { Store, download } from "./offline-store.js";
import { about, megabytes } from "./sizes.js";

/**
 * Why nothing can be stored, if that is known without a try.
 *
 * @param {{ location: { protocol: string }, navigator: object }} window
 */
export function hindrance({ location, navigator }) {
  if (location.protocol === "file:") {
    return "This page was opened as a file: the site is on this device already.";
  }
  if ("serviceWorker" in navigator) return null;
  return "This browser stores no site here: a private window may not, nor a page without https.";
}

/** @param {List} list  @param {Copy | null} copy  @returns {string} */
export function told(list, copy) {
  if (!copy) {
    const stored = `Stores ${about(list.size)} on this device`;
    return `${stored}, and downloads ${about(download(list))} for it. Nothing is stored yet.`;
  }
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(new Date(copy.date));
  const newer = copy.build === list.build ? "" : " The site has changed since.";
  return `This site is on your device: ${about(copy.size)}, the copy of ${day}.${newer}`;
}

/** @param {unknown} error  @param {boolean} online  @returns {string} */
export function failure(error, online) {
  const { name, message } = /** @type {Error} */ (error);
  if (name === "AbortError") return "Cancelled. What has come is kept for the next try.";
  if (name === "QuotaExceededError") return "This browser has no room for it. Nothing is stored.";
  if (!online) return "This device is offline. Connect it, then press again.";
  return `It could not be stored: ${message}`;
}

class Panel {
  /** @param {HTMLElement} root */
  constructor(root) {
    /** @type {<T extends Element>(selector: string) => T} */
    const part = (selector) => /** @type {any} */ (root.querySelector(selector));
    /** @type {HTMLElement} */
    this.said = part("[role=status]");
    /** @type {HTMLProgressElement} */
    this.progress = part("progress");
    /** @type {HTMLButtonElement} */
    this.button = part("[name=store]");
    /** @type {HTMLButtonElement} */
    this.removal = part("[name=remove]");
    this.label = this.button.textContent ?? "";
    this.top = new URL(document.documentElement.dataset.content_root ?? "./", location.href);
    this.button.addEventListener("click", () => this.press());
    this.removal.addEventListener("click", () => this.remove());
    /** @type {AbortController | null} */
    this.storing = null;
  }

  async begin() {
    const why = hindrance(globalThis);
    if (why) return void (this.said.textContent = why);
    const fetch = globalThis.fetch.bind(globalThis);
    this.store = new Store({ caches, fetch, site: this.top.href });
    await this.show();
  }

  /** @param {string} [first]  Said before what is so. */
  async show(first) {
    const { store } = /** @type {{ store: Store }} */ (this);
    const copy = await store.copy();
    this.list = /** @type {List} */ (await this.#listed().catch(() => copy));
    const nothing = "This device is offline, and nothing is stored.";
    this.said.textContent = first ?? (this.list ? told(this.list, copy) : nothing);
    this.button.textContent = this.label;
    this.button.disabled = !this.list;
    this.button.hidden = copy !== null && copy.build === this.list.build;
    this.removal.hidden = copy === null;
    this.progress.hidden = true;
  }

  async #listed() {
    const answer = await fetch(new URL("offline.json", this.top), { cache: "no-cache" });
    return answer.json();
  }

  async press() {
    if (this.storing) return this.storing.abort();
    this.storing = new AbortController();
    try {
      await this.#fill(this.storing.signal);
      await this.show();
    } catch (error) {
      await this.show(failure(error, navigator.onLine));
    }
    this.storing = null;
  }

  /** @param {AbortSignal} signal */
  async #fill(signal) {
    const { store, list } = /** @type {{ store: Store, list: List }} */ (this);
    const total = download(list);
    this.button.textContent = "Cancel";
    this.progress.hidden = false;
    await register(this.top);
    await store.store(list, (bytes) => {
      this.progress.value = bytes / total;
      this.said.textContent = `${megabytes(bytes)} of ${megabytes(total)}`;
    }, signal);
    await store.tidy(list.build, list.runtime.map(([path]) => path));
  }

  async remove() {
    await this.store?.remove();
    const registration = await navigator.serviceWorker.getRegistration(this.top);
    await registration?.unregister();
    await this.show();
    this.button.focus();
  }
}

if (typeof document !== "undefined") {
  const root = /** @type {HTMLElement | null} */ (document.querySelector(".offline"));
  if (root) new Panel(root).begin();
}
