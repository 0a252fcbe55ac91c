// Who is here: carets in the text and a list above it. Names come from the house, never from the other browser.
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
import { bytes, coded } from "./bytes.js";

export const COLOURS = ["#1d5c4a", "#a8432a", "#2b5178", "#6d3d66", "#7a5200", "#14463a", "#8a3420", "#545b50"];
const REST = 80;

export class People {
  constructor(doc, me, list, send) {
    this.awareness = new Awareness(doc);
    this.names = new Map([[doc.clientID, me]]);
    this.numbers = new Map();
    this.me = me;
    this.list = list;
    this.send = send;
    this.awareness.setLocalStateField("user", { id: me.id, name: "", color: COLOURS[this.number(me.id)] });
    this.awareness.on("update", ({ added, updated, removed }, origin) => {
      if (origin === "local") this.tell();
      else if (added.length) this.tell();
      if (origin && origin.by) for (const id of [...added, ...updated]) this.names.set(id, origin.by);
      for (const id of removed) this.names.delete(id);
      this.show();
    });
    addEventListener("pagehide", () => {
      removeAwarenessStates(this.awareness, [doc.clientID], "leaving");
      this.send({ t: "aware", u: coded(encodeAwarenessUpdate(this.awareness, [doc.clientID])) });
    });
    this.show();
  }

  tell() {
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.awareness.getLocalState())
        this.send({ t: "aware", u: coded(encodeAwarenessUpdate(this.awareness, [this.awareness.clientID])) });
    }, REST);
  }

  hear(message) {
    applyAwarenessUpdate(this.awareness, bytes(message.u), { by: message.by });
  }

  alone() {
    const others = [...this.awareness.getStates().keys()].filter((id) => id !== this.awareness.clientID);
    removeAwarenessStates(this.awareness, others, "line");
  }

  name(id) {
    return this.names.get(id)?.name || "";
  }

  // A colour each, in the order in which they came: nobody shares one as long as there are enough of them.
  number(person) {
    if (!this.numbers.has(person)) this.numbers.set(person, this.numbers.size);
    return this.numbers.get(person) % COLOURS.length;
  }

  of(id) {
    return this.number(this.names.get(id)?.id ?? id);
  }

  show() {
    const seen = new Map();
    for (const id of this.awareness.getStates().keys()) {
      const person = this.names.get(id);
      if (person) seen.set(person.id, person);
    }
    this.list.replaceChildren(
      ...[...seen.values()].map((person) => {
        const item = document.createElement("li");
        item.className = `c-editor__person c-editor__person--${this.number(person.id)}`;
        item.textContent = person.name;
        return item;
      }),
    );
  }

  // The caret of somebody else; its colour is a class, so that no style is written in the page.
  caret(id) {
    const mark = (name, text) => {
      const element = document.createElement("span");
      element.className = name;
      if (text) element.textContent = text;
      return element;
    };
    const caret = mark(`c-editor__caret c-editor__caret--${this.of(id)}`);
    caret.append(mark("c-editor__caret-name", this.name(id)));
    return caret;
  }
}
