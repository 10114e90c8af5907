// Keeps a part of the page up to date while work goes on. Without this file the page has a link that does the same.
const live = () => document.querySelector("[data-live]");
const look = async () => {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
    if (answer.ok && !fresh) return location.reload();
    for (const part of ["progress", "[aria-live]"]) {
      const [old, now] = [live().querySelector(part), fresh && fresh.querySelector(part)];
      if (old && now && old.outerHTML !== now.outerHTML) {
        if (part === "progress") old.value = now.getAttribute("value");
        else old.textContent = now.textContent;
      }
    }
  } catch { /* the next look may reach the site again */ }
  setTimeout(look, 3000);
};
if (live()) setTimeout(look, 2000);
