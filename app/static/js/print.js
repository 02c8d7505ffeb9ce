// A button that prints the page. The browser's own way to print needs no script.

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) window.print();
});
