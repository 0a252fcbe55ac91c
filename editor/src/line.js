// The line to the house: a websocket, or events and plain requests where websockets do not pass. It comes back by itself.
import { coded } from "./bytes.js";

const PAUSES = [500, 1000, 2000, 4000, 8000, 15000];
const PATIENCE = 6000;

export class Line {
  constructor(path, query, handlers) {
    this.path = path;
    this.query = query;
    this.handlers = handlers; // state() -> bytes, heard(message), changed(isOpen)
    this.isOpen = false;
    this.isTold = false;
    this.failures = 0;
    this.way = sessionStorage.getItem("commun-line") || "socket";
    addEventListener("online", () => this.again(0));
    addEventListener("offline", () => this.lost());
  }

  start() {
    this.stop();
    this.way === "socket" ? this.openSocket() : this.openEvents();
    // Some proxies accept a line and pass nothing.
    this.patience = setTimeout(() => this.lost(), PATIENCE);
  }

  stop() {
    clearTimeout(this.timer);
    clearTimeout(this.patience);
    if (this.socket) {
      this.socket.onclose = this.socket.onerror = this.socket.onmessage = null;
      this.socket.close();
    }
    if (this.events) this.events.close();
    this.socket = this.events = null;
  }

  openSocket() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    try {
      this.socket = new WebSocket(`${scheme}//${location.host}${this.path}?${this.query}`);
    } catch {
      this.lost();
      return;
    }
    this.socket.onopen = () => this.write({ t: "hello", state: coded(this.handlers.state()) });
    this.socket.onmessage = (event) => this.hear(event.data);
    this.socket.onclose = this.socket.onerror = () => this.lost();
  }

  openEvents() {
    const state = encodeURIComponent(coded(this.handlers.state()));
    this.events = new EventSource(`${this.path}flux/?${this.query}&state=${state}`);
    this.events.onmessage = (event) => this.hear(event.data);
    this.events.onerror = () => this.lost();
  }

  hear(data) {
    const message = JSON.parse(data);
    if (message.t === "sync") {
      clearTimeout(this.patience);
      this.failures = 0;
      if (this.way === "socket") sessionStorage.setItem("commun-socket", "works");
      this.set(true);
    }
    this.handlers.heard(message);
  }

  write(message) {
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  send(message) {
    if (this.way === "socket") this.write(message);
    else this.post(message);
  }

  async post(message) {
    try {
      const answer = await fetch(`${this.path}?${this.query}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(message),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      this.handlers.heard(await answer.json());
    } catch {
      if (message.t === "update") this.lost();
    }
  }

  lost() {
    // A websocket that has worked here before fails because the house is away, rather than because it is blocked.
    const most = sessionStorage.getItem("commun-socket") ? 3 : 0;
    if (this.way === "socket" && !this.isOpen && navigator.onLine && this.failures > most) this.turn("events");
    else if (this.way === "events" && !this.isOpen && this.failures > 2) this.turn("socket");
    this.stop();
    this.set(false);
    this.failures += 1;
    if (this.failures > 1 && navigator.onLine) this.ask();
    this.again(PAUSES[Math.min(this.failures - 1, PAUSES.length - 1)]);
  }

  // Neither way says why it is shut; a plain request does: this text is no longer there, or not for this person.
  async ask() {
    try {
      const answer = await fetch(`${this.path}?${this.query}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ t: "aware", u: "" }),
      });
      if ([403, 404, 410].includes(answer.status)) this.handlers.heard({ t: "gone" });
    } catch {
      // Away: it will be asked again.
    }
  }

  turn(way) {
    this.way = way;
    sessionStorage.setItem("commun-line", way);
  }

  again(pause) {
    clearTimeout(this.timer);
    if (!this.isOpen) this.timer = setTimeout(() => this.start(), pause);
  }

  set(isOpen) {
    if (this.isTold && this.isOpen === isOpen) return;
    this.isTold = true;
    this.isOpen = isOpen;
    this.handlers.changed(isOpen);
  }
}
