// @ts-check
/**
 * The part of the recorder that is loaded when a reader first presses Run or Edit: the lab's
 * interpreters, its output and its editor.
 *
 * @typedef {import("./interpreters.js").News} News
 * @typedef {import("./interpreters.js").Run} Run
 */
import { fingerprint } from "./examples.js";
import { FAILURES, hindrance, silence } from "./failures.js";
import { Interpreters } from "./interpreters.js";
import { Output } from "./output.js";

export { FAILURES, Output };

export class Live {
  /**
   * @param {Manifest} manifest
   * @param {number} chosen  Index of the bundle.
   * @param {(path: string) => string} address
   */
  constructor(manifest, chosen, address) {
    const bundle = manifest.bundles[chosen];
    this.interpreters = new Interpreters({
      spawn: () => new Worker(address(manifest.worker), { type: "module" }),
      boot: () => ({
        type: "boot",
        runtime: address(`${manifest.runtime}/`),
        bundle: address(`${manifest.runtime}/${bundle.file}`),
        totals: { python: manifest.python, django: bundle.bytes },
      }),
      silence: () => silence(navigator),
      roomy: (/** @type {any} */ (navigator).deviceMemory ?? 8) > 2,
    });
  }

  /** Runs a program in a fresh Python. */
  /** @param {string} code  @param {(news: News) => void} tell  @returns {Run | null} */
  run(code, tell) {
    const why = hindrance(globalThis);
    if (why) {
      tell({ type: "fails", why, message: "" });
      return null;
    }
    /** @type {import("./messages.js").Block} */
    const block = { index: 0, kind: "testcode", code, want: null, options: {}, documented: null };
    const last = { block, version: fingerprint(code) };
    return this.interpreters.run({ group: "recorder", before: [], last }, tell);
  }

  /** @param {Parameters<typeof import("./editor.js").open>[0]} wish */
  async edit(wish) {
    const editor = await import("./editor.js");
    return editor.open(wish);
  }
}
