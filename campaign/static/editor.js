// The editor works without this file: its button “Preview” asks the server for the same. This shows it while one types.
const form = document.querySelector("form[data-live]");
const seen = form.querySelector("[data-seen]"), box = form.querySelector("[data-preview]");
const fields = [...form.querySelectorAll("[name=title], [name=summary], [name=body]")];
let waiting = 0, asked = 0, shown = "";

const typed = () => fields.map(field => field.value).join("\u0000");
const show = async () => {
  const number = ++asked, words = typed();
  if (words === shown) return;
  const sent = new URLSearchParams(fields.map(field => [field.name, field.value]));
  sent.set("csrf_token", form.elements.csrf_token.value);
  try {
    const answer = await fetch(form.dataset.live, { method: "POST", body: sent, redirect: "error" });
    // An answer that comes after a later question is out of date.
    if (!answer.ok || number !== asked) return;
    box.innerHTML = await answer.text();
    seen.hidden = false;
    shown = words;
  } catch { /* no network or signed out: the button says so */ }
};
for (const field of fields) {
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 600); });
}
if (typed().replaceAll("\u0000", "")) show();

// Leaving with words that are not stored asks first; the form's own buttons do not.
const before = typed();
let leaves = false;
form.addEventListener("submit", () => { leaves = true; });
addEventListener("beforeunload", event => { if (!leaves && typed() !== before) event.preventDefault(); });
