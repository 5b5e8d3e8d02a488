// @ts-check
/**
 * Fills the map of the `progress` directive with what this browser keeps, says where to go on, and
 * saves, brings in and forgets. Without it the map is a list of pages.
 *
 * @typedef {import("./progress.js").Listed} Listed
 * @typedef {import("./progress.js").Pages} Pages
 */
import { button, element } from "./elements.js";
import { storage } from "./keeping.js";
import { Progress, exported, finished, imported, next, siteOf, solved, state, tasks } from "./progress.js";

const FILE = "asgi-py-progress.json";

/** @param {Element} root  @param {string} selector  @returns {HTMLElement[]} */
const every = (root, selector) => [...root.querySelectorAll(selector)].map((one) => (
  /** @type {HTMLElement} */ (one)
));

/** @param {HTMLElement} item  @returns {Listed} */
function listed(item) {
  const title = item.querySelector("a")?.textContent ?? "";
  return { page: item.dataset.page ?? "", title, tasks: tasks(item.dataset.tasks ?? "") };
}

class Practice {
  /** @param {HTMLElement} root  @param {Progress} progress */
  constructor(root, progress) {
    this.root = root;
    this.progress = progress;
    this.said = every(root, ".progress-said")[0];
    this.items = every(root, "li[data-page]");
    this.chapters = every(root, ".progress-chapter").map((section) => this.#chapter(section));
    this.#tools();
    this.show();
    addEventListener("storage", () => this.show()); // Another tab has kept something.
    addEventListener("pageshow", () => this.show()); // The reader came back with the back button.
  }

  /** @param {HTMLElement} section */
  #chapter(section) {
    const items = every(section, "li[data-page]");
    const title = section.querySelector("h3")?.textContent ?? "";
    const names = items.map((item) => item.dataset.page ?? "");
    const [forget] = every(section, "button");
    forget.removeAttribute("disabled");
    forget.setAttribute("aria-label", `Reset ${title}`);
    forget.addEventListener("click", () => this.#forget(names, `“${title}”`));
    return { section, items, names, forget };
  }

  #tools() {
    const tools = every(this.root, ".progress-tools")[0];
    for (const one of tools.querySelectorAll("button, input")) one.removeAttribute("disabled");
    every(tools, "[data-does=export]")[0].addEventListener("click", () => this.#save());
    every(tools, "[data-does=forget]")[0].addEventListener("click", () => (
      this.#forget(Object.keys(this.progress.all()), "everything")
    ));
    const input = /** @type {HTMLInputElement} */ (tools.querySelector("input"));
    input.addEventListener("change", async () => {
      const file = input.files?.[0];
      if (file) this.#bring(await file.text());
      input.value = ""; // The same file may be chosen again.
    });
  }

  /** Puts what is kept on the map. */
  show() {
    const kept = this.progress.all();
    for (const item of this.items) this.#item(item, kept);
    for (const { section, items, names, forget } of this.chapters) {
      const read = names.filter((name) => kept[name]?.read).length;
      const parts = [`${read} of ${names.length} read`, solved(state(items.map(listed), kept))];
      every(section, ".progress-sum")[0].textContent = parts.filter(Boolean).join(", ");
      // Not the attribute "disabled": what is pressed keeps the focus.
      forget.setAttribute("aria-disabled", String(!names.some((name) => kept[name])));
    }
    this.#next(kept);
  }

  /** @param {HTMLElement} item  @param {Pages} kept */
  #item(item, kept) {
    const one = listed(item);
    const now = state([one], kept);
    const parts = [now.read ? "read" : "", solved(now)];
    every(item, ".progress-done")[0].textContent = parts.filter(Boolean).join(", ");
    item.dataset.state = finished(now) ? "finished" : kept[one.page] ? "begun" : "";
  }

  /** @param {Pages} kept */
  #next(kept) {
    const place = every(this.root, ".progress-next")[0];
    const step = next(this.items.map(listed), kept);
    const link = this.items.find((item) => item.dataset.page === step?.listed.page)?.querySelector("a");
    if (!step || !link) {
      place.textContent = "You have read every page, and all that is asked is answered.";
      return;
    }
    const begun = Object.keys(kept).length ? "Your next step" : "Begin here";
    const what = step.does === "read" ? "read" : `${solved(state([step.listed], kept))} right: answer`;
    place.replaceChildren(`${begun}: ${what} `, element("a", { href: link.href }, step.listed.title), ".");
  }

  /** @param {string} text  @param {Node[]} more */
  #say(text, ...more) {
    this.said.replaceChildren(text, ...more);
  }

  /** @param {string[]} names  @param {string} what */
  #forget(names, what) {
    if (!names.some((name) => name in this.progress.all())) return this.#say("Nothing is kept there.");
    const before = this.progress.forget(names);
    this.show();
    const undo = button("Undo", () => {
      this.progress.bring(before);
      this.show();
      this.#say(`What you had done in ${what} is back.`);
    });
    this.#say(`What you had done in ${what} is forgotten. `, undo);
  }

  #save() {
    const file = new Blob([exported(this.progress.all())], { type: "application/json" });
    const address = URL.createObjectURL(file);
    element("a", { href: address, download: FILE }).click();
    URL.revokeObjectURL(address);
    this.#say(`Saved as ${FILE}.`);
  }

  /** @param {string} text */
  #bring(text) {
    const found = imported(text);
    if (typeof found === "string") return this.#say(found);
    const kept = this.progress.bring(found);
    this.show();
    const count = Object.keys(found).length;
    const told = kept ? "Brought in" : "This browser forbids to keep it:";
    this.#say(`${told} ${count} ${count === 1 ? "page" : "pages"}.`);
  }
}

if (typeof document !== "undefined") {
  const root = document.querySelector(".progress");
  if (root) new Practice(/** @type {HTMLElement} */ (root), new Progress(storage(), siteOf(document)));
}
