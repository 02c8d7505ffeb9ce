// The pictures of a form (components/pictures.html): each file is checked and sent as soon as it is
// chosen or dropped, with its progress; pictures are put in order by dragging, by buttons and by
// keys. The form waits for what is still on its way. Everything is found by data- attributes and
// listened for at the document, so that a part which htmx puts in anew works at once.

const SIGNATURES = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
];
const MEGABYTE = 1024 * 1024;

const fieldOf = (element) => element.closest?.("[data-pictures]");
const within = (field, name) => field.querySelector(`[data-${name}]`);
const all = (field, name) => [...field.querySelectorAll(`[data-${name}]`)];
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

function changed(field) {
  all(field, "position").forEach((input, index) => (input.value = index + 1));
  field.dispatchEvent(new Event("pictures:changed", { bubbles: true }));
}

function say(field, words) {
  within(field, "picture-status").textContent = words;
}

// --- what is on its way: one after the other ---

const states = new WeakMap();

function stateOf(field) {
  if (!states.has(field)) states.set(field, { queue: [], sending: undefined, waiting: undefined });
  return states.get(field);
}

const isBusy = (field) => Boolean(stateOf(field).sending || stateOf(field).queue.length);
const isFailed = (row) => !row.querySelector("[data-error]").hidden;

function room(field) {
  const kept = all(field, "picture").filter((item) => !within(item, "remove").checked);
  const coming = [...within(field, "uploads").children].filter((row) => !isFailed(row));
  return Number(field.dataset.limit) - kept.length - coming.length;
}

async function fault(field, file) {
  if (file.size > Number(field.dataset.largest)) {
    const size = (Math.ceil((file.size / MEGABYTE) * 10) / 10).toLocaleString(document.documentElement.lang, {
      minimumFractionDigits: 1,
    });
    return filled(field.dataset.tooLarge, { size });
  }
  try {
    const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
    if (SIGNATURES.some((signature) => signature.every((byte, place) => head[place] === byte))) return "";
  } catch {
    return field.dataset.failed;
  }
  return field.dataset.wrongKind;
}

function rowFor(field, file) {
  const row = within(field, "upload-template").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = file.name;
  within(field, "uploads").append(row);
  return row;
}

function refuse(row, words, { again = false } = {}) {
  const place = row.querySelector("[data-error]");
  place.textContent = words;
  place.hidden = false;
  row.querySelector("[data-retry]").hidden = !again;
  row.querySelector("[data-progress]").hidden = true;
  row.querySelector("[data-percent]").textContent = "";
}

const jobs = new WeakMap();

async function take(field, files) {
  for (const file of files) {
    const full = room(field) < 1;
    const row = rowFor(field, file);
    const words = full ? field.dataset.tooMany : await fault(field, file);
    if (words) {
      refuse(row, words);
      continue;
    }
    const job = { file, row };
    jobs.set(row, job);
    stateOf(field).queue.push(job);
    next(field);
  }
}

function next(field) {
  const state = stateOf(field);
  if (state.sending) return;
  state.sending = state.queue.shift();
  if (state.sending) send(field, state.sending);
  else finish(field);
}

function token() {
  const headers = document.body.getAttribute("hx-headers:inherited") ?? "{}";
  return JSON.parse(headers)["X-CSRFToken"] ?? "";
}

function send(field, job) {
  const request = new XMLHttpRequest();
  const data = new FormData();
  data.append("pictures", job.file);
  job.request = request;
  job.row.querySelector("[data-error]").hidden = true;
  job.row.querySelector("[data-retry]").hidden = true;
  progress(job.row, 0);
  request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
    if (lengthComputable) progress(job.row, Math.round((loaded / total) * 100));
  });
  request.addEventListener("loadend", () => arrived(field, job, request));
  request.open("POST", field.dataset.url);
  request.setRequestHeader("X-CSRFToken", token());
  request.setRequestHeader("HX-Request", "true");
  request.send(data);
}

function progress(row, percent) {
  const bar = row.querySelector("[data-progress]");
  bar.hidden = false;
  bar.value = percent;
  row.querySelector("[data-percent]").textContent = `${percent} %`;
}

function arrived(field, job, request) {
  const { row, file } = job;
  const answer = new DOMParser().parseFromString(request.responseText || "", "text/html");
  const item = answer.querySelector("[data-picture]");
  if (request.status === 201 && item && row.isConnected) {
    within(field, "picture-list").append(document.importNode(item, true));
    row.remove();
    say(field, filled(field.dataset.added, { name: file.name }));
    changed(field);
  } else if (row.isConnected) {
    const found = answer.querySelector("[data-refusal-text], .toast-text")?.textContent.trim();
    const words = request.status === 401 ? field.dataset.signedOut : found || field.dataset.failed;
    // What was looked at and refused stays refused; all else may go better the next time.
    refuse(row, words, { again: request.status !== 422 });
  }
  stateOf(field).sending = undefined;
  next(field);
}

function again(field, row) {
  const job = jobs.get(row);
  row.querySelector("[data-error]").hidden = true;
  row.querySelector("[data-retry]").hidden = true;
  stateOf(field).queue.push(job);
  next(field);
}

function dismiss(field, row) {
  const state = stateOf(field);
  const job = jobs.get(row);
  state.queue = state.queue.filter((one) => one !== job);
  row.remove();
  if (job && state.sending === job) job.request.abort();
  document.getElementById("pictures-input")?.focus();
}

// --- the form waits ---

document.addEventListener(
  "submit",
  (event) => {
    const field = within(event.target, "pictures");
    if (!field || !isBusy(field)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    stateOf(field).waiting = { form: event.target, submitter: event.submitter };
    event.submitter?.setAttribute("aria-busy", "true");
    say(field, field.dataset.waiting);
  },
  true,
);

function finish(field) {
  const state = stateOf(field);
  const { form, submitter } = state.waiting ?? {};
  state.waiting = undefined;
  if (!form) return;
  submitter?.removeAttribute("aria-busy");
  if ([...within(field, "uploads").children].some(isFailed)) {
    say(field, field.dataset.stopped);
    field.focus();
  } else form.requestSubmit(submitter?.isConnected ? submitter : undefined);
}

// --- choosing and dropping ---

document.addEventListener("change", ({ target }) => {
  const field = fieldOf(target);
  if (!field) return;
  if (target.matches("input[type=file]")) {
    const files = [...target.files];
    // They go by themselves now, not a second time with the form.
    target.value = "";
    take(field, files);
  } else if (target.matches("[data-remove]")) changed(field);
});

const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

for (const type of ["dragenter", "dragover"]) {
  document.addEventListener(type, (event) => {
    const field = fieldOf(event.target);
    if (!carriesFiles(event) || !document.querySelector("[data-pictures]")) return;
    // A file that is dropped beside the field must not replace the page with itself.
    event.preventDefault();
    event.dataTransfer.dropEffect = field ? "copy" : "none";
    for (const one of document.querySelectorAll("[data-pictures]")) one.toggleAttribute("data-over", one === field);
  });
}

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector("[data-over]")?.removeAttribute("data-over");
});

document.addEventListener("drop", (event) => {
  document.querySelector("[data-over]")?.removeAttribute("data-over");
  if (!carriesFiles(event) || !document.querySelector("[data-pictures]")) return;
  event.preventDefault();
  const field = fieldOf(event.target);
  if (field) take(field, [...event.dataTransfer.files]);
});

// --- the order ---

function announce(field, item) {
  const items = all(field, "picture");
  say(field, filled(field.dataset.moved, { place: items.indexOf(item) + 1, count: items.length }));
}

function shift(item, step, button) {
  const field = fieldOf(item);
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (other) {
    if (step < 0) other.before(item);
    else other.after(item);
    changed(field);
    announce(field, item);
  }
  button.focus();
  item.scrollIntoView({ block: "nearest" });
}

document.addEventListener("click", ({ target }) => {
  const field = fieldOf(target);
  const button = target.closest?.("button");
  if (!field || !button) return;
  const { move, retry, dismiss: leave } = button.dataset;
  if (move) shift(button.closest("[data-picture]"), Number(move), button);
  if (retry !== undefined) again(field, button.closest("li"));
  if (leave !== undefined) dismiss(field, button.closest("li"));
});

const STEPS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key === "Enter" && target.matches?.("[name^=alt-], [data-position]") && fieldOf(target)) {
    // Enter in a description must not save a product that is half written.
    event.preventDefault();
  }
  if (!(key in STEPS) || !target.matches?.("[data-handle]")) return;
  event.preventDefault();
  shift(target.closest("[data-picture]"), STEPS[key], target);
});

// --- dragging: the picture follows the pointer from place to place ---

let dragged;

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || event.button !== 0) return;
  dragged = handle.closest("[data-picture]");
  dragged.toggleAttribute("data-dragged", true);
  // Not the handle: it is taken out and put in elsewhere on the way.
  dragged.parentElement.setPointerCapture(event.pointerId);
});

const EDGE = 90; // pixels
let pointer;

// The bar at the bottom and the header lie over the page: what is beneath them counts as well.
function follow() {
  if (!dragged || !pointer) return;
  const over = document
    .elementsFromPoint(pointer.x, pointer.y)
    .map((element) => element.closest("[data-picture]"))
    .find((item) => item && item !== dragged && item.parentElement === dragged.parentElement);
  if (!over) return;
  const before = over.compareDocumentPosition(dragged) & Node.DOCUMENT_POSITION_FOLLOWING;
  if (before) over.before(dragged);
  else over.after(dragged);
}

function scrollAtTheEdge() {
  if (!dragged) return;
  const bottom = document.querySelector(".editor-bar")?.getBoundingClientRect().top ?? window.innerHeight;
  const down = pointer && pointer.y > bottom - EDGE;
  const up = pointer && pointer.y < EDGE;
  if (down || up) {
    window.scrollBy(0, down ? 10 : -10);
    follow();
  }
  requestAnimationFrame(scrollAtTheEdge);
}

document.addEventListener("pointermove", ({ clientX, clientY }) => {
  if (!dragged) return;
  const isFirst = !pointer;
  pointer = { x: clientX, y: clientY };
  follow();
  if (isFirst) scrollAtTheEdge();
});

function drop() {
  if (!dragged) return;
  const item = dragged;
  dragged = undefined;
  pointer = undefined;
  item.removeAttribute("data-dragged");
  within(item, "handle").focus({ preventScroll: true });
  changed(fieldOf(item));
  announce(fieldOf(item), item);
}

for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) document.addEventListener(type, drop);

// --- what only works with this script is shown by it ---

const ready = () => {
  for (const field of document.querySelectorAll("[data-pictures]")) field.setAttribute("data-ready", "");
};

document.addEventListener("htmx:after:swap", ready);
ready();
