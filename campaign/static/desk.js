// Everything on the desk works without this file. It adds keys, choosing of whole pages, and how many rows are chosen.
const OFF = "desk-keys-off"; // in this browser only
const stored = { get: () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } },
  set: off => { try { off ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF); } catch { /* private window */ } } };

const dialog = document.getElementById("keys");
for (const opener of document.querySelectorAll("[data-keys-open]")) {
  opener.addEventListener("click", event => { event.preventDefault(); dialog.showModal(); });
}
for (const part of document.querySelectorAll("[data-keys-switch]")) {
  const button = part.querySelector("button"), said = part.querySelector("[role=status]");
  const show = () => {
    const off = stored.get();
    button.textContent = off ? button.dataset.off : button.dataset.on;
    button.setAttribute("aria-pressed", off);
    said.textContent = off ? "The keys are off in this browser." : "The keys are on.";
  };
  button.addEventListener("click", () => { stored.set(!stored.get()); show(); });
  part.hidden = false;
  show();
}

// A row is what can be opened or chosen. Its link takes the focus, so Enter opens it as any link; else its box does.
const aim = row => row.querySelector("th a[href]") ?? row.querySelector(".pick input");
const rows = () => [...document.querySelectorAll("main tbody tr")].filter(row => aim(row) && row.offsetParent);
const step = by => {
  const all = rows(), at = all.findIndex(row => row.contains(document.activeElement));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by))];
  if (next) aim(next).focus();
};
const writes = target => target.isContentEditable
  || target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=submit], [type=button])");
let going = 0; // until when a letter after g counts
const keys = {
  "/": () => document.getElementById("desk-q")?.focus(),
  "?": () => dialog.showModal(),
  "g": () => { going = Date.now() + 1500; },
  "j": () => step(1),
  "k": () => step(-1),
  "x": () => document.activeElement.closest("tr")?.querySelector(".pick input")?.click(),
};
document.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && event.key !== "j" && event.key !== "k") return;
  if (stored.get() || document.querySelector("dialog[open]") || writes(event.target)) return;
  if (going > Date.now()) {
    going = 0;
    const link = document.querySelector(`.desk-nav [data-key="${CSS.escape(event.key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});

for (const said of document.querySelectorAll("[data-chosen]")) {
  const form = said.closest("form"), boxes = [...document.querySelectorAll(`.pick input[name=row][form="${form.id}"]`)];
  const head = boxes[0]?.closest("table").querySelector("thead .pick");
  const all = Object.assign(document.createElement("input"), { type: "checkbox", ariaLabel: "Choose every row of this page" });
  const show = () => {
    const chosen = boxes.filter(box => box.checked).length;
    said.textContent = chosen ? `${chosen} of ${boxes.length} on this page` : "none yet";
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  head?.replaceChildren(all);
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; show(); });
  for (const box of boxes) box.addEventListener("change", show);
  show();
}

// Leaving with words that are not stored asks first; the form's own buttons do not.
for (const form of document.querySelectorAll("form[data-words]")) {
  const typed = () => [...form.querySelectorAll("textarea, input[type=text]")].map(field => field.value).join("\u0000");
  const before = typed();
  let leaves = false;
  form.addEventListener("submit", () => { leaves = true; });
  addEventListener("beforeunload", event => { if (!leaves && ("unsaved" in form.dataset || typed() !== before)) event.preventDefault(); });
}
