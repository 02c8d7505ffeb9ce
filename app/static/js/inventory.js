// The inventory by keyboard: a field saves itself when it is left or Enter is pressed, Tab goes to the
// next row, Escape restores. Answers may come late and in any order: each replaces its own row only,
// and keeps what has been typed there since. Rows that sales changed are asked for every ten seconds.

const POLL_EVERY = 10_000;
const POLL_SELDOM = 300_000;

const rowOf = (element) => element?.closest?.("[data-row]");
const rowById = (id) => document.querySelector(`[data-row="${id}"]`);
const fieldsOf = (row) => [...row.querySelectorAll("[data-field]")];
const stockFields = () => [...document.querySelectorAll("[data-stock-field]")];
const isDirty = (field) => field.value.trim() !== field.dataset.saved;

// --- one request of a row at a time; what is asked meanwhile waits for the answer ---

// row id: {field id: text sent}, row id: the form that waits
const flying = new Map();
const waiting = new Map();
const refused = new Map();
let overlapped = false;

// What was refused is not sent again by merely leaving the field.
function save(field, { again = false } = {}) {
  if (!field.isConnected || !field.matches("[data-field]")) return;
  if (!isDirty(field)) return quiet(field);
  if (!again && refused.get(field.id) === field.value) return;
  const id = rowOf(field).dataset.row;
  if (!flying.has(id)) field.form.requestSubmit();
  else if (again) waiting.set(id, field.form.dataset.form);
}

function quiet(field) {
  field.value = field.dataset.saved;
  field.removeAttribute("aria-invalid");
  refused.delete(field.id);
  const error = document.getElementById(`${field.id}-error`);
  if (error) error.hidden = true;
  mark(field);
  drop(field);
}

// The threshold's form carries a stock along that is not stored; another one is typed by now.
function drop(field) {
  const row = rowOf(field);
  if (!field.matches("[data-stock-field]") || row.querySelector("[role='group']")) return;
  row.querySelectorAll("[data-carried]").forEach((hidden) => hidden.remove());
}

const mark = (field) => field.form.toggleAttribute("data-dirty", isDirty(field));

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.form) return;
    const row = rowOf(form) ?? document.querySelector(form.getAttribute("hx-target"));
    // A toast outlives the tab that its row stood in: then its form goes as a plain one.
    if (!row) return event.stopImmediatePropagation();
    const id = row.dataset.row;
    const field = form.querySelector("[data-field]");
    if (!flying.has(id)) {
      overlapped ||= flying.size > 0;
      flying.set(id, { form, field: field?.id, sent: field?.value });
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    // The row is about to be another: its form of the same name goes when the answer is there.
    if (!field && flying.get(id).form !== form) waiting.set(id, form.dataset.form);
  },
  true,
);

// The page may be left while the last edit is under way.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.dataset?.form) ctx.request.keepalive = true;
});

const flights = new WeakMap();
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  const row = form.dataset?.form && document.querySelector(form.getAttribute("hx-target"));
  if (row) flights.set(ctx, row.dataset.row);
});

// What was typed into the row since its request was sent outlives the swap.
const kept = new WeakMap();
// The focus stood in what is replaced.
const homeless = new WeakSet();
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  if (ctx.shown) holdBack(tasks, ctx.shown);
  const focused = document.activeElement;
  if (ctx.target?.contains?.(focused) || focused.closest("[data-undo]")) homeless.add(ctx);
  const id = flights.get(ctx);
  const row = id && rowById(id);
  if (!row) return;
  const { field: sentFrom, sent } = flying.get(id) ?? {};
  const typed = fieldsOf(row).filter((field) => (field.id === sentFrom ? field.value !== sent : isDirty(field)));
  kept.set(ctx, new Map(typed.map((field) => [field.id, field.value])));
  // Who is still at the row reads the refusal there; the toast is for who has gone on.
  if (ctx.response?.status < 400 || !row.contains(document.activeElement)) return;
  const toast = tasks.findIndex(({ target }) => (target.id ?? target) === "toasts" || target === "#toasts");
  if (toast >= 0) tasks.splice(toast, 1);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const id = flights.get(ctx);
  const row = id && rowById(id);
  if (!row) return;
  const { field: sentFrom, sent } = flying.get(id) ?? {};
  const status = ctx.response?.status;
  for (const field of fieldsOf(row)) {
    const typed = kept.get(ctx)?.get(field.id);
    if (typed !== undefined) field.value = typed;
    mark(field);
    if (field === document.activeElement && typed === undefined && status < 400) field.select();
  }
  // Who stands in the row is led to the question; who is elsewhere by now is not called back.
  const question = row.querySelector("[role='group']");
  if (question && document.activeElement?.id === sentFrom) question.focus({ preventScroll: true });
  forgetUndone(row);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const row = ctx.target?.matches?.("[data-row]") && rowById(ctx.target.dataset.row);
  if (row) {
    if (!row.querySelector("[role='group'], [aria-invalid]")) forgetComplaints(row);
    if (homeless.has(ctx) && document.activeElement === document.body) {
      const undo = row.querySelector(".stock-offer [data-undo] button");
      (undo ?? row.querySelector("[data-stock-field]")).focus({ preventScroll: true });
    }
  }
  followLedgers();
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const id = flights.get(ctx);
  if (!id) return;
  const { field: sentFrom, sent } = flying.get(id) ?? {};
  if (sentFrom && ctx.response?.status >= 400) refused.set(sentFrom, sent);
  flying.delete(id);
  const row = rowById(id);
  const next = waiting.get(id);
  waiting.delete(id);
  if (row) {
    for (const field of fieldsOf(row)) {
      if (field !== document.activeElement && ctx.response) save(field);
    }
    const form = next && row.querySelector(`[data-form="${next}"]`);
    const field = form?.querySelector("[data-field]");
    if (field) save(field, { again: true });
    else form?.requestSubmit();
  }
  if (flying.size || !overlapped) return;
  // Answers that crossed each other may have counted the tabs in the wrong order.
  overlapped = false;
  recount();
});

const recount = () => document.getElementById("inventory-tabs")?.dispatchEvent(new Event("inventory:recount"));

// An emptying that is taken back in its row is not offered any more beside it.
function forgetUndone(row) {
  for (const form of document.querySelectorAll("[data-toast] [data-undo], .inventory-undo [data-undo]")) {
    const same = row.querySelector(`[data-undo="${form.dataset.undo}"]`);
    if (!same && form.getAttribute("hx-target") === `#${row.id}`) form.closest("[data-toast], .inventory-undo").remove();
  }
}

// Nor is somebody told what was wrong with a row that is in order now.
function forgetComplaints(row) {
  for (const toast of document.querySelectorAll("#toasts [role='alert']")) {
    const words = toast.querySelector(".toast-text").textContent;
    if (words.startsWith(`${row.dataset.name}: `)) toast.remove();
  }
}

// --- leaving a field saves it; not in the middle of a press, whose click would be lost ---

let pressed = false;
let afterPress = [];
document.addEventListener("pointerdown", () => (pressed = true), true);
for (const type of ["pointerup", "pointercancel"]) {
  document.addEventListener(
    type,
    () => {
      pressed = false;
      const fields = afterPress;
      afterPress = [];
      fields.forEach((field) => save(field));
    },
    true,
  );
}

document.addEventListener("focusout", ({ target }) => {
  if (!target.matches("[data-field]")) return;
  if (pressed) afterPress.push(target);
  else save(target);
  if (!isDirty(target) && !rowOf(target).querySelector("[data-note]").hidden) soon();
});

document.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-field]")) return;
  calm = undefined;
  mark(target);
  drop(target);
  rowOf(target).querySelector("[data-said]")?.remove();
});

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("[data-field]")) return;
  if (calm !== target.id) calm = undefined;
  if (!isDirty(target)) target.select();
});

// --- keys ---

// After Escape, Tab goes where it goes everywhere: to the row's own buttons.
let calm;

function go(field, step) {
  const all = stockFields();
  const next = all[all.indexOf(field) + step];
  if (!next) return false;
  next.focus();
  next.select();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

// From the last row to what stands below the table, not to a button that the answer replaces.
function goOn(field) {
  const table = field.closest("table");
  const below = [...document.querySelectorAll("a[href], button, input, select, textarea")].find(
    (each) =>
      table.compareDocumentPosition(each) === Node.DOCUMENT_POSITION_FOLLOWING &&
      !each.disabled &&
      each.tabIndex >= 0 &&
      each.checkVisibility({ visibilityProperty: true }),
  );
  below?.focus();
  return Boolean(below);
}

document.addEventListener("keydown", (event) => {
  const { target, key, altKey, ctrlKey, metaKey, shiftKey, isComposing } = event;
  if (altKey || ctrlKey || metaKey || isComposing) return;
  const row = rowOf(target);
  if (!row) return;
  const leave = row.querySelector("[data-leave]");
  if (key === "Escape" && leave && !isTyping(target)) {
    leave.click();
    document.getElementById(`stock-${row.dataset.row}`).focus();
    return;
  }
  if (!target.matches("[data-field]")) return;
  if (key === "Enter") {
    event.preventDefault();
    save(target, { again: true });
  } else if (key === "Escape") {
    quiet(target);
    target.select();
    calm = target.id;
  } else if (target.matches("[data-stock-field]")) {
    const isTab = key === "Tab" && calm !== target.id && !leave;
    const step = { Tab: shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[key];
    if ((isTab || key.startsWith("Arrow")) && step && (go(target, step) || (isTab && step > 0 && goOn(target)))) {
      event.preventDefault();
    }
  }
});

const isTyping = (target) => target.matches("[data-field]") && isDirty(target);

// --- the ledger opens below its row, and closes ---

document.addEventListener(
  "click",
  (event) => {
    const close = event.target.closest("[data-close-ledger]");
    const link = event.target.closest("[data-ledger]");
    const ledger = close?.closest("tbody.stock-ledger") ?? (link && document.getElementById(link.dataset.ledger));
    if (!ledger?.firstElementChild || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ledger.replaceChildren();
    followLedgers();
    document.querySelector(`[data-ledger="${ledger.id}"]`)?.focus();
  },
  true,
);

// Each opener says whether its ledger is open; an open one is fetched again when the stock is another.
function followLedgers() {
  for (const ledger of document.querySelectorAll("tbody.stock-ledger")) {
    const row = ledger.previousElementSibling;
    const link = row.querySelector("[data-ledger]");
    const isOpen = Boolean(ledger.firstElementChild);
    const { stock } = ledger.dataset;
    link.setAttribute("aria-expanded", isOpen);
    if (isOpen) ledger.dataset.stock = row.dataset.stock;
    else delete ledger.dataset.stock;
    if (!isOpen || stock === undefined || stock === row.dataset.stock) continue;
    window.htmx.ajax("GET", link.getAttribute("href"), { source: ledger, target: ledger, swap: "innerHTML" });
  }
}

followLedgers();

// --- rows that were changed elsewhere ---

let pause = POLL_EVERY;
let timer;
let asking = false;

// Somebody is at this row: it keeps its place and its text, and is told about quietly.
const isHeld = (row) =>
  flying.has(row.dataset.row) || row.contains(document.activeElement) || "offer" in row.dataset || fieldsOf(row).some(isDirty);

// shown: {row id: the stock it showed when the question was asked}.
function holdBack(tasks, shown) {
  for (const task of [...tasks]) {
    const row = typeof task.target === "string" ? document.querySelector(task.target) : task.target;
    if (!row?.matches?.("[data-row]")) continue;
    // An edit was answered meanwhile: what is on its way may be older than that.
    const isOvertaken = row.dataset.stock !== shown[row.dataset.row];
    if (!isOvertaken && !isHeld(row)) continue;
    tasks.splice(tasks.indexOf(task), 1);
    if (isOvertaken) continue;
    const note = row.querySelector("[data-note]");
    const count = Number(task.fragment.querySelector("[data-row]").dataset.stock);
    const words = document.querySelector("[data-inventory]").dataset.changed;
    note.textContent = words.replace("{count}", count.toLocaleString(document.documentElement.lang));
    note.hidden = false;
  }
}

async function poll() {
  const place = document.querySelector("[data-inventory]");
  if (!place || document.hidden || asking) return true;
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return true;
  const url = new URL(place.dataset.changes, location.href);
  const shown = Object.fromEntries(rows.map(({ dataset }) => [dataset.row, dataset.stock]));
  url.searchParams.set("shown", Object.entries(shown).map((pair) => pair.join(":")).join(","));
  asking = true;
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (answer.status >= 400 && answer.status < 500) return false;
    if (!answer.ok) throw new Error(answer.status);
    pause = POLL_EVERY;
    const text = answer.status === 204 ? "" : await answer.text();
    if (!text.trim() || !place.isConnected) return true;
    const ctx = { text, sourceElement: place, target: place, swap: "none", shown };
    await window.htmx.swap(ctx);
    recount();
  } catch {
    pause = Math.min(pause * 2, POLL_SELDOM);
  } finally {
    asking = false;
  }
  return true;
}

// Who was signed out or lost the store is not asked for again: the next edit says so.
async function turn() {
  clearTimeout(timer);
  if (await poll()) soon(pause);
}

function soon(delay = 0) {
  clearTimeout(timer);
  timer = setTimeout(turn, delay);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) soon();
});
// What was typed last may have been sent when the page was left (unsaved.js): then it is soon there.
soon(sessionStorage.getItem("inventory-left") ? 1_000 : pause);
sessionStorage.removeItem("inventory-left");
