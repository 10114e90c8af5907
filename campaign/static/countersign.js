// Everything works without this file. It adds kindnesses: a hint for mistyped mail hosts, sharing, copying, and the sum
// that a form asks for on suspicion worked out instead of ten minutes' wait.
const hosts = ["gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com", "gmx.de", "web.de", "proton.me", "orange.fr"];
// Whether one insertion, deletion, replacement or swap of neighbours turns one host into the other, as the server asks.
const oneSlip = (a, b) => {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const x = a.slice(i), y = b.slice(i);
  return a !== b && (x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1)
    || (x.slice(2) === y.slice(2) && x.length > 1 && x[0] === y[1] && x[1] === y[0]));
};
// The browser goes to what is wrong by itself, unless the address names a part of the page: then it goes there at last.
addEventListener("load", () => document.getElementById("errors")?.focus());
for (const field of document.querySelectorAll("[data-typo]")) {
  const say = document.getElementById(field.dataset.typo);
  field.addEventListener("change", () => {
    const [, host = ""] = field.value.toLowerCase().split("@");
    const near = hosts.find(h => oneSlip(host, h));
    say.textContent = near && !hosts.includes(host) ? say.dataset.say.replace("{address}", near) : "";
  });
}
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share({ title: document.title, url: button.dataset.share }).catch(() => {}));
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.lastChild.textContent = ` ${button.dataset.done}`;
  });
}
for (const field of document.querySelectorAll("[data-challenge]")) {
  const { challenge, bits } = field.dataset, text = new TextEncoder();
  for (let n = 0; !field.value && crypto.subtle; n++) {
    const digest = await crypto.subtle.digest("SHA-256", text.encode(`${challenge}:${n}`));
    if (new DataView(digest).getUint32(0) >>> (32 - bits) === 0) field.value = n;
  }
}
// Counts that keep themselves up to date: what does it is fetched when the page has been read for a while.
const live = document.querySelector("[data-live-script]");
if (live) setTimeout(() => import(live.dataset.liveScript), 5000);
