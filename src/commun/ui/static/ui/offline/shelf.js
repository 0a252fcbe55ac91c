// What is kept on this device so that texts open without a connection (ADR 24): pages by their workers, texts by the
// editor's drawer. For one person, for two weeks; who signs out leaves nothing.
const WORKER = "/hors-ligne.js";
const PREFIX = "commun-pages-";
const TEXTS = "commun-texts";
const OLDEST = 14 * 24 * 3600 * 1000;

export const isPossible = "serviceWorker" in navigator && "caches" in window;

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// The drawer of the editor (editor/src/drawer.js); ``isMade``: also when this device has none yet.
async function drawer(isMade) {
  const request = indexedDB.open(TEXTS, 1);
  request.onupgradeneeded = () => {
    if (!isMade) return request.transaction.abort();
    request.result.createObjectStore("waiting", { autoIncrement: true }).createIndex("text", "text");
    request.result.createObjectStore("seen", { keyPath: "text" });
  };
  return done(request).catch(() => null);
}

async function ours() {
  const all = await navigator.serviceWorker.getRegistrations();
  return all.filter((one) => {
    const worker = one.active || one.waiting || one.installing;
    return worker && new URL(worker.scriptURL).pathname === WORKER;
  });
}

function settled(worker) {
  return new Promise((resolve) => {
    const look = () => ["activated", "redundant"].includes(worker.state) && resolve(worker.state === "activated");
    worker.addEventListener("statechange", look);
    look();
  });
}

function again(worker) {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage("keep", [port2]);
  return new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data);
  });
}

// Keep a page for this person; ``isFresh``: ask the house again when it is kept already. Says whether it is there.
export async function keepPage(path, person, isFresh = false) {
  const address = `${WORKER}?personne=${person}`;
  const known = (await ours()).find((one) => new URL(one.scope).pathname === path);
  const isHers = known?.active && new URL(known.active.scriptURL).search === `?personne=${person}`;
  if (isHers) return isFresh ? again(known.active) : true;
  const made = await navigator.serviceWorker.register(address, { scope: path, updateViaCache: "none" });
  const worker = made.installing || made.waiting || made.active;
  return settled(worker);
}

// Keep a text as the house has it now; words of this device that wait to be sent stay apart, and wait.
export async function keepText(person, ref, state, right) {
  const database = await drawer(true);
  const store = database.transaction("seen", "readwrite").objectStore("seen");
  await done(store.put({ text: `${person}:${ref}`, state, right, at: Date.now() }));
  database.close();
}

// Pages that nobody opened for two weeks.
export async function tidy() {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX)) continue;
    const box = await caches.open(name);
    for (const one of await ours()) {
      const kept = await box.match(new URL(one.scope).pathname, { ignoreVary: true });
      if (!kept || Date.now() - Number(kept.headers.get("X-Commun-Kept")) < OLDEST) continue;
      await box.delete(one.scope, { ignoreVary: true });
      await one.unregister();
    }
  }
}

// How many changes on this device the house has not taken yet.
export async function waitingCount() {
  const database = await drawer(false);
  if (!database) return 0;
  const count = await done(database.transaction("waiting", "readonly").objectStore("waiting").count());
  database.close();
  return count;
}

// Nobody is signed in here: pages and texts go. Words not sent yet stay with their author's number, shown to nobody.
export async function forget() {
  if (isPossible) {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
    for (const one of await ours()) await one.unregister();
  }
  const database = await drawer(false);
  if (!database) return;
  await done(database.transaction("seen", "readwrite").objectStore("seen").clear());
  database.close();
}
