// One can always write on below a table or a rule that ends the text.
import { Extension } from "@tiptap/core";
import { gapCursor } from "@tiptap/pm/gapcursor";
import { Plugin, Selection } from "@tiptap/pm/state";
import { ySyncPluginKey } from "@tiptap/y-tiptap";

const isShut = (doc) => ["table", "horizontalRule"].includes(doc.lastChild?.type.name);

const opened = (transaction) =>
  transaction.insert(transaction.doc.content.size, transaction.doc.type.schema.nodes.paragraph.create());

// To the end of the text, below what shuts it. The browser alone would put the caret where no word can be kept.
function toTheEnd(view) {
  if (!view.editable || !isShut(view.state.doc)) return false;
  const transaction = opened(view.state.tr);
  view.dispatch(transaction.setSelection(Selection.atEnd(transaction.doc)).scrollIntoView());
  view.focus();
  return true;
}

export const Ending = Extension.create({
  name: "communEnding",
  addKeyboardShortcuts() {
    const go = () => toTheEnd(this.editor.view);
    return { "Mod-End": go, "Mod-ArrowDown": go };
  },
  addProseMirrorPlugins() {
    return [
      gapCursor(),
      new Plugin({
        // Only after one's own words: opening a text writes nothing.
        appendTransaction(transactions, _before, after) {
          const isMine = transactions.some((one) => one.docChanged && !one.getMeta(ySyncPluginKey));
          return isMine && isShut(after.doc) ? opened(after.tr) : null;
        },
        props: {
          handleDOMEvents: {
            mousedown(view, event) {
              const last = view.dom.lastElementChild;
              const isBelow = event.target === view.dom && last && event.clientY > last.getBoundingClientRect().bottom;
              if (!isBelow || !toTheEnd(view)) return false;
              event.preventDefault();
              return true;
            },
          },
        },
      }),
    ];
  },
});
