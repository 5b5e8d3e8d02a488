// @ts-check
/**
 * The editor, loaded when a reader first presses Edit. Its colours are those of the page's own
 * code: the parts get the classes of Pygments, whose style sheet knows both schemes.
 */
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting }
  from "@codemirror/language";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, highlightSpecialChars, keymap, lineNumbers }
  from "@codemirror/view";
import { tags } from "@lezer/highlight";

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.moduleKeyword, tags.controlKeyword], class: "k" },
  { tag: [tags.bool, tags.null, tags.self], class: "kc" },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: tags.operator, class: "o" },
  { tag: tags.number, class: "mi" },
  { tag: [tags.string, tags.special(tags.string)], class: "s1" },
  { tag: tags.comment, class: "c1" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: tags.meta, class: "nb" },
]);

/**
 * @param {object} wish
 * @param {HTMLElement} wish.parent
 * @param {string} wish.code
 * @param {string} wish.label
 * @param {string} wish.hint  Id of the text that says how to leave.
 * @param {(code: string) => void} wish.changed
 * @param {() => void} wish.run
 * @param {boolean} [wish.numbered]  Whether lines have their numbers, which tracebacks name.
 */
export function open({ parent, code, label, hint, changed, run, numbered = false }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: code,
      extensions: [
        numbered ? lineNumbers() : [],
        history(),
        drawSelection(),
        highlightSpecialChars(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of("    "),
        pythonLanguage,
        syntaxHighlighting(COLOURS),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": label, "aria-describedby": hint, spellcheck: "false",
        }),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }])),
        // Escape, then Tab leaves: CodeMirror's own way out, and the hint says so.
        keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update.state.doc.toString());
        }),
      ],
    }),
  });
  return { focus: () => view.focus(), close: () => view.destroy() };
}
