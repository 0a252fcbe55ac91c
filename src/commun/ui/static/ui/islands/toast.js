// Toasts get their closing button; they never vanish by themselves. A summary of errors takes the focus.
// When an htmx request fails, the sentence kept in the page's template says so.
const ready = (root) => {
  for (const button of root.querySelectorAll("[data-commun-close][hidden]")) button.hidden = false;
};

document.addEventListener("click", (event) => {
  event.target.closest("[data-commun-close]")?.closest("[data-commun-toast]")?.remove();
});

const tellFailure = () => {
  const toasts = document.getElementById("c-toasts");
  toasts.replaceChildren(document.getElementById("c-failed").content.cloneNode(true));
  ready(toasts);
};

document.addEventListener("htmx:responseError", tellFailure);
// What nobody pressed (a count, a panel that looks again) does not alarm who is in a train.
document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.requestConfig?.triggeringEvent?.isTrusted) tellFailure();
});

ready(document);
document.querySelector("[data-commun-focus]")?.focus();
document.addEventListener("htmx:load", (event) => {
  ready(event.target);
  event.target.querySelector("[data-commun-focus]")?.focus();
});
