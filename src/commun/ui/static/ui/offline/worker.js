// Keeps one page where texts are written on this device, with the styles and scripts it needs (ADR 24). Each page has a
// worker of its own, whose scope is that page: no other page is touched. Its address says for whom it keeps.
const PERSON = new URL(location.href).searchParams.get("personne");
const PREFIX = "commun-pages-";
const TEXTS = "commun-texts";
// One more when what is kept changes its shape: the former ones go.
const SHELF = `${PREFIX}1-${PERSON}`;
const PAGE = new URL(registration.scope).pathname;
const STATIC = "/static/";
const PATIENCE = 4000;
const AWAY = 30_000;
// Proxies answer so while the house itself does not.
const DOWN = [502, 503, 504];
const GONE = [403, 404, 410];
let awayUntil = 0;

const shelf = () => caches.open(SHELF);
const found = async (what) => (await shelf()).match(what, { ignoreVary: true });

// Who may no longer open a page keeps neither it nor its texts as last seen; words not sent yet stay, shown to nobody.
async function drop() {
  if (!(await caches.has(SHELF))) return;
  const kept = await found(PAGE);
  if (kept) forgetTexts(Array.from((await kept.text()).matchAll(/data-commun-ref="([^"]+)"/g), ([, ref]) => ref));
  await (await shelf()).delete(PAGE, { ignoreVary: true });
}

// The drawer of the editor (editor/src/drawer.js); where there is none, none is made.
function forgetTexts(refs) {
  const request = indexedDB.open(TEXTS, 1);
  request.onupgradeneeded = () => request.transaction.abort();
  request.onsuccess = () => {
    const seen = request.result.transaction("seen", "readwrite").objectStore("seen");
    for (const ref of refs) seen.delete(`${PERSON}:${ref}`);
    request.result.close();
  };
}

// Only a page with the mark of this person is kept: never a page of sign-in, nor that of somebody else.
async function seen(response) {
  const isElsewhere = response.type === "opaqueredirect" || response.redirected;
  const html = response.ok && !isElsewhere ? await response.text() : "";
  if (!html.includes(`data-commun-person="${PERSON}"`)) {
    if (response.ok || isElsewhere || GONE.includes(response.status)) await drop();
    return "";
  }
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.set("X-Commun-Kept", String(Date.now()));
  await (await shelf()).put(PAGE, new Response(html, { headers }));
  return html;
}

// The page as the house gives it now, and all that it asks for.
async function keep() {
  const html = await seen(await fetch(PAGE));
  if (!html) throw new Error("not a page to keep");
  const names = new Set(Array.from(html.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g), ([, name]) => name));
  const box = await shelf();
  await Promise.all(Array.from(names, async (name) => (await found(name)) || box.add(name)));
}

async function page(event) {
  const asked = fetch(event.request);
  event.waitUntil(asked.then((response) => seen(response.clone())).catch(() => {}));
  const kept = await found(PAGE);
  // A train has a connection that answers nothing: what is kept comes first then.
  const late = new Promise((resolve) => kept && setTimeout(resolve, PATIENCE));
  try {
    const response = await Promise.race([asked, late]);
    if (response && !(kept && DOWN.includes(response.status))) return response;
  } catch (error) {
    if (!kept) throw error;
  }
  awayUntil = Date.now() + AWAY;
  return kept;
}

async function asset(event) {
  const kept = await found(event.request);
  if (kept && Date.now() < awayUntil) return kept;
  try {
    const response = await fetch(event.request);
    const isNew = !kept || kept.headers.get("Last-Modified") !== response.headers.get("Last-Modified");
    if (response.status === 200 && isNew) {
      const copy = response.clone();
      event.waitUntil(shelf().then((box) => box.put(event.request.url, copy)));
    }
    return response;
  } catch (error) {
    if (!kept) throw error;
    return kept;
  }
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keep());
});

// What was kept for somebody else on this device goes.
async function begin() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== SHELF);
  await Promise.all(names.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("activate", (event) => event.waitUntil(begin()));

addEventListener("message", (event) => {
  const answer = (isKept) => event.ports[0].postMessage(isKept);
  event.waitUntil(keep().then(() => answer(true), () => answer(false)));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === PAGE && !url.search) event.respondWith(page(event));
  else if (url.pathname.startsWith(STATIC)) event.respondWith(asset(event));
});
