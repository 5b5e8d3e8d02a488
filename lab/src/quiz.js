// @ts-check
/**
 * Checks what the reader ticked or put in order, on pages with the `quiz` directive, and keeps it
 * in this browser. Without it the answer and every explanation stand in a disclosure.
 */
import { button, element } from "./elements.js";
import { storage } from "./keeping.js";
import { Progress, siteOf } from "./progress.js";

/**
 * What is right and wrong about an answer, choice by choice. A choice that is right and was left
 * out is not named: the reader may still find it.
 *
 * @param {string} kind
 * @param {number[]} key  The choices that are right; for an order, all of them in it.
 * @param {number[]} chosen
 * @returns {{ right: boolean, told: string, marks: Map<number, boolean> }}
 */
export function judged(kind, key, chosen) {
  const ordering = kind === "ordering";
  const marks = new Map(chosen.map((n, at) => [n, ordering ? key[at] === n : key.includes(n)]));
  const good = [...marks.values()].filter(Boolean).length;
  const right = good === key.length && good === chosen.length;
  return { right, told: right ? "Right." : words(kind, good, key.length, chosen.length), marks };
}

/** @param {string} kind  @param {number} good  @param {number} all  @param {number} chosen */
function words(kind, good, all, chosen) {
  if (kind === "ordering") return `Not yet: ${good} of ${all} ${good === 1 ? "stands" : "stand"} in place.`;
  if (kind !== "multiple") return "Not this one.";
  if (good < chosen) return `Not yet: ${good} of the ${chosen} chosen ${good === 1 ? "is" : "are"} right.`;
  return `So far right, and ${all - good} more ${all - good === 1 ? "is" : "are"}.`;
}

/**
 * @template T
 * @param {T[]} items
 * @param {number} at
 * @param {number} by  One up (-1) or down (1).
 * @returns {T[] | null}  The new order; none past either end.
 */
export function moved(items, at, by) {
  const to = at + by;
  if (to < 0 || to >= items.length) return null;
  const order = items.toSpliced(at, 1);
  order.splice(to, 0, items[at]);
  return order;
}

/** @param {Element | Document} root  @param {string} selector  @returns {HTMLElement[]} */
const every = (root, selector) => [...root.querySelectorAll(selector)].map((one) => (
  /** @type {HTMLElement} */ (one)
));

/** @param {HTMLElement} one */
const numberOf = (one) => Number(one.dataset.choice);

class Quiz {
  /** @param {HTMLElement} root  @param {Progress} progress */
  constructor(root, progress) {
    this.root = root;
    this.progress = progress;
    const { kind = "", page = "", base = "" } = root.dataset;
    this.kind = kind;
    this.page = page;
    this.base = base;
    this.list = every(root, ".quiz-choices")[0];
    this.answers = every(root, ".quiz-answer li[data-choice]");
    this.key = this.answers.filter((one) => kind === "ordering" || "right" in one.dataset).map(numberOf);
    this.state = every(root, ".quiz-state")[0];
    this.said = every(root, ".quiz-said")[0];
    this.#enliven();
    this.#restore();
  }

  get choices() {
    return every(this.list, ".quiz-choice");
  }

  /** @returns {number[]}  The choices that are ticked; of an order, all of them as they stand. */
  get chosen() {
    const ticked = this.kind === "ordering"
      ? this.choices
      : this.choices.filter((one) => one.querySelector("input")?.checked);
    return ticked.map(numberOf);
  }

  #enliven() {
    const form = /** @type {HTMLFormElement} */ (this.root.querySelector("form"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#check();
    });
    form.addEventListener("change", () => this.#clear());
    /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]")).disabled = false;
    if (this.kind === "ordering") for (const one of this.choices) this.#movable(one);
  }

  /** @param {HTMLElement} item */
  #movable(item) {
    const text = item.textContent?.trim();
    const buttons = /** @type {[string, string, number][]} */ ([["↑", "up", -1], ["↓", "down", 1]]);
    item.append(element("span", { class: "quiz-moves" }, ...buttons.map(([sign, word, by]) => (
      button(sign, ({ currentTarget }) => this.#move(item, by, currentTarget), {
        "aria-label": `Move ${word}: ${text}`,
      })
    ))));
  }

  /** @param {HTMLElement} item  @param {number} by  @param {EventTarget | null} pressed */
  #move(item, by, pressed) {
    const order = moved(this.choices, this.choices.indexOf(item), by);
    const text = item.firstElementChild?.textContent;
    if (order) this.list.append(...order);
    /** @type {HTMLElement} */ (pressed).focus(); // What is moved loses it.
    this.#clear();
    const at = this.choices.indexOf(item) + 1;
    this.said.replaceChildren(element("p", { class: "quiz-moved" },
      `${text}: ${order ? "now" : "still"} ${at} of ${this.choices.length}.`));
  }

  /** An answer that is being changed is neither right nor wrong. */
  #clear() {
    for (const one of this.choices) delete one.dataset.mark;
    delete this.root.dataset.state;
    this.state.textContent = "";
    this.said.replaceChildren();
  }

  #check() {
    const { chosen, kind, root } = this;
    this.#clear();
    if (!chosen.length) {
      this.said.replaceChildren(element("p", {}, "Choose an answer first."));
      return;
    }
    const { right, told, marks } = judged(kind, this.key, chosen);
    this.#mark(right, marks);
    // Of what is in its place nothing is explained before the whole order is.
    const spoken = right && kind !== "single" && kind !== "predict" ? this.answers
      : this.answers.filter((one) => marks.has(numberOf(one)) && !(kind === "ordering" && marks.get(numberOf(one))));
    const kept = this.progress.note(this.page, root.id, { base: this.base, right, chosen });
    this.said.replaceChildren(element("p", {}, element("strong", {}, told)),
      element(kind === "ordering" && right ? "ol" : "ul", {}, ...spoken.map((one) => one.cloneNode(true))),
      ...(kept ? [] : [element("p", {}, "This browser forbids to keep it.")]));
  }

  /** @param {boolean} right  @param {Map<number, boolean>} marks */
  #mark(right, marks) {
    this.root.dataset.state = right ? "right" : "wrong";
    this.state.textContent = right ? "Right" : "Not yet";
    for (const one of this.choices) {
      const mark = marks.get(numberOf(one));
      if (mark !== undefined) one.dataset.mark = mark ? "right" : "wrong";
    }
  }

  /** Shows what was answered on an earlier visit; its explanations would move the page. */
  #restore() {
    const kept = this.progress.done(this.page, this.root.id, this.base);
    if (!kept) return;
    const all = this.choices;
    if (this.kind === "ordering") {
      const order = kept.chosen.map((n) => all.find((one) => numberOf(one) === n)).filter((one) => one !== undefined);
      if (new Set(order).size === all.length) this.list.append(...order);
    }
    for (const one of all) {
      const input = one.querySelector("input");
      if (input) input.checked = kept.chosen.includes(numberOf(one));
    }
    if (this.chosen.length) {
      const { right, marks } = judged(this.kind, this.key, this.chosen);
      this.#mark(right, marks);
    }
  }
}

if (typeof document !== "undefined") {
  const progress = new Progress(storage(), siteOf(document));
  for (const root of every(document, ".quiz")) new Quiz(root, progress);
}
