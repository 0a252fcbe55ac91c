// A form pressed twice in a row is sent once; after a moment, or back on its page, it may be sent again.
const WAIT = 3000;
let sent = new WeakSet();

document.addEventListener("submit", (event) => {
  // What htmx or another module took in hand is theirs.
  if (event.defaultPrevented || event.target.getAttribute("method") !== "post") return;
  if (sent.has(event.target)) {
    event.preventDefault();
    return;
  }
  sent.add(event.target);
  setTimeout(() => sent.delete(event.target), WAIT);
});
window.addEventListener("pageshow", () => { sent = new WeakSet(); });
