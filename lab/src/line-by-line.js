// @ts-check
/**
 * Marks the line and the explanation that belong together on pages with the `line-by-line`
 * directive, and walks the lines with the keyboard. Without it every line is still a link.
 *
 * @typedef {{ top: number, bottom: number }} Span  Pixels from the top of the window.
 */

/** Pixels kept free above and below what is scrolled into view. */
const MARGIN = 16;

/**
 * The line a key leads to, or `null` where the key keeps its usual meaning: past either end the
 * arrows scroll the page on.
 *
 * @param {string} key
 * @param {number} at  Index of the line in focus.
 * @param {number} count
 * @returns {number | null}
 */
export function step(key, at, count) {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1 }[key];
  return to === undefined || to === at || to < 0 || to >= count ? null : to;
}

/**
 * How far to scroll (down is positive) until `what` is in `view`, 0 if it is. Of something taller
 * than the view, the beginning counts.
 *
 * @param {Span} what
 * @param {Span} view
 */
export function distance(what, view) {
  if (what.top < view.top) return what.top - view.top;
  if (what.bottom <= view.bottom) return 0;
  return Math.min(what.bottom - view.bottom, what.top - view.top);
}

/**
 * How far to scroll until the explanation is in view, as far as the line in focus stays there.
 *
 * @param {Span} line
 * @param {Span} explanation
 * @param {Span} view
 */
export function distanceTogether(line, explanation, view) {
  const least = line.bottom - view.bottom;
  const most = line.top - view.top;
  return Math.max(least, Math.min(most, distance(explanation, view)));
}

/** @param {HTMLElement} root  One listing with its explanations. */
function enliven(root) {
  const figure = /** @type {HTMLElement} */ (root.querySelector("figure"));
  const lines = /** @type {HTMLElement[]} */ ([...figure.querySelectorAll("a.statement")]);
  const explanations = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(":scope > dl > div")]);
  /** The pair that each of these names, as an index; the first that names one is marked. */
  const named = { pointer: -1, focus: -1, address: -1 };
  /** The pair named last: where explanations stand beside the file, the only one that is shown. */
  let kept = root.matches(".beside") ? lines.length - 1 : -1;
  /** @type {{ line: HTMLElement, scroll: number } | null}  Where the walk began. */
  let start = null;

  /** @param {EventTarget | Element | null} target  @returns {number} */
  function pairOf(target) {
    const part = target instanceof Element ? target.closest("[data-statement]") : null;
    return Math.max(lines.findIndex((e) => e === part), explanations.findIndex((e) => e === part));
  }

  /** @param {Partial<typeof named>} change */
  function mark(change) {
    Object.assign(named, change);
    const current = [named.pointer, named.focus, named.address].find((pair) => pair >= 0);
    if (kept >= 0) kept = Object.values(change).find((pair) => pair >= 0) ?? kept;
    for (const parts of [lines, explanations]) {
      parts.forEach((part, pair) => {
        part.toggleAttribute("data-current", pair === current);
        part.toggleAttribute("data-kept", pair === kept);
      });
    }
  }

  /** While it is walked, a listing that leaves room below it stays in view (see the style sheet). */
  function pin() {
    root.toggleAttribute("data-walking", figure.offsetHeight < 0.6 * innerHeight);
    return getComputedStyle(figure).position === "sticky";
  }

  /** @param {HTMLElement} from  @param {number} to */
  function walk(from, to) {
    start ??= { line: from, scroll: scrollY };
    const pinned = pin();
    lines[to].focus({ preventScroll: true });
    mark({ pointer: -1 });
    const explanation = explanations[to].getBoundingClientRect();
    const edge = parseFloat(getComputedStyle(figure).top);
    const view = { top: edge + MARGIN, bottom: innerHeight - MARGIN };
    const top = pinned
      ? distance(explanation, { ...view, top: edge + figure.offsetHeight })
      : distanceTogether(lines[to].getBoundingClientRect(), explanation, view);
    // Furo scrolls smoothly; a walk does not, for whoever holds the key down or prefers no motion.
    scrollBy({ top, behavior: "instant" });
  }

  function endWalk() {
    start = null;
    root.removeAttribute("data-walking");
  }

  /** From a walk back to where it began; from an explanation back to its line. */
  function goBack() {
    const began = start;
    endWalk();
    (began?.line ?? lines[named.focus])?.focus({ preventScroll: began !== null });
    if (began) scrollTo({ top: began.scroll, behavior: "instant" });
  }

  // Every line stays in the Tab order. To a screen reader these are links in a text, not a widget
  // with a role of its own, so nothing would tell its user that arrows reach the other lines.
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "Escape") return goBack();
    const at = lines.findIndex((line) => line === event.target);
    const to = at < 0 ? null : step(event.key, at, lines.length);
    if (to === null) return;
    event.preventDefault();
    walk(lines[at], to);
  });
  // The other pointer events also fire when the page scrolls under a pointer at rest.
  root.addEventListener("pointermove", ({ target }) => mark({ pointer: pairOf(target) }));
  root.addEventListener("pointerleave", () => mark({ pointer: -1 }));
  root.addEventListener("focusin", ({ target }) => mark({ focus: pairOf(target) }));
  root.addEventListener("focusout", ({ relatedTarget }) => {
    mark({ focus: pairOf(relatedTarget) });
    if (!figure.contains(/** @type {Node | null} */ (relatedTarget))) endWalk();
  });
  // Not `:target`: while the page loads, nothing is the target yet.
  const follow = () => mark({ address: pairOf(document.getElementById(location.hash.slice(1))) });
  addEventListener("hashchange", follow);
  follow();

  // Whoever follows a link arrives with the focus on the explanation, so Escape leads back.
  for (const explanation of explanations) explanation.tabIndex = -1;
  root.toggleAttribute("data-live", true);
}

if (typeof document !== "undefined") {
  for (const root of document.querySelectorAll(".line-by-line")) {
    enliven(/** @type {HTMLElement} */ (root));
  }
}
