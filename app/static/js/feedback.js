// What the page says while it waits and when something fails: the progress line, toasts,
// errors of requests, and where the focus goes after a swap. No module imports another,
// so that each can be served under an immutable name.

const toasts = document.getElementById.bind(document, "toasts");
const LIFETIME = 8000;
const MOST_TOASTS = 2;
const SHOW_AFTER = 200;

// --- toasts: stay at least five seconds, longer while looked at, can be closed ---

function keep(toast) {
  if (toast.dataset.kept || toast.getAttribute("role") === "alert") return;
  toast.dataset.kept = "yes";
  const tick = () => (toast.matches(":hover, :focus-within") ? setTimeout(tick, 2000) : toast.remove());
  setTimeout(tick, LIFETIME);
}

// The same words once, and two at most: a stack of them covers what people are here for.
function keepAll() {
  const words = (toast) => toast.querySelector(".toast-text").textContent;
  const all = [...toasts().querySelectorAll("[data-toast]")];
  const fresh = all.filter((toast, place) => !all.slice(place + 1).some((later) => words(later) === words(toast)));
  const staying = fresh.slice(-MOST_TOASTS);
  all.filter((toast) => !staying.includes(toast)).forEach((toast) => toast.remove());
  staying.forEach(keep);
}

function complain(words, retry) {
  const region = toasts();
  const toast = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  toast.querySelector(".toast-text").textContent = words;
  if (retry) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline";
    button.textContent = region.dataset.retry;
    button.onclick = () => {
      toast.remove();
      retry();
    };
    toast.querySelector("[data-toast-close]").before(button);
  }
  region.append(toast);
  keepAll();
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove();
});

// --- waiting: the source is busy at once, the line shows after 200 ms ---

let waiting = 0;
let timer;

function begin(source) {
  source?.setAttribute("aria-busy", "true");
  waiting += 1;
  timer ??= setTimeout(() => (document.getElementById("progress").hidden = false), SHOW_AFTER);
}

function end(source) {
  source?.removeAttribute("aria-busy");
  waiting = Math.max(0, waiting - 1);
  if (waiting) return;
  clearTimeout(timer);
  timer = undefined;
  document.getElementById("progress").hidden = true;
}

// A second click on what is already under way is not sent.
document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, sourceEvent, request } = event.detail.ctx;
  const repeated = sourceElement.getAttribute("aria-busy") === "true";
  if (repeated && request.method !== "GET" && /submit|click/.test(sourceEvent?.type)) event.preventDefault();
});

let focused;
const sources = new WeakMap();

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  focused = document.activeElement?.id;
  sources.set(ctx, ctx.sourceElement);
  begin(ctx.sourceElement);
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.keepIndicators && sources.has(ctx)) end(sources.get(ctx));
});

// A page that is on its way, by a link or a plain form.
document.addEventListener("belanjain:leaving", (event) => begin(event.target));
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  waiting = 0;
  end();
  document.querySelectorAll("[aria-busy]").forEach((element) => element.removeAttribute("aria-busy"));
});

// --- errors: never a whole page inside a fragment, always words and a way to try again ---

function again({ sourceElement, sourceEvent, request }) {
  if (!sourceElement?.isConnected) return undefined;
  return () => {
    if (sourceElement.matches("form")) {
      const submitter = request?.submitter;
      sourceElement.requestSubmit(submitter?.isConnected ? submitter : undefined);
    } else {
      sourceElement.dispatchEvent(new Event(sourceEvent?.type ?? "click", { bubbles: true, cancelable: true }));
    }
  };
}

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (!(ctx.response?.status >= 400)) return;
  const fragment = ctx.text.trim();
  if (fragment && !/^<(!doctype|html)/i.test(fragment)) return;
  event.preventDefault();
  complain(toasts().dataset.failed, again(ctx));
});

document.addEventListener("htmx:error", ({ detail: { ctx, error } }) => {
  if (!ctx?.request) return;
  const words = toasts().dataset;
  const late = ctx.request.signal?.reason === "timeout";
  if (error?.name === "TypeError" || late) complain(late ? words.timeout : words.offline, again(ctx));
  else complain(words.failed, again(ctx));
});

// --- focus: where a part asks for it, else back to where it was, never lost ---

// The open tab of a row that is wider than the screen; only the row moves, never the page.
function showOpenTab() {
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
}

function settle(event) {
  keepAll();
  showOpenTab();
  const wanted = document.querySelector("[data-focus]");
  if (wanted) {
    wanted.removeAttribute("data-focus");
    wanted.focus();
    return;
  }
  if (!event || document.activeElement !== document.body) return;
  const { ctx } = event.detail;
  const place = (focused && document.getElementById(focused)) || document.getElementById(ctx.target?.id ?? "");
  // A row has no name to be read out; its own script says where the focus goes.
  if (!place || place === document.body || place.matches("tbody")) return;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  // The part may have shrunk away from what was on the screen.
  place.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:finally:request", settle);
document.addEventListener("htmx:after:swap", keepAll);
settle();
