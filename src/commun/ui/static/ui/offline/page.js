// The page of a text keeps itself on this device, once it is there for its reader.
import { isPossible, keepPage, tidy } from "./shelf.js";

const editor = document.querySelector("[data-commun-editor]");

async function begin() {
  await tidy();
  await keepPage(location.pathname, editor.dataset.communPerson);
}

if (editor && isPossible) {
  const start = () => begin().catch(() => {});
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}
