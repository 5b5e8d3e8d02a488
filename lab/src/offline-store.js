// @ts-check
/**
 * What this browser stores of the site: the runtime of the lab, whose names carry a hash, and a copy
 * of all pages where the reader asked for it. sphinx_ext/offline.py lists the files.
 *
 * @typedef {[path: string, bytes: number, digest: string]} File  Bytes as a server sends them.
 * @typedef {object} List
 * @property {string} build  Changes with the content of any file.
 * @property {number} size  Bytes of all files, unpacked.
 * @property {File[]} pages  And what they load.
 * @property {File[]} runtime
 *
 * @typedef {List & { date: string }} Stored  A list, and when the last of its files had come.
 * @typedef {Stored & { name: string, cache: Cache }} Copy
 * @typedef {(address: string, options?: RequestInit) => Promise<Response>} Fetch
 */

/** What is fetched at the same time. */
const AT_ONCE = 6;

/** Folders of the lab's files; a file there never changes without its name. */
const HASHED = /^_static\/lab-(?:chunks|runtime-\w+)\//;

/** @param {string} address  @param {string} site */
export function isRuntime(address, site) {
  return address.startsWith(site) && HASHED.test(address.slice(site.length));
}

/** @param {List} list  @returns {number}  The bytes that travel. */
export function download({ pages, runtime }) {
  return [...pages, ...runtime].reduce((sum, [, bytes]) => sum + bytes, 0);
}

/**
 * The files that an address may stand for: hosts let readers leave out the end.
 *
 * @param {string} address
 */
export function files(address) {
  const path = address.split(/[?#]/)[0];
  if (path.endsWith("/")) return [`${path}index.html`];
  return /\.\w+$/.test(path) ? [path] : [path, `${path}.html`, `${path}/index.html`];
}

/**
 * Does the work for each item, some at a time; rejects with what failed first, once nothing is
 * under way any more.
 *
 * @template T
 * @param {T[]} items
 * @param {(item: T) => Promise<void>} work
 */
async function inParallel(items, work) {
  const waiting = [...items];
  /** @type {unknown[]} */
  const failures = [];
  const one = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item).catch((error) => {
        failures.push(error);
        waiting.length = 0;
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  if (failures.length) throw failures[0];
}

export class Store {
  /** @param {{ caches: CacheStorage, fetch: Fetch, site: string, now?: () => Date }} means */
  constructor({ caches, fetch, site, now = () => new Date() }) {
    this.caches = caches;
    this.fetch = fetch;
    this.now = now;
    /** The address of the first page, without its name. */
    this.site = site;
    // Other sites of the same host share its caches.
    const prefix = `asgi.py ${new URL(site).pathname}`;
    this.runtime = `${prefix} runtime`;
    this.pages = `${prefix} pages `;
    /** Comes last: what has it is complete. */
    this.mark = `${site}offline.json`;
  }

  /** Everything of this site that has been stored, by name. */
  async #names() {
    const names = await this.caches.keys();
    return names.filter((name) => name === this.runtime || name.startsWith(this.pages));
  }

  /** The newest complete copy of the pages. @returns {Promise<Copy | null>} */
  async copy() {
    /** @type {Copy | null} */
    let newest = null;
    for (const name of (await this.#names()).filter((one) => one !== this.runtime)) {
      const cache = await this.caches.open(name);
      /** @type {Stored | undefined} */
      const stored = await (await cache.match(this.mark))?.json();
      if (stored && (!newest || stored.date > newest.date)) newest = { ...stored, name, cache };
    }
    return newest;
  }

  /** The copy of one page or file, and its date. @param {string} address */
  async find(address) {
    const copy = await this.copy();
    for (const file of copy ? files(address) : []) {
      const answer = await copy?.cache.match(file);
      if (answer) return { answer, date: /** @type {Copy} */ (copy).date };
    }
    return null;
  }

  /** A file of the runtime: stored, or fetched and stored. @param {string} address */
  async kept(address) {
    const cache = await this.caches.open(this.runtime);
    const here = await cache.match(address);
    if (here) return here;
    const answer = await this.fetch(address);
    // Where there is no room it is an answer all the same.
    if (answer.status === 200) cache.put(address, answer.clone()).catch(() => {});
    return answer;
  }

  /**
   * Stores a copy of everything; what has not changed since the last one is taken from there.
   *
   * @param {List} list
   * @param {(bytes: number) => void} [tell]  How much is there.
   * @param {AbortSignal} [signal]
   */
  async store(list, tell = () => {}, signal) {
    const before = await this.copy();
    const digests = new Map(before?.pages.map(([path, , digest]) => [path, digest]));
    const pages = await this.caches.open(this.pages + list.build);
    const runtime = await this.caches.open(this.runtime);
    let there = 0;
    /** @param {{ cache: Cache, file: File }} job */
    const bring = async ({ cache, file: [path, bytes, digest] }) => {
      const address = this.site + path;
      if (!(await cache.match(address))) {
        const same = cache === pages && digests.get(path) === digest;
        const had = same ? await before?.cache.match(address) : undefined;
        await cache.put(address, had ?? (await this.#fetched(address, signal)));
      }
      tell((there += bytes));
    };
    const jobs = list.pages.map((file) => ({ cache: pages, file }));
    await inParallel([...jobs, ...list.runtime.map((file) => ({ cache: runtime, file }))], bring);
    const date = this.now().toISOString();
    await pages.put(this.mark, new Response(JSON.stringify({ ...list, date })));
  }

  /** @param {string} address  @param {AbortSignal} [signal] */
  async #fetched(address, signal) {
    const answer = await this.fetch(address, { cache: "no-cache", signal });
    if (!answer.ok) throw new Error(`${address}: the server answers ${answer.status}`);
    return answer;
  }

  /**
   * Removes what belongs to another build: copies, once there is one of this build, and files of
   * the runtime.
   *
   * @param {string} build
   * @param {string[]} runtime  The paths of this build.
   */
  async tidy(build, runtime) {
    const copy = await this.copy();
    const own = this.pages + build;
    for (const name of await this.#names()) {
      const old = name.startsWith(this.pages) && name !== own;
      if (old && (copy?.name === own || copy?.name !== name)) await this.caches.delete(name);
    }
    const cache = await this.caches.open(this.runtime);
    const here = new Set(runtime.map((path) => this.site + path));
    for (const { url } of await cache.keys()) if (!here.has(url)) await cache.delete(url);
  }

  /** Removes everything. */
  async remove() {
    for (const name of await this.#names()) await this.caches.delete(name);
  }
}
