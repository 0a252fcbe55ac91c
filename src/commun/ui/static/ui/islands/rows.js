// Rows of tabs and of choices slide on a phone: the one where one is comes into view.
const show = (root) => {
  for (const here of root.querySelectorAll(".c-tabs [aria-current], .c-chips [aria-current]")) {
    const row = here.closest("ul");
    if (row.scrollWidth <= row.clientWidth) continue;
    const [around, own] = [row.getBoundingClientRect(), here.getBoundingClientRect()];
    row.scrollLeft += own.left - around.left - (around.width - own.width) / 2;
  }
};

show(document);
document.addEventListener("htmx:afterSettle", (event) => show(event.detail.elt));
