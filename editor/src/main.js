// The editor of texts written together: one for each [data-commun-editor] of the page. Without it, the text area works.
import { Editor, Extension } from "@tiptap/core";
import Blockquote from "@tiptap/extension-blockquote";
import Bold from "@tiptap/extension-bold";
import Collaboration from "@tiptap/extension-collaboration";
import Document from "@tiptap/extension-document";
import HardBreak from "@tiptap/extension-hard-break";
import Heading from "@tiptap/extension-heading";
import HorizontalRule from "@tiptap/extension-horizontal-rule";
import Italic from "@tiptap/extension-italic";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import Paragraph from "@tiptap/extension-paragraph";
import Strike from "@tiptap/extension-strike";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import Text from "@tiptap/extension-text";
import { yCursorPlugin } from "@tiptap/y-tiptap";
import * as Y from "yjs";
import { Drawer } from "./drawer.js";
import { Ending } from "./ending.js";
import { Link } from "./link.js";
import { cleaned } from "./paste.js";
import { People } from "./people.js";
import * as remarks from "./remarks.js";
import { HOUSE, Saver } from "./saver.js";
import { toolbar } from "./toolbar.js";

// What the house takes at once.
const PASTED_MOST = 400_000;

const plain = (extension, more = {}) =>
  extension.extend({
    addAttributes() {
      return {
        colspan: { default: 1, parseHTML: (element) => Number(element.getAttribute("colspan")) || 1 },
        rowspan: { default: 1, parseHTML: (element) => Number(element.getAttribute("rowspan")) || 1 },
        colwidth: { default: null, parseHTML: () => null, renderHTML: () => ({}) },
      };
    },
    ...more,
  });

// The page has its own first title: those of the text stand one level below it, and keep their number.
const Titles = Heading.extend({
  parseHTML: () =>
    [1, 2, 3, 4, 5, 6].map((level) => ({
      tag: `h${level}`,
      getAttrs: (element) => ({ level: Number(element.dataset.level) || level }),
    })),
  renderHTML: ({ node }) => [`h${Math.min(node.attrs.level + 1, 6)}`, { "data-level": node.attrs.level }, 0],
});

const Carets = (people) =>
  Extension.create({
    name: "communCarets",
    addProseMirrorPlugins: () => [
      yCursorPlugin(people.awareness, {
        cursorBuilder: (_user, id) => people.caret(id),
        selectionBuilder: (_user, id) => ({
          class: `c-editor__selected c-editor__selected--${people.of(id)}`,
        }),
      }),
    ],
  });

function extensions(doc, people) {
  return [
    Document,
    Paragraph,
    Text,
    Titles.configure({ levels: [1, 2, 3, 4, 5, 6] }),
    Bold,
    Italic,
    Strike,
    Blockquote,
    BulletList,
    OrderedList,
    ListItem,
    ListKeymap,
    HardBreak,
    HorizontalRule,
    Table.configure({ resizable: false, renderWrapper: false }),
    TableRow,
    plain(TableHeader),
    plain(TableCell),
    Link,
    remarks.Remarks,
    Ending,
    Collaboration.configure({ document: doc }),
    Carets(people),
  ];
}

function begin(root) {
  const given = root.dataset;
  const words = JSON.parse(given.communWords);
  const part = (name) => root.querySelector(`[data-commun-editor-${name}]`);
  const session = Array.from(crypto.getRandomValues(new Uint8Array(8)), (each) => each.toString(16).padStart(2, "0"));
  const query = `session=${session.join("")}&lang=${document.documentElement.lang}`;
  const doc = new Y.Doc();
  const me = { id: Number(given.communPerson), name: given.communName };
  const people = new People(doc, me, part("people"), (message) => saver.line.isOpen && saver.line.send(message));
  let editor = null;
  let bar = null;
  let isWritable = false;

  const open = () => {
    // Somebody has begun to fill the text area: it stays, and nothing is lost.
    const area = root.querySelector("textarea[name=words]");
    if (editor || (area && area.value !== area.defaultValue)) return;
    const place = part("place");
    editor = new Editor({
      element: place,
      injectCSS: false,
      editable: isWritable,
      extensions: extensions(doc, people),
      enableContentCheck: false,
      editorProps: {
        transformPastedHTML: cleaned,
        handlePaste: (_view, event) => {
          if ((event.clipboardData?.getData("text/plain") || "").length <= PASTED_MOST) return false;
          document.getElementById("c-live").textContent = words.tooLarge;
          part("why").textContent = words.tooLarge;
          part("why").hidden = false;
          return true;
        },
        attributes: { class: "c-editor__text c-prose", role: "textbox", "aria-multiline": "true", "aria-label": words.text },
      },
    });
    bar = toolbar(editor, words, given.communRemarks === "yes" ? remarks.BUTTONS : []);
    place.before(bar.element);
    part("plain").hidden = true;
    root.dataset.communReady = "yes";
    remarks.refresh(editor);
  };

  const saver = new Saver(doc, new Drawer(me.id, given.communRef), given.communPath, query, {
    read: open,
    synced: () => {
      open();
      people.tell();
    },
    state: (name, why) => {
      const sign = part("state");
      if (sign.dataset.communEditorState === name + why) return;
      sign.dataset.communEditorState = name + why;
      sign.className = `c-editor__state c-editor__state--${name}`;
      sign.textContent = [words[name], why.trim()].filter(Boolean).join(" ");
    },
    right: (right) => {
      isWritable = right.writes;
      part("why").textContent = right.reads ? right.why : words.gone;
      part("why").hidden = !part("why").textContent;
      if (editor) {
        editor.setEditable(isWritable);
        bar.refresh();
      }
    },
    aware: (message) => people.hear(message),
    alone: () => people.alone(),
    remarks: () => document.body.dispatchEvent(new CustomEvent("commun:remarks")),
  });
  document.body.addEventListener("htmx:afterSettle", () => editor && remarks.refresh(editor));
  saver.start();
  // For tests and for whoever looks into it: no other script uses it.
  root.communEditor = { doc, saver, people, HOUSE, get editor() { return editor; } };
}

document.querySelectorAll("[data-commun-editor]").forEach(begin);
