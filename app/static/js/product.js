// The editor of a product: the price that buyers will see, filling down, rows of specifications,
// pictures to choose for a variant. All of it works without this file by the form's own buttons.

const editor = () => document.querySelector("[data-editor]");

// --- the price range, as buyers will see it ---

// "133.000" and "Rp 133.000" are numbers, as they are to the server.
function amount(text) {
  const found = /^\s*(?:rp\.?\s*)?(\d{1,3}(?:[., ]\d{3})+|\d+)\s*$/i.exec(text ?? "");
  return found ? Number(found[1].replace(/\D/g, "")) : undefined;
}

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ".");
const isOn = (row) => {
  const active = row.querySelector("[data-active]");
  return !active || active.type === "hidden" || active.checked;
};

function showPrices() {
  const place = document.querySelector("[data-price-range]");
  if (!place) return;
  const usual = amount(editor().querySelector("[data-usual-price]").value);
  const prices = [];
  for (const row of editor().querySelectorAll("[data-variant]")) {
    const own = row.querySelector("[data-column=price]");
    if (own) own.placeholder = usual === undefined ? "" : grouped(usual);
    row.toggleAttribute("data-off", !isOn(row));
    const price = own?.value.trim() ? amount(own.value) : usual;
    if (isOn(row) && price) prices.push(price);
  }
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  if (!prices.length) place.textContent = place.dataset.none;
  else place.textContent = `Rp\u00a0${grouped(low)}${high > low ? ` – ${grouped(high)}` : ""}`;
}

// --- filling: what stands in the first row for all below, or one value for all ---

const cells = (column) => [...editor().querySelectorAll(`[data-column="${column}"]`)];

function put(field, value) {
  if (field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function fillDown(column) {
  const [first, ...rest] = cells(column);
  rest.forEach((field) => put(field, first.value));
}

function fillAll(box) {
  for (const source of box.querySelectorAll("[data-fill-value]")) {
    if (!source.value.trim()) continue;
    cells(source.dataset.fillValue).forEach((field) => put(field, source.value.trim()));
    source.value = "";
  }
}

// --- specifications ---

let newest = 1000;

function addSpecification(button) {
  const list = editor().querySelector("[data-specification-rows]");
  if (list.children.length >= Number(button.dataset.limit)) return;
  const template = editor().querySelector("[data-specification-template]");
  const row = template.content.firstElementChild.cloneNode(true);
  newest += 1;
  for (const input of row.querySelectorAll("[data-part]")) {
    input.name = input.id = `specifications-${newest}-${input.dataset.part}`;
    input.setAttribute("aria-label", input.dataset.words.replace("#", list.children.length + 1));
  }
  const drop = row.querySelector("[data-drop-specification]");
  drop.setAttribute("aria-label", drop.getAttribute("aria-label").replace("#", list.children.length + 1));
  list.append(row);
  button.disabled = list.children.length >= Number(button.dataset.limit);
  row.querySelector("input").focus();
}

function dropSpecification(row) {
  const add = editor().querySelector("[data-add-specification]");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  add.disabled = false;
  (next?.querySelector("[data-drop-specification]") ?? add).focus();
}

// --- the pictures a variant can have are those of the field above, also ones just uploaded ---

function offerPictures() {
  const items = [...document.querySelectorAll("[data-picture]")].filter(
    (item) => !item.querySelector("[data-remove]")?.checked,
  );
  const words = (item, place) => {
    const alt = item.querySelector(`[name="alt-${item.dataset.picture}"]`)?.value.trim();
    return alt ? `${place + 1}. ${alt}` : editor().dataset.pictureWords.replace("#", place + 1);
  };
  for (const select of editor()?.querySelectorAll("[data-picture-choice]") ?? []) {
    const chosen = select.value;
    const none = select.options[0];
    select.replaceChildren(none, ...items.map((item, place) => new Option(words(item, place), item.dataset.picture)));
    select.value = items.some((item) => item.dataset.picture === chosen) ? chosen : "";
  }
}

// --- what is pressed and typed ---

document.addEventListener("click", (event) => {
  const { target } = event;
  const pressed = (selector) => target.closest?.(`[data-editor] ${selector}`);
  const down = pressed("[data-fill-down]");
  const take = pressed("[data-take]");
  if (down) fillDown(down.dataset.fillDown);
  if (take) {
    const field = document.getElementById(take.dataset.into);
    put(field, take.dataset.take);
    field.focus();
    document.getElementById(`${field.id}-error`)?.remove();
    field.setAttribute("aria-invalid", "false");
    (take.closest(".variant-moved") ?? take).remove();
  }
  const all = pressed("[data-fill-all]");
  const add = pressed("[data-add-specification]");
  const drop = pressed("[data-drop-specification]");
  if (!(all || add || drop)) return;
  event.preventDefault();
  if (all) fillAll(all.closest("[data-fill]"));
  if (add) addSpecification(add);
  if (drop) dropSpecification(drop.closest("[data-specification]"));
});

// Enter in an option shows its rows, in a value for all rows it fills them in; elsewhere it saves.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key !== "Enter" || event.isComposing || !target.closest?.("[data-editor]")) return;
  const box = target.closest("[data-fill]");
  if (box && target.matches("[data-fill-value]")) {
    event.preventDefault();
    fillAll(box);
  } else if (target.closest("[data-axes]") && target.matches("input")) {
    event.preventDefault();
    target.blur();
    target.focus();
  }
});

for (const type of ["input", "change"]) {
  document.addEventListener(type, ({ target }) => {
    if (target.closest?.("[data-editor]")) showPrices();
  });
}
document.addEventListener("pictures:changed", offerPictures);

// --- while the rows are drawn anew they can be typed into: what stands in a cell goes along ---

const rowCells = () => [...document.querySelectorAll("[data-rows] :is(input, select):not([type=hidden])")];
// A cell is known by its variant's words, as its number may be another afterwards.
const cellKey = (field) => field.getAttribute("aria-label") ?? field.id;
const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);
const sentRows = new WeakMap();
let carried;

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement.matches("[data-axes]")) return;
  sentRows.set(ctx, new Map(rowCells().map((field) => [field, valueOf(field)])));
  document.querySelector("[data-rows]").setAttribute("data-waiting", "");
});
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const sent = sentRows.get(ctx);
  if (!sent) return;
  const here = document.activeElement;
  carried = {
    focused: here?.closest("[data-rows]") && cellKey(here),
    caret: here?.matches?.("input[type=text]") ? [here.selectionStart, here.selectionEnd] : undefined,
    values: new Map(
      rowCells()
        .filter((field) => sent.has(field) && sent.get(field) !== valueOf(field))
        .map((field) => [cellKey(field), valueOf(field)]),
    ),
  };
});

function carryOn() {
  if (!carried) return;
  const { focused, caret, values } = carried;
  carried = undefined;
  for (const field of rowCells()) {
    const key = cellKey(field);
    if (values.has(key)) {
      if (field.type === "checkbox") field.checked = values.get(key);
      else field.value = values.get(key);
    }
    if (key !== focused) continue;
    field.focus({ preventScroll: true });
    if (caret && field.type === "text") field.setSelectionRange(...caret);
  }
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (sentRows.has(ctx)) carryOn();
});
document.addEventListener("htmx:finally:request", () => {
  const rows = document.querySelector("[data-rows]");
  if (!rows) return;
  rows.removeAttribute("data-waiting");
  for (const error of document.querySelectorAll("[data-axis-error]")) {
    document.getElementById(error.dataset.axisError).setAttribute("aria-invalid", String(!error.hidden));
  }
  offerPictures();
  showPrices();
});

// --- an option is looked at when its name and its values are there, or when it is left ---

let isLeft = false;
const pending = new WeakSet();

document.addEventListener(
  "change",
  (event) => {
    const axis = event.target.closest?.("[data-axes] .axis");
    if (!axis || isLeft) return;
    const [name, values] = axis.querySelectorAll("input");
    if (event.target !== name || !name.value.trim() || values.value.trim()) pending.delete(axis);
    else {
      pending.add(axis);
      event.stopPropagation();
    }
  },
  true,
);
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const axis = target.closest?.("[data-axes] .axis");
  if (!axis || axis.contains(relatedTarget) || !pending.delete(axis)) return;
  isLeft = true;
  target.dispatchEvent(new Event("change", { bubbles: true }));
  isLeft = false;
});

// --- leaving with something typed is asked about; sending it is not leaving ---

let isTyped = false;
let isSending = false;

for (const type of ["input", "change", "pictures:changed"]) {
  document.addEventListener(type, ({ target }) => {
    if (target.closest?.("[data-editor]")) isTyped = true;
  });
}
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-editor]")) isSending = true;
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (!ctx.sourceElement?.matches?.("[data-editor]")) return;
  // Who is sent to sign in finds what was typed again.
  if (ctx.response?.status < 400 || ctx.response?.headers.has("HX-Redirect")) isTyped = false;
  isSending = false;
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.matches?.("[data-editor]")) isSending = false;
});
window.addEventListener("beforeunload", (event) => {
  if (isTyped && !isSending) event.preventDefault();
});

// A browser that comes back fills in the options that were typed, but not their rows.
window.addEventListener("pageshow", () => {
  const changed = [...document.querySelectorAll("[data-axes] input")].find((field) => field.value !== field.defaultValue);
  changed?.dispatchEvent(new Event("change", { bubbles: true }));
});

showPrices();
