// A meeting's screens: listens to the live door, asks the fragments again, and keeps the clocks on the server's time.
import { listen } from "../ui/live/listening.js";

const page = document.querySelector("[data-commun-live]");

if (page && window.EventSource) {
  let waiting = 0;
  const again = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => document.body.dispatchEvent(new CustomEvent("commun:live")), 120);
  };
  // After a cut: whatever was missed meanwhile. The first time, the page has just been read, unless in a tab behind.
  let isBack = document.hidden;
  const ready = () => {
    if (isBack) again();
    isBack = true;
  };
  listen(page.dataset.communLive, { message: again, ready });
}

const two = (number) => String(number).padStart(2, "0");

const tick = () => {
  for (const clock of document.querySelectorAll("[data-commun-clock]")) {
    if (!clock.dataset.skew) clock.dataset.skew = String(Number(clock.dataset.now) - Date.now());
    const now = Date.now() + Number(clock.dataset.skew);
    const left = Number(clock.dataset.minutes) * 60 - Math.floor((now - Number(clock.dataset.start)) / 1000);
    const size = Math.abs(left);
    clock.textContent = `${left < 0 ? "+" : ""}${Math.floor(size / 60)}:${two(size % 60)}`;
    clock.classList.toggle("c-clock--over", left < 0);
  }
};

setInterval(tick, 1000);
tick();
document.addEventListener("htmx:load", tick);

// What was unfolded stays unfolded when its fragment is asked again.
const unfolded = new Set();
document.addEventListener("htmx:beforeSwap", (event) => {
  const root = event.detail.target;
  if (!root?.id) return;
  root.querySelectorAll("details").forEach((one, index) => {
    unfolded[one.open ? "add" : "delete"](`${root.id}-${index}`);
  });
});
document.addEventListener("htmx:load", (event) => {
  const root = event.target;
  root.querySelectorAll?.("details").forEach((one, index) => {
    if (unfolded.has(`${root.id}-${index}`)) one.open = true;
  });
});

// A line that was sent leaves its field; one that was refused stays.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("[data-commun-line]");
  if (!form || !event.detail.successful) return;
  if (event.detail.xhr.responseText.includes("c-message--clay")) return;
  form.reset();
  form.querySelector("input[name=text]")?.focus();
});

// What is being typed when the screen goes (somebody closes the meeting, the page is read again) waits on the next one.
const keyOf = (field) => `commun:line:${field.dataset.communKept}`;
for (const field of document.querySelectorAll("[data-commun-kept]")) {
  field.value ||= sessionStorage.getItem(keyOf(field)) ?? "";
  sessionStorage.removeItem(keyOf(field));
  window.addEventListener("pagehide", () => {
    if (field.value.trim() && !field.form.dataset.communSent) sessionStorage.setItem(keyOf(field), field.value);
  });
  field.form.addEventListener("submit", () => {
    field.form.dataset.communSent = "1";
  });
  field.addEventListener("input", () => delete field.form.dataset.communSent);
}
