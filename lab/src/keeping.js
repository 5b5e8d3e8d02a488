// @ts-check
/**
 * Keeps what the reader edited and chose, in this browser and nowhere else.
 *
 * @typedef {{ base: string, code: string }} Kept  Edited code, and the page's own by fingerprint.
 */

/** Some browsers forbid their storage, and then even naming it raises. */
export function storage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

export class Keeping {
  /**
   * @param {Storage | null} store
   * @param {string} site  The path of the site, which may share its host with others.
   * @param {string} page  The path of the page.
   */
  constructor(store, site, page) {
    this.store = store;
    this.prefix = `lab ${site} `;
    this.page = `${this.prefix}code ${page}`;
  }

  /** @param {string} key  @returns {unknown} */
  #read(key) {
    try {
      return JSON.parse(this.store?.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} key  @param {unknown} value */
  #write(key, value) {
    try {
      if (value === null) this.store?.removeItem(key);
      else this.store?.setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden: the code stays on the page and is lost with it.
    }
  }

  /** @returns {Record<string, Kept>} */
  #codes() {
    const kept = this.#read(this.page);
    return kept && typeof kept === "object" ? /** @type {Record<string, Kept>} */ (kept) : {};
  }

  /**
   * The reader's code of a block, as long as the page's own is what it was.
   *
   * @param {string} block
   * @param {string} base  Fingerprint of the page's own code.
   */
  code(block, base) {
    const kept = this.#codes()[block];
    if (kept?.base === base && typeof kept.code === "string") return kept.code;
    if (kept) this.keep(block, base, null);
    return null;
  }

  /** @param {string} block  @param {string} base  @param {string | null} code */
  keep(block, base, code) {
    const { [block]: _, ...others } = this.#codes();
    const codes = code === null ? others : { ...others, [block]: { base, code } };
    this.#write(this.page, Object.keys(codes).length ? codes : null);
  }

  /** A choice that holds for the whole site. @param {string} name */
  choice(name) {
    const value = this.#read(`${this.prefix}choice ${name}`);
    return typeof value === "string" ? value : null;
  }

  /** @param {string} name  @param {string} value */
  choose(name, value) {
    this.#write(`${this.prefix}choice ${name}`, value);
  }

  /** Forgets everything on every page of the site. */
  forget() {
    const { store, prefix } = this;
    const keys = Array.from({ length: store?.length ?? 0 }, (_, at) => store?.key(at) ?? "");
    for (const key of keys) if (key.startsWith(prefix)) this.#write(key, null);
  }

  /** Forgets the code of this page. */
  forgetPage() {
    this.#write(this.page, null);
  }
}
