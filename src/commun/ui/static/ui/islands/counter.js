// How many signs are left in a field with data-commun-count and maxlength.
const tell = (field) => {
  let line = document.getElementById(`${field.id}_count`);
  if (!line) {
    line = document.createElement("p");
    line.id = `${field.id}_count`;
    line.className = "c-field__count";
    field.after(line);
  }
  line.textContent = `${field.value.length} / ${field.maxLength}`;
};

const ready = (root) => root.querySelectorAll("[data-commun-count][maxlength]").forEach(tell);

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-commun-count][maxlength]")) tell(event.target);
});
ready(document);
document.addEventListener("htmx:load", (event) => ready(event.target));
