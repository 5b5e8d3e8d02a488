// @ts-check
/**
 * A Copy button on each listing that has no toolbar. Of a session it copies what was typed, without
 * its prompts and answers; of anything else the text, without line numbers.
 */
import { copy } from "./copying.js";
import { button, element } from "./elements.js";

// The lab's blocks have a Copy of their own; in a question a button would be the form's first.
const LISTINGS = "div.highlight > pre:not(.lab-block pre, .quiz form pre)";
/** Milliseconds that a button says what became of the copy. */
const MOMENT = 2000;

/**
 * @typedef {object} Row  A line of a listing.
 * @property {string} text  Without prompt and line number, with its line break.
 * @property {boolean} typed  Whether a prompt stands before it.
 */

/** @param {Row[]} rows  @returns {string}  What a reader wants to paste; no break at its end. */
export function wanted(rows) {
  const typed = rows.filter((row) => row.typed);
  const text = (typed.length ? typed : rows).map((row) => row.text).join("");
  return text.replace(/\n$/, "");
}

/** @param {Element} row  @returns {Row} */
function read(row) {
  const bare = /** @type {Element} */ (row.cloneNode(true));
  const prompts = bare.querySelectorAll(".gp");
  for (const part of [...prompts, ...bare.querySelectorAll(".linenos")]) part.remove();
  return { text: bare.textContent ?? "", typed: prompts.length > 0 };
}

/** @param {Element} listing  @param {Element} said  Where a screen reader listens. */
function offer(listing, said) {
  const press = async () => {
    const rows = [...listing.querySelectorAll(".code-row")].map(read);
    const word = (await copy(wanted(rows))) ? "Copied" : "Not copied: select it";
    its.textContent = said.textContent = word;
    setTimeout(() => (its.textContent = "Copy", said.textContent = ""), MOMENT);
  };
  const its = button("Copy", press, { class: "copy-button" });
  listing.after(its);
}

if (typeof document !== "undefined") {
  const said = element("span", { class: "visually-hidden copy-said", "aria-live": "polite" });
  document.body.append(said);
  for (const listing of document.querySelectorAll(LISTINGS)) offer(listing, said);
}
