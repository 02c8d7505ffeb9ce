// The list of orders: ticks for many at once. Without it the boxes and the bar work as they stand.

const all = (selector) => [...document.querySelectorAll(selector)];

// How many are chosen, and only the steps that at least one of them can take.
function tell() {
  const boxes = all("[data-pick]");
  const chosen = boxes.filter((box) => box.checked);
  const count = document.querySelector("[data-pick-count]");
  if (!count) return;
  const words = chosen.length === 1 ? count.dataset.one : count.dataset.many.replace("#", chosen.length);
  if (chosen.length && count.textContent !== words) count.textContent = words;
  const statuses = new Set(chosen.map((box) => box.dataset.pick));
  for (const step of all("[data-pick-for]")) step.hidden = chosen.length > 0 && !statuses.has(step.dataset.pickFor);
  const every = document.querySelector("[data-pick-all]");
  every.checked = boxes.length > 0 && chosen.length === boxes.length;
  every.indeterminate = chosen.length > 0 && !every.checked;
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-pick-all]")) {
    for (const box of all("[data-pick]")) box.checked = target.checked;
  }
  if (target.matches("[data-pick], [data-pick-all]")) tell();
});
document.addEventListener("htmx:finally:request", tell);
window.addEventListener("pageshow", tell);
tell();
