// @ts-check
/** The toolbar below a block, in the place that sphinx_ext/lab.py keeps for it. */
import { button, element } from "./elements.js";

const NOT_HERE = "Not run in the browser";

/**
 * @typedef {object} Deeds  What the buttons do.
 * @property {() => void} run
 * @property {() => void} edit
 * @property {() => void} reset
 * @property {() => void} copy
 * @property {() => void} link
 * @property {() => void} more
 * @property {() => void} intend  Run is pointed at, or has the focus.
 * @property {() => void} forget
 */

/**
 * @param {HTMLElement} bar
 * @param {object} wish
 * @param {string} wish.id  Prefix of the ids.
 * @param {string} wish.name  What the block is called.
 * @param {string | null} wish.notHere  Why it cannot run in a browser.
 * @param {Deeds} deeds
 */
export function fill(bar, { id, name, notHere }, deeds) {
  const status = element("span", { class: "lab-status", id: `${id}-status` });
  const run = button("Run", deeds.run, { class: "lab-run", "aria-describedby": status.id });
  for (const event of ["pointerenter", "focus"]) run.addEventListener(event, deeds.intend);
  for (const event of ["pointerleave", "blur"]) run.addEventListener(event, deeds.forget);
  const edit = button("Edit", deeds.edit);
  const reset = button("Reset", deeds.reset, { hidden: true });
  const copy = button("Copy", deeds.copy);
  const link = button("Link", deeds.link, { title: "Copy a link to this code" });
  const more = button("···", deeds.more, {
    class: "lab-more", "aria-label": "More", "aria-expanded": "false",
  });
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", name);
  bar.replaceChildren(...(notHere ? [] : [run, edit, reset]), copy, link, more, status);
  if (notHere) bar.before(element("p", { class: "lab-not-here" }, `${NOT_HERE}: ${notHere}.`));
  return { bar, run, edit, reset, more, status };
}
