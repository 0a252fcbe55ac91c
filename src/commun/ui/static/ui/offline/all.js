// One press keeps a list of texts on this device, each with its page, and the page of the list itself.
import { isPossible, keepPage, keepText } from "./shelf.js";

const PATIENCE = 10_000;

function bytes(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

// The first message of a text's stream is all of it, with the right of who asks.
function stateOf(path) {
  const session = Array.from(crypto.getRandomValues(new Uint8Array(8)), (each) => each.toString(16).padStart(2, "0"));
  const events = new EventSource(`${path}flux/?session=${session.join("")}&lang=${document.documentElement.lang}&state=`);
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE);
    events.onerror = reject;
    events.onmessage = (event) => resolve(JSON.parse(event.data));
  }).finally(() => events.close());
}

async function keepAll(root) {
  const { communPerson: person } = root.dataset;
  let count = 0;
  for (const text of JSON.parse(root.dataset.communTexts)) {
    const told = await stateOf(text.path);
    await keepText(person, text.ref, bytes(told.u), told.right);
    if (!(await keepPage(text.page, person, true))) throw new Error("not kept");
    count += 1;
  }
  if (!(await keepPage(location.pathname, person, true))) throw new Error("not kept");
  return count;
}

for (const root of document.querySelectorAll("[data-commun-keep]")) {
  if (!isPossible) continue;
  root.hidden = false;
  const said = root.querySelector("[role=status]");
  const button = root.querySelector("button");
  const look = () => {
    button.disabled = !navigator.onLine;
    said.textContent = navigator.onLine ? "" : root.dataset.communAway;
  };
  look();
  addEventListener("online", look);
  addEventListener("offline", look);
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = root.dataset.communBusy;
    try {
      await keepAll(root);
      await navigator.storage?.persist?.();
      said.textContent = root.dataset.communDone;
    } catch {
      said.textContent = root.dataset.communFailed;
    }
    button.disabled = false;
  });
}
