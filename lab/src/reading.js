// @ts-check
/**
 * Notes that a page was read: its end has stayed in view for a moment. sphinx_ext/progress.py
 * loads this on the pages of its map.
 */
import { storage } from "./keeping.js";
import { Progress, siteOf } from "./progress.js";

/** Milliseconds; whoever jumps past the end has not read it. */
export const MOMENT = 2000;

/**
 * @param {Element} end
 * @param {() => void} read  Called once.
 */
export function watch(end, read) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const observer = new IntersectionObserver(([entry]) => {
    clearTimeout(timer);
    if (!entry.isIntersecting) return;
    timer = setTimeout(() => {
      observer.disconnect();
      read();
    }, MOMENT);
  });
  observer.observe(end);
}

if (typeof document !== "undefined") {
  const script = /** @type {HTMLElement | null} */ (document.querySelector("script[data-page]"));
  const end = [...document.querySelectorAll("article section > :last-child")].at(-1);
  const page = script?.dataset.page;
  if (page && end) watch(end, () => new Progress(storage(), siteOf(document)).read(page));
}
