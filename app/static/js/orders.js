// The list of orders: ticks for many at once. Without it the boxes and the bar work as they stand.

const all = (selector) => [...document.querySelectorAll(selector)];

// What each button would concern: only the steps that at least one ticked order can take.
function offer(chosen) {
  const possible = chosen.map((box) => box.dataset.pick.split(" "));
  for (const step of all("[data-pick-for]")) {
    const button = step.querySelector("button");
    const count = possible.filter((steps) => steps.includes(step.dataset.pickFor)).length;
    button.dataset.words ||= button.textContent.trim();
    button.textContent = count ? `${button.dataset.words} (${count})` : button.dataset.words;
    button.disabled = !count;
    step.hidden = chosen.length > 0 && !count;
  }
}

function tell() {
  const boxes = all("[data-pick]");
  const chosen = boxes.filter((box) => box.checked);
  const count = document.querySelector("[data-pick-count]");
  if (!count) return;
  const words = chosen.length === 1 ? count.dataset.one : count.dataset.many.replace("#", chosen.length);
  if (chosen.length && count.textContent !== words) count.textContent = words;
  offer(chosen);
  if (!chosen.length) document.querySelector(".bulk-menu").open = false;
  document.querySelector("[data-pick-all-row]").hidden = false;
  const every = document.querySelector("[data-pick-all]");
  every.checked = boxes.length > 0 && chosen.length === boxes.length;
  every.indeterminate = chosen.length > 0 && !every.checked;
}

// Back finds the ticks again, by the orders' numbers: the rows may have changed places meanwhile.
const PLACE = "ticked-orders";

function remember() {
  const numbers = all("[data-pick]:checked").map((box) => box.value);
  sessionStorage.setItem(PLACE, JSON.stringify([location.href, numbers]));
}

function recall() {
  const [entry] = performance.getEntriesByType("navigation");
  const [place, numbers] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
  if (entry?.type !== "back_forward" || place !== location.href) return;
  for (const box of all("[data-pick]")) box.checked = numbers.includes(box.value);
}

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-pick-all]")) {
    for (const box of all("[data-pick]")) box.checked = target.checked;
  }
  if (target.matches("[data-pick], [data-pick-all]")) tell();
});
// Enter in a tick box would press the bar's first button: nobody means that.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-pick], [data-pick-all]")) event.preventDefault();
});
document.addEventListener("htmx:finally:request", tell);
window.addEventListener("pagehide", remember);
window.addEventListener("pageshow", tell);
recall();
tell();
