// What the house has not taken yet is kept on this device (IndexedDB) before anything else; and the text as last seen.
const NAME = "commun-texts";
const OLDEST = 14 * 24 * 3600 * 1000;

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("waiting", { autoIncrement: true }).createIndex("text", "text");
    request.result.createObjectStore("seen", { keyPath: "text" });
  };
  return done(request);
}

// Without IndexedDB (a private window, an old browser) the page itself keeps them as long as it is open.
export class Drawer {
  constructor(person, ref) {
    this.text = `${person}:${ref}`;
    this.person = `${person}:`;
    this.ready = open().catch(() => null);
  }

  async store(name, mode) {
    const database = await this.ready;
    return database && database.transaction(name, mode).objectStore(name);
  }

  // What is kept of this text: the last seen state, the right of then, and the changes that wait, with their keys.
  async read() {
    try {
      const waiting = await this.store("waiting", "readonly");
      if (!waiting) return { seen: null, right: null, waiting: [] };
      const index = waiting.index("text");
      const [keys, changes] = await Promise.all([done(index.getAllKeys(this.text)), done(index.getAll(this.text))]);
      const seen = await done((await this.store("seen", "readonly")).get(this.text));
      const all = keys.map((key, at) => ({ key, u: changes[at].u }));
      return { seen: seen ? seen.state : null, right: seen?.right || null, waiting: all };
    } catch {
      return { seen: null, right: null, waiting: [] };
    }
  }

  async keep(u) {
    const store = await this.store("waiting", "readwrite");
    return store ? done(store.add({ text: this.text, u })) : null;
  }

  async drop(keys) {
    const store = await this.store("waiting", "readwrite");
    if (store) for (const key of keys) if (key !== null) store.delete(key);
  }

  // With the right to write as last known: the house checks again what is sent. Who may not read keeps nothing.
  async see(state, right) {
    const store = await this.store("seen", "readwrite");
    if (!store) return;
    if (right && !right.reads) store.delete(this.text);
    else store.put({ text: this.text, state, right, at: Date.now() });
  }

  // A shared computer keeps no text of somebody else, nor old ones.
  async tidy() {
    const store = await this.store("seen", "readwrite");
    if (!store) return;
    for (const kept of await done(store.getAll())) {
      if (!kept.text.startsWith(this.person) || Date.now() - kept.at > OLDEST) store.delete(kept.text);
    }
  }
}
