// The list of products: one tick for the whole page, how many are ticked, and an undo that leaves
// with its toast once it is used. Without a script each row is ticked by itself.

const ticks = () => [...document.querySelectorAll('input[name="products"][form="together"]')];

function count() {
  const all = ticks();
  const ticked = all.filter((tick) => tick.checked).length;
  const output = document.querySelector("[data-ticked]");
  if (output) output.textContent = ticked ? String(ticked) : "–";
  const whole = document.querySelector("[data-tick-all]");
  if (!whole) return;
  whole.hidden = false;
  const box = whole.querySelector("input");
  box.checked = ticked > 0 && ticked === all.length;
  box.indeterminate = ticked > 0 && ticked < all.length;
}

document.addEventListener("change", ({ target }) => {
  if (target.closest("[data-tick-all]")) ticks().forEach((tick) => (tick.checked = target.checked));
  if (target.closest("[data-tick-all]") || target.form?.id === "together") count();
});

// Who presses twice meets a row that has just changed: the second press is not meant for it.
const STILL = 600; // milliseconds
let swapped = { row: "", at: 0 };

document.addEventListener(
  "click",
  (event) => {
    const row = event.target.closest?.("[data-row-actions]")?.closest("tr")?.id;
    if (!row || row !== swapped.row || event.timeStamp - swapped.at > STILL) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const row = ctx.sourceElement?.closest?.("[data-row-actions]")?.closest("tr")?.id;
  if (row) swapped = { row, at: performance.now() };
  count();
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const { sourceElement, response } = ctx;
  if (response?.raw?.ok && sourceElement?.matches?.("[data-undo]")) sourceElement.closest("[data-toast]")?.remove();
});
count();
