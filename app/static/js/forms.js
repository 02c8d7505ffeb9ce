// Forms and the few things that open: no double submit, a question before what cannot be undone,
// errors that go away as soon as they are mended, menus and dialogs that close.

const busy = (element) => element.getAttribute("aria-busy") === "true";

// --- a question first: <form data-confirm="…"> or <button data-confirm="…"> ---

const agreed = new WeakSet();

// The button that says yes says what it does: it takes the words of the one that was pressed.
function ask(element, words, go, pressed) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[data-confirm-yes]");
  yes.dataset.confirmYes ||= yes.textContent;
  yes.textContent = pressed?.textContent.trim() || yes.dataset.confirmYes;
  dialog.querySelector("#confirm-text").textContent = words;
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return;
      agreed.add(element);
      go();
    },
    { once: true },
  );
  dialog.showModal();
}

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    const words = submitter?.dataset.confirm ?? form.dataset.confirm;
    if (words && !agreed.delete(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(form, words, () => form.requestSubmit(submitter), submitter);
    }
  },
  true,
);

document.addEventListener(
  "click",
  (event) => {
    const element = event.target.closest("[data-confirm]");
    if (!element || element.matches("form") || (element.form && element.type === "submit")) return;
    if (agreed.delete(element)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(element, element.dataset.confirm, () => element.click(), element);
  },
  true,
);

// --- a plain form goes once; htmx looks after its own ---

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (busy(form)) event.preventDefault();
  else if (form.method === "post") form.dispatchEvent(new Event("belanjain:leaving", { bubbles: true }));
});

// --- a field says what is wrong when it is left, and is quiet again as soon as it is right ---

function tell(input, words) {
  const place = document.getElementById(`${input.id}-error`);
  if (!place) return;
  place.hidden = !words;
  place.lastElementChild.textContent = words;
  if (words) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

// A field that an answer has just replaced is left too, but then the answer has the word.
document.addEventListener("focusout", ({ target }) => {
  if (target.id && document.getElementById(target.id) !== target) return;
  if (target.value && target.validity && !target.validity.valid) tell(target, target.validationMessage);
});
document.addEventListener("input", ({ target }) => {
  if (target.getAttribute("aria-invalid") && target.validity?.valid) tell(target, "");
});

// --- what opens, closes ---

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (target.matches("dialog")) target.close();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});
document.addEventListener("keydown", ({ key }) => {
  const menu = key === "Escape" && document.querySelector("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
