// Keeps the counts of a page up to date: every 15 seconds while it is looked at, for half an hour. Without this file
// the page says what was true when it was made. What it reads is described in docs/figures.md.
const EVERY = 15_000, LONGEST = 300_000, SAID_EVERY = 60_000, UNTIL = 30 * 60_000;
const page = document.documentElement.lang || "en", lang = { en: "en-GB", pt: "pt-PT" }[page] ?? page;
const numbers = new Intl.NumberFormat(lang, { numberingSystem: "latn", useGrouping: true });
const days = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC", numberingSystem: "latn" });
const frugal = matchMedia("(prefers-reduced-data: reduce)").matches || navigator.connection?.saveData;
const began = Date.now();

const moment = at => `${days.format(new Date(at))}, ${at.slice(11, 16)} UTC`;
const write = (part, words) => { if (part && part.textContent !== words) part.textContent = words; };

const fill = (box, figures) => {
  for (const part of box.querySelectorAll("[data-count]")) {
    const name = part.dataset.count;
    if (name === "as_of") {
      part.dateTime = figures.as_of;
      write(part, moment(figures.as_of));
    } else if (Number.isSafeInteger(figures[name])) write(part, numbers.format(figures[name]));
  }
  for (const part of box.querySelectorAll("[data-count-thermometer]")) {
    const goal = Number(part.dataset.countThermometer), bar = part.querySelector(".f-accent"), title = part.querySelector("title");
    const share = Math.min(100, Math.max(0, 100 * figures.signatures / goal));
    bar?.setAttribute("width", `${share}%`);
    if (document.documentElement.dir === "rtl") bar?.setAttribute("x", `${100 - share}%`);
    if (title && part.dataset.shown) write(title, title.textContent.replace(part.dataset.shown, numbers.format(figures.signatures)));
    part.dataset.shown = numbers.format(figures.signatures);
  }
};

const follow = (address, boxes) => {
  let wait = EVERY, timer = 0, asking = false, saidAt = Date.now(), said = "";
  const tell = figures => {
    const now = `${figures.signatures} ${figures.organizations}`;
    said ||= now;
    if (now === said || Date.now() - saidAt < SAID_EVERY) return;
    [said, saidAt] = [now, Date.now()];
    for (const box of boxes) {
      const region = box.querySelector("[data-count-said]");
      write(region, region?.dataset.say.replace("{people}", numbers.format(figures.signatures)).replace("{organizations}", numbers.format(figures.organizations)));
    }
  };
  const later = () => {
    clearTimeout(timer);
    if (!document.hidden && Date.now() - began < UNTIL) timer = setTimeout(look, wait);
  };
  const look = async () => {
    if (asking) return;
    asking = true;
    try {
      const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
      if (!answer.ok) throw new Error(String(answer.status));
      const figures = await answer.json();
      for (const box of boxes) fill(box, figures);
      tell(figures);
      wait = EVERY;
    } catch {
      wait = Math.min(2 * wait, LONGEST);
    }
    asking = false;
    later();
  };
  document.addEventListener("visibilitychange", () => document.hidden || Date.now() - began >= UNTIL ? clearTimeout(timer) : wait === EVERY ? look() : later());
  later();
};

if (!frugal) {
  const by = new Map();
  for (const box of document.querySelectorAll("[data-live-count]")) {
    by.set(box.dataset.liveCount, [...(by.get(box.dataset.liveCount) ?? []), box]);
    const people = box.querySelector('[data-count="signatures"]');
    for (const part of box.querySelectorAll("[data-count-thermometer]")) part.dataset.shown = people?.textContent.trim() ?? "";
  }
  for (const [address, boxes] of by) follow(address, boxes);
}
