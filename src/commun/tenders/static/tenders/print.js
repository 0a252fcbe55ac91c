// The print button shows only where it can act.
for (const button of document.querySelectorAll("[data-commun-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
