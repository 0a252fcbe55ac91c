// Toasts get their closing button; they never vanish by themselves. A summary of errors takes the focus.
const ready = (root) => {
  for (const button of root.querySelectorAll("[data-commun-close][hidden]")) button.hidden = false;
};

document.addEventListener("click", (event) => {
  event.target.closest("[data-commun-close]")?.closest("[data-commun-toast]")?.remove();
});

ready(document);
document.querySelector("[data-commun-focus]")?.focus();
document.addEventListener("htmx:load", (event) => ready(event.target));
