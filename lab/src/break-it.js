// @ts-check
/**
 * Lets the reader change one line of the file on the page of the `break-it` directive, and shows
 * what comes of that change alone. Without it the file stands above the list of all changes.
 */

/**
 * What is told of a change: its title, and the last line of its run.
 *
 * @param {string} title
 * @param {string} transcript  What was typed and printed.
 */
export function told(title, transcript) {
  const lines = transcript.trimEnd().split("\n");
  const error = lines.findLastIndex((line) => line.startsWith("Traceback"));
  const last = lines[lines.length - 1];
  const end = error < 0 ? "It runs, and no error is raised." : `It ends in ${last}`;
  return `${title}. ${end}`;
}

/**
 * @param {string} listed  Numbers of lines, with spaces between them.
 * @returns {Set<string>}
 */
export function numbers(listed) {
  return new Set(listed.split(" ").filter(Boolean));
}

/** @param {HTMLElement} root  The file with its choices, and the changes. */
function enliven(root) {
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  const choices = [...form.querySelectorAll("select")];
  const reset = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  const status = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  const lines = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-line]")]);
  const added = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-change]")]);
  const changes = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".break-it-change")]);
  const invitation = status.textContent;

  /** @param {string} id  Of a change, or nothing where the file is as it is. */
  function show(id) {
    const change = changes.find((one) => one.id === id);
    const out = numbers(change?.dataset.out ?? "");
    for (const one of changes) one.hidden = change !== undefined && one !== change;
    for (const line of lines) line.toggleAttribute("data-removed", out.has(line.dataset.line ?? ""));
    for (const row of added) row.hidden = row.dataset.change !== id;
    reset.disabled = !change;
    const title = change?.querySelector(".rubric")?.textContent ?? "";
    const run = change?.querySelector("pre")?.textContent ?? "";
    status.textContent = change ? told(title, run) : invitation;
  }

  form.addEventListener("change", ({ target }) => {
    const chosen = /** @type {HTMLSelectElement} */ (target);
    for (const one of choices) if (one !== chosen) one.value = "";
    show(chosen.value);
  });
  form.addEventListener("reset", () => {
    choices.find(({ value }) => value)?.focus(); // The button is about to be disabled.
    show("");
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const one of choices) one.disabled = false;
}

if (typeof document !== "undefined") {
  for (const root of document.querySelectorAll(".break-it")) {
    enliven(/** @type {HTMLElement} */ (root));
  }
}
