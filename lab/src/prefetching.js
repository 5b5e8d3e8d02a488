// @ts-check
/**
 * Brings the files of a run into the browser's cache once a reader is about to press Run.
 *
 * @typedef {{ saveData?: boolean }} Connection  Not every browser has it.
 */

/** Long enough that a pointer on its way elsewhere starts nothing. */
export const INTENT = 150;

/** What Pyodide fetches when it starts. */
const PYODIDE = [
  "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json",
];

/** @param {Manifest} manifest  @param {number} chosen  Index of the bundle. */
export function files(manifest, chosen) {
  const parts = [...PYODIDE, manifest.bundles[chosen].file];
  return [manifest.worker, ...parts.map((name) => `${manifest.runtime}/${name}`)];
}

export class Prefetching {
  /**
   * @param {(path: string) => Promise<unknown>} get
   * @param {() => Connection | undefined} connection
   */
  constructor(get, connection) {
    this.get = get;
    this.connection = connection;
    /** @type {Set<string>} */
    this.asked = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** The reader points at Run, or has reached it with the keyboard. @param {() => string[]} what */
  intend(what) {
    if (this.connection()?.saveData) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#fetch(what()), INTENT);
  }

  /** The reader has gone on. */
  forget() {
    clearTimeout(this.timer);
  }

  /** @param {string[]} paths */
  #fetch(paths) {
    for (const path of paths.filter((one) => !this.asked.has(one))) {
      this.asked.add(path);
      // Nobody waits for it; a run that needs the file says what is wrong.
      this.get(path).catch(() => this.asked.delete(path));
    }
  }
}
