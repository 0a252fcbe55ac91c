// A link with data-commun-dialog="ID" opens that dialog instead of leaving the page.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-commun-dialog]");
  if (!opener || event.metaKey || event.ctrlKey) return;
  const dialog = document.getElementById(opener.dataset.communDialog);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
});

// A click on the veil closes.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});
