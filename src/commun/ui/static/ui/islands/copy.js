// Copy the content of a field; the button says that it is done, aloud too.
const ready = (root) => {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-commun-copy][hidden]")) button.hidden = false;
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-commun-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.communCopy);
  await navigator.clipboard.writeText(field.value);
  button.querySelector("span").textContent = button.dataset.communDone;
  document.getElementById("c-live").textContent = button.dataset.communDone;
});
ready(document);
document.addEventListener("htmx:load", (event) => ready(event.target));
