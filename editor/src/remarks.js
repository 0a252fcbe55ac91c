// Comments and suggestions are forms of the page; here their passage is taken from the selection, and shown in the text.
import { Extension } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from "@tiptap/y-tiptap";
import * as Y from "yjs";
import { bytes, coded } from "./bytes.js";

const key = new PluginKey("communRemarks");

function binding(state) {
  return ySyncPluginKey.getState(state)?.binding;
}

function anchorOf(state, position) {
  const bound = binding(state);
  return coded(Y.encodeRelativePosition(absolutePositionToRelativePosition(position, bound.type, bound.mapping)));
}

function placeOf(state, anchor) {
  const bound = binding(state);
  if (!bound || !anchor) return null;
  try {
    const relative = Y.decodeRelativePosition(bytes(anchor));
    return relativePositionToAbsolutePosition(bound.doc, bound.type, relative, bound.mapping);
  } catch {
    return null;
  }
}

function decorations(state) {
  const found = [];
  for (const element of document.querySelectorAll("[data-commun-anchor-start]")) {
    const from = placeOf(state, element.dataset.communAnchorStart);
    const to = placeOf(state, element.dataset.communAnchorEnd);
    if (from !== null && to !== null && from < to && to <= state.doc.content.size)
      found.push(Decoration.inline(from, to, { class: "c-editor__remarked", "data-remark": element.id }));
  }
  return DecorationSet.create(state.doc, found);
}

export const Remarks = Extension.create({
  name: "communRemarks",
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply: (transaction, old, _before, after) => {
            if (transaction.getMeta(key)) return decorations(after);
            return transaction.docChanged ? old.map(transaction.mapping, transaction.doc) : old;
          },
        },
        props: {
          decorations(state) {
            return this.getState(state);
          },
          handleClick(view, position, event) {
            const id = event.target.closest?.("[data-remark]")?.dataset.remark;
            if (id) document.getElementById(id)?.scrollIntoView({ block: "nearest" });
            return false;
          },
        },
      }),
    ];
  },
});

export function refresh(editor) {
  editor.view.dispatch(editor.state.tr.setMeta(key, true).setMeta("addToHistory", false));
}

// Fill a form of the page with the passage that is selected, and go there.
function ask(kind) {
  return (editor, words) => {
    const form = document.querySelector(`form[data-commun-remark="${kind}"]`);
    const { from, to, $from, $to } = editor.state.selection;
    const say = (text) => (document.getElementById("c-live").textContent = text);
    if (!form) return;
    if (from === to) return say(words.selectFirst);
    if (kind === "suggestion" && !$from.sameParent($to)) return say(words.oneParagraph);
    form.elements.anchor_start.value = anchorOf(editor.state, from);
    form.elements.anchor_end.value = anchorOf(editor.state, to);
    form.elements.quote.value = editor.state.doc.textBetween(from, to, " ").slice(0, kind === "comment" ? 300 : 5000);
    const shown = form.querySelector("[data-commun-quote]");
    if (shown) shown.textContent = form.elements.quote.value;
    const details = form.closest("details");
    if (details) details.open = true;
    if (kind === "suggestion") form.elements.proposal.value = form.elements.quote.value;
    (form.elements.words || form.elements.proposal).focus();
  };
}

export const BUTTONS = [
  ["comment", ask("comment"), null],
  ["suggest", ask("suggestion"), null],
];
