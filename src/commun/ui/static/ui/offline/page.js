// The page of a text keeps itself on this device.
import { isPossible, keepPage, tidy } from "./shelf.js";

const editor = document.querySelector("[data-commun-editor]");
if (editor && isPossible) {
  tidy()
    .then(() => keepPage(location.pathname, editor.dataset.communPerson))
    .catch(() => {});
}
