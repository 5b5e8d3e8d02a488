// @ts-check
/** Tells a screen reader what happens, never more often than it can be said. */

const LONGEST = 400;

export class Announcing {
  /** @type {string[]} */
  #waiting = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;

  /**
   * @param {(text: string) => void} speak
   * @param {number} pause  Milliseconds between two announcements.
   */
  constructor(speak, pause = 1000) {
    this.speak = speak;
    this.pause = pause;
  }

  /** @param {string} text */
  say(text) {
    if (!text.trim()) return;
    // What nobody could listen to is not kept either.
    if (this.#waiting.join("\n").length <= LONGEST) this.#waiting.push(text.trim());
    if (this.#timer === undefined) this.#next();
  }

  #next() {
    const text = this.#waiting.join("\n");
    this.#waiting = [];
    this.#timer = undefined;
    if (!text) return;
    this.speak(text.length > LONGEST ? `${text.slice(0, LONGEST)} … and more below` : text);
    this.#timer = setTimeout(() => this.#next(), this.pause);
  }
}
