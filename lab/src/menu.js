// @ts-check
/**
 * What holds for more than one block: which Django, and what is kept. There is one menu on a page;
 * it opens below the block whose button asks for it.
 */
import { button, element } from "./elements.js";

export class Menu {
  /** @type {import("./block.js").BlockView | null} */
  #at = null;

  /**
   * @param {object} wish
   * @param {{ words: string, chosen: boolean }[]} wish.djangos
   * @param {(index: number) => void} wish.choose
   * @param {() => void} wish.resetPage
   * @param {() => void} wish.resetSite
   * @param {string} wish.about  Address of the page about the lab.
   */
  constructor({ djangos, choose, resetPage, resetSite, about }) {
    const choices = djangos.map(({ words, chosen }, index) => {
      const radio = element("input", { type: "radio", name: "lab-django", checked: chosen });
      radio.addEventListener("change", () => choose(index));
      return element("label", {}, radio, ` ${words}`);
    });
    this.root = element("div", { class: "lab-menu", hidden: true },
      element("fieldset", {}, element("legend", {}, "Run with"), ...choices),
      element("p", {},
        button("Reset everything on this page", resetPage),
        button("Reset everything on this site", resetSite),
        element("a", { href: about }, "How this runs")));
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      const opener = this.#at?.tools.more;
      this.close();
      opener?.focus();
    });
  }

  /** @param {import("./block.js").BlockView} view */
  toggle(view) {
    const opens = this.#at !== view;
    this.close();
    if (!opens) return;
    this.#at = view;
    view.tools.bar.after(this.root);
    this.root.hidden = false;
    view.tools.more.setAttribute("aria-expanded", "true");
  }

  close() {
    this.#at?.tools.more.setAttribute("aria-expanded", "false");
    this.#at = null;
    this.root.hidden = true;
  }
}
