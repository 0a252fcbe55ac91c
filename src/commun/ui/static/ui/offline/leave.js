// Before signing out: words written without a connection that the house has not taken yet would be lost.
import { waitingCount } from "./shelf.js";

const warning = document.querySelector("[data-commun-waiting]");
waitingCount()
  .then((count) => {
    warning.hidden = count === 0;
  })
  .catch(() => {});
