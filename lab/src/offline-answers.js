// @ts-check
/**
 * How the service worker answers a page: from the network as long as there is one, and otherwise
 * from the copy, which says so on the page.
 */

/** Milliseconds that a server may be silent where there is a copy. */
const PATIENCE = 5_000;

/** The beginning of what a reader reads. */
const START = /<article\b[^>]*>/;

/** @param {string} date  @param {boolean} online */
export function notice(date, online) {
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" }).format(new Date(date));
  const why = online ? "The server of this site does not answer" : "You are offline";
  return `${why}: this is the copy of ${day}.`;
}

/** @param {string} html  @param {string} words  @returns {string}  The page, the words on top. */
export function labelled(html, words) {
  const box = `<div class="admonition offline-copy" role="status"><p>${words}</p></div>`;
  return START.test(html) ? html.replace(START, (start) => start + box) : box + html;
}

/** @typedef {{ url: string, mode: string }} Asked  What is read of a `Request`. */

export class Answers {
  /**
   * @param {object} means
   * @param {import("./offline-store.js").Store} means.store
   * @param {(asked: any, options?: RequestInit) => Promise<Response>} means.fetch
   * @param {() => boolean} means.online
   * @param {number} [means.patience]
   */
  constructor({ store, fetch, online, patience = PATIENCE }) {
    this.store = store;
    this.fetch = fetch;
    this.online = online;
    this.patience = patience;
  }

  /** @param {Asked} asked  @returns {Promise<Response>} */
  async fresh(asked) {
    const page = asked.mode === "navigate";
    // A browser may hold a page to be fresh that is not; whoever has a copy is told which it is.
    const checked = page && (await this.store.copy());
    const network = this.fetch(asked, checked ? { cache: "no-cache" } : undefined);
    return this.#inTime(network).catch(async () => {
      const found = await this.store.find(asked.url);
      if (!found) return network;
      return page ? this.#labelled(found.answer, found.date) : found.answer;
    });
  }

  /** @param {Promise<Response>} network */
  #inTime(network) {
    /** @type {ReturnType<typeof setTimeout>} */
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(reject, this.patience)));
    return Promise.race([network, late]).finally(() => clearTimeout(timer));
  }

  /** @param {Response} answer  @param {string} date */
  async #labelled(answer, date) {
    const html = labelled(await answer.text(), notice(date, this.online()));
    return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}
