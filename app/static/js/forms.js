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
  open(dialog);
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

// The words are the server's, in the page's language; a browser's own are in the browser's.
const WORDS = {
  valueMissing: "missing",
  tooShort: "length",
  tooLong: "length",
  typeMismatch: "format",
  patternMismatch: "format",
  badInput: "range",
  rangeUnderflow: "range",
  rangeOverflow: "range",
  stepMismatch: "range",
};

function fault({ validity, dataset }) {
  const state = Object.keys(WORDS).find((name) => validity[name] && dataset[WORDS[name]]);
  return state ? dataset[WORDS[state]] : "";
}

function tell(input, words) {
  const place = document.getElementById(`${input.id}-error`);
  if (!place) return;
  place.hidden = !words;
  place.lastElementChild.textContent = words;
  if (words) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

// The summary at the top says what the field says now, and nothing of what is mended.
function tellSummary(input, words) {
  const link = document.querySelector(`.notice-list a[href="#${CSS.escape(input.id)}"]`);
  if (!link) return;
  const notice = link.closest(".notice");
  if (words) link.lastElementChild.textContent = words;
  else link.closest("li").remove();
  if (!notice.querySelector("li")) notice.remove();
}

// A field that an answer has just replaced is left too, but then the answer has the word.
function judge(input) {
  if (!input.isConnected || (input.form && busy(input.form))) return;
  const { valid, badInput } = input.validity;
  if (valid && !input.hasAttribute("aria-invalid")) tellSummary(input, "");
  const words = !valid && (input.value || badInput) && fault(input);
  if (!words) return;
  tell(input, words);
  tellSummary(input, words);
}

// What is being pressed must not move away under the finger: words that make or take room wait
// until the press is over. A touch leaves the field only after it, hence the little while.
const AFTER_PRESS = 350;
let pressed = false;
let pressedOn;
let releasedAt = -AFTER_PRESS;

document.addEventListener(
  "pointerdown",
  ({ target }) => {
    pressed = true;
    pressedOn = target;
  },
  true,
);
for (const type of ["pointerup", "pointercancel"]) {
  document.addEventListener(
    type,
    ({ timeStamp }) => {
      pressed = false;
      releasedAt = timeStamp;
    },
    true,
  );
}

function judgeInPeace(input) {
  const rest = releasedAt + AFTER_PRESS - performance.now();
  if (pressed || rest > 0) setTimeout(judgeInPeace, pressed ? AFTER_PRESS : rest, input);
  else judge(input);
}

document.addEventListener("focusout", ({ target }) => {
  if (target.validity && target.id && document.getElementById(target.id) === target) judgeInPeace(target);
});
document.addEventListener("input", ({ target }) => {
  if (target.getAttribute("aria-invalid") && target.validity?.valid) tell(target, "");
});

// No browser judges a form by itself: its bubbles speak the browser's language, the server the page's.
for (const type of ["focusin", "pointerdown"]) {
  document.addEventListener(type, ({ target }) => {
    const form = target.closest?.("form");
    if (form) form.noValidate = true;
  });
}

// --- what opens, closes ---

const openedAt = new WeakMap();

function open(dialog) {
  openedAt.set(dialog, performance.now());
  dialog.showModal();
}

// The second click of a double click lands beside the dialog that the first one opened.
const SECOND_CLICK = 500;
const meantBeside = (dialog, at) => pressedOn === dialog && at - (openedAt.get(dialog) ?? 0) > SECOND_CLICK;

document.addEventListener("click", ({ target, timeStamp }) => {
  const opener = target.closest("[data-opens]");
  const wanted = opener && document.getElementById(opener.dataset.opens);
  if (wanted) open(wanted);
  if (target.matches("dialog") && meantBeside(target, timeStamp)) target.close();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});
// A menu closes wherever one is; a form that unfolds (data-escape) when one is inside it.
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape") return;
  const opened = target.closest("details[data-escape][open]") ?? document.querySelector("details[data-menu][open]");
  if (!opened) return;
  opened.open = false;
  opened.querySelector("summary").focus();
});
