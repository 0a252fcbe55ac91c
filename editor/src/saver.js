// Between the text and the house: what is typed waits in the drawer until the house says that it is committed.
import * as Y from "yjs";
import { bytes, coded } from "./bytes.js";
import { Line } from "./line.js";

export const HOUSE = Symbol("house");
const LATE = 400;
const MOST = 500_000;
const SEEN_REST = 3000;
const FIRST_REST = 200;

export class Saver {
  constructor(doc, drawer, path, query, handlers) {
    this.doc = doc;
    this.drawer = drawer;
    this.handlers = handlers; // synced(), state(name, why), right(right), aware(message), remarks(), alone()
    this.waiting = [];
    this.number = 0;
    this.flying = null;
    this.why = "";
    this.right = null;
    this.isSynced = false;
    this.line = new Line(path, query, {
      state: () => Y.encodeStateVector(doc),
      heard: (message) => this.heard(message),
      changed: (isOpen) => {
        if (!isOpen) {
          this.flying = null;
          this.handlers.alone();
        }
        this.show();
      },
    });
    doc.on("update", (u, origin) => origin !== HOUSE && this.add(u));
    addEventListener("beforeunload", (event) => {
      // Out of reach of the house, what this device keeps is safe: nothing is gained by waiting.
      const isSafe = !this.line.isOpen && this.isKept();
      if (this.waiting.length && !isSafe) event.preventDefault();
    });
    addEventListener("pagehide", () => this.see());
  }

  async start() {
    const kept = await this.drawer.read();
    if (kept.seen) Y.applyUpdate(this.doc, kept.seen, HOUSE);
    for (const { key, u } of kept.waiting) {
      Y.applyUpdate(this.doc, u, HOUSE);
      this.waiting.push({ key: Promise.resolve(key), isKept: true, number: (this.number += 1), u });
    }
    this.right = kept.right;
    if (kept.right) this.handlers.right(kept.right);
    if (kept.seen || kept.waiting.length) this.handlers.read();
    this.drawer.tidy().catch(() => {});
    this.line.start();
  }

  add(u) {
    const one = { isKept: false, number: (this.number += 1), u };
    one.key = this.drawer.keep(u).catch(() => null);
    one.key.then((key) => {
      one.isKept = key !== null;
      if (!this.line.isOpen) this.show();
    });
    this.waiting.push(one);
    clearTimeout(this.late);
    this.late = setTimeout(() => this.show(), LATE);
    this.flush();
    this.seeSoon();
  }

  // One at a time: all that waits, as one change that is not too large.
  flush() {
    if (this.flying || !this.waiting.length || !this.isSynced || !this.line.isOpen || this.why) return;
    const all = [];
    let size = 0;
    let number = 0;
    for (const each of this.waiting) {
      if (all.length && size + each.u.length > MOST) break;
      all.push(each.u);
      size += each.u.length;
      number = each.number;
    }
    this.flying = { number, u: all.length > 1 ? Y.mergeUpdates(all) : all[0] };
    this.line.send({ t: "update", number: this.flying.number, u: coded(this.flying.u) });
  }

  heard(message) {
    if (message.t === "sync") this.sync(message);
    else if (message.t === "update") this.apply(message.u);
    else if (message.t === "ack") this.taken(message.number);
    else if (message.t === "no") this.refused(message);
    else if (message.t === "behind") this.catchUp(bytes(message.state));
    else if (message.t === "aware") this.handlers.aware(message);
    else if (message.t === "remarks") this.handlers.remarks();
    else if (message.t === "right") this.turn(message.right);
    else if (message.t === "gone") this.turn({ reads: false, writes: false, why: "" });
  }

  apply(u) {
    Y.applyUpdate(this.doc, bytes(u), HOUSE);
    this.seeSoon();
  }

  sync(message) {
    this.apply(message.u);
    this.isSynced = true;
    this.flying = null;
    const house = Y.decodeStateVector(bytes(message.state));
    const mine = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    const isMissed = [...mine].some(([client, clock]) => (house.get(client) || 0) < clock);
    // Nothing waits and yet the house lacks something: send it all rather than lose it.
    if (isMissed && !this.waiting.length) this.add(Y.encodeStateAsUpdate(this.doc, bytes(message.state)));
    this.turn(message.right);
    this.handlers.synced();
    this.flush();
    this.seeSoon(FIRST_REST);
  }

  taken(number) {
    const taken = this.waiting.filter((each) => each.number <= number);
    this.waiting = this.waiting.filter((each) => each.number > number);
    Promise.all(taken.map((each) => each.key)).then((keys) => this.drawer.drop(keys)).catch(() => {});
    this.flying = null;
    this.flush();
    this.show();
  }

  refused(message) {
    this.flying = null;
    this.why = message.why;
    if (message.right) this.turn(message.right);
    this.show();
  }

  catchUp(state) {
    this.flying = null;
    this.waiting.push({
      key: Promise.resolve(null),
      isKept: true,
      number: (this.number += 1),
      u: Y.encodeStateAsUpdate(this.doc, state),
    });
    this.flush();
  }

  turn(right) {
    this.right = right;
    if (!right.reads) this.see();
    if (right.writes) this.why = "";
    else if (this.waiting.length) this.why = right.why || " ";
    this.handlers.right(right);
    this.show();
    this.flush();
  }

  show() {
    if (this.why && this.waiting.length) this.handlers.state("refused", this.why);
    else if (!this.line.isOpen) this.handlers.state(this.away(), "");
    else this.handlers.state(this.waiting.length ? "saving" : "saved", "");
  }

  away() {
    if (!this.waiting.length) return this.right && !this.right.writes ? "read" : "offline";
    return this.isKept() ? "kept" : "unsaved";
  }

  // Whether all that waits is on this device.
  isKept() {
    return this.waiting.every((each) => each.isKept);
  }

  seeSoon(rest = SEEN_REST) {
    clearTimeout(this.seen);
    this.seen = setTimeout(() => this.see(), rest);
  }

  see() {
    clearTimeout(this.seen);
    this.drawer.see(Y.encodeStateAsUpdate(this.doc), this.right).catch(() => {});
  }
}
