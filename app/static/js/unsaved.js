// Numbers of the inventory that did not reach the shop: the row says so, they go again as soon as
// anything gets through, and who leaves the page does not lose them without a word.

const NUMBER = /^[+\-\u2212\u2013]?\s*\d[\d.,\s]*$/;

const fieldsOf = (place) => [...place.querySelectorAll("[data-field]")];
const isDirty = (field) => field.value.trim() !== field.dataset.saved;

// --- what was sent and never arrived: field id → text ---

const lost = new Map();
const sent = new WeakMap();
const isLost = (field) => isDirty(field) && lost.get(field.id) === field.value;

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const field = ctx.sourceElement.dataset?.form && ctx.sourceElement.querySelector("[data-field]");
  if (field) sent.set(ctx, { id: field.id, text: field.value });
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const { id, text } = sent.get(ctx) ?? {};
  const hasArrived = ctx.response?.status < 500;
  if (id && hasArrived && lost.delete(id) && !lost.size) consoled();
  if (id && !hasArrived) lost.set(id, text);
  tell();
  if (hasArrived) sendAgain();
});

window.addEventListener("online", sendAgain);
document.addEventListener("input", tell);
document.addEventListener("htmx:after:swap", tell);

// A delta carries the name of its form, so that it counts once even when the first one did arrive.
function sendAgain() {
  const someWere = lost.size > 0;
  for (const id of [...lost.keys()]) {
    const field = document.getElementById(id);
    if (field && isLost(field)) field.form.requestSubmit();
    else lost.delete(id);
  }
  // A row that was drawn anew before its own request came to an end is no longer lost either.
  if (someWere && !lost.size) consoled();
}

function tell() {
  for (const row of document.querySelectorAll("[data-row]")) {
    row.querySelector("[data-unsaved]").hidden = !fieldsOf(row).some(isLost);
  }
}

// Everything got through: the word that there is no connection has had its time.
function consoled() {
  const { offline, failed, timeout } = document.getElementById("toasts").dataset;
  for (const toast of document.querySelectorAll("#toasts [role='alert']")) {
    if ([offline, failed, timeout].includes(toast.querySelector(".toast-text").textContent)) toast.remove();
  }
}

// --- leaving the page: what is a number is sent, for the rest the browser asks ---

const onTheirWay = new Map();

function leave(event) {
  let hasOpen = Boolean(document.querySelector("[data-row] [role='group']"));
  for (const field of fieldsOf(document).filter(isDirty)) {
    if (field.form.getAttribute("aria-busy") === "true") continue;
    const isRefused = field.getAttribute("aria-invalid") === "true" || !NUMBER.test(field.value.trim());
    if (isRefused || lost.has(field.id) || !navigator.onLine) hasOpen = true;
    else send(field);
  }
  if (hasOpen && event.type === "beforeunload") event.preventDefault();
}

function send(field) {
  if (onTheirWay.get(field.id) === field.value) return;
  const text = field.value;
  onTheirWay.set(field.id, text);
  sessionStorage.setItem("inventory-left", "yes");
  fetch(field.form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(field.form)),
    headers: { "HX-Request": "true" },
    keepalive: true,
  }).catch(() => {
    onTheirWay.delete(field.id);
    lost.set(field.id, text);
    tell();
  });
}

window.addEventListener("beforeunload", leave);
window.addEventListener("pagehide", leave);
