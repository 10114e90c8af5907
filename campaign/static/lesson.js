// Questions to choose answers for, and steps to mark as done. Nothing is sent: what is done stays in this browser, under
// one key for each lesson, until "forget" is pressed; answers are kept nowhere. Without this file answers are folded.
const PREFIX = "lesson:";
const language = document.documentElement.lang;
const lesson = document.querySelector("[data-lesson]");
const note = document.querySelector("[data-lesson-progress]");

const read = slug => {
  try {
    const done = JSON.parse(localStorage.getItem(PREFIX + slug));
    return new Set(Array.isArray(done) ? done.filter(Number.isInteger) : []);
  } catch { return new Set(); }
};
const write = (slug, done) => {
  try {
    if (done.size) localStorage.setItem(PREFIX + slug, JSON.stringify([...done].sort((a, b) => a - b)));
    else localStorage.removeItem(PREFIX + slug);
    return true;
  } catch { return false; }
};
const kept = () => {
  try { return Object.keys(localStorage).filter(key => key.startsWith(PREFIX)); } catch { return []; }
};
const boxes = () => [...document.querySelectorAll("[data-step] input")];
const number = value => value.toLocaleString(language);

const show = () => {
  if (!note) return;
  note.hidden = !lesson && !kept().length && !note.contains(document.activeElement);
  const say = (place, done, all) => {
    place.textContent = done && all ? note.dataset.some.replace("{done}", number(Math.min(done, all))).replace("{all}", number(all)) : "";
  };
  if (lesson) say(note.querySelector("[data-progress]"), boxes().filter(box => box.checked).length, boxes().length);
  for (const one of document.querySelectorAll("[data-lesson-listed]"))
    say(one.querySelector("[data-progress]"), read(one.dataset.lessonListed).size, Number(one.dataset.steps));
};

if (lesson) {
  const slug = lesson.dataset.lesson, done = read(slug);
  for (const place of document.querySelectorAll("[data-step]")) {
    const box = place.querySelector("input"), step = Number(place.dataset.step);
    place.hidden = false;
    box.checked = done.has(step);
    box.addEventListener("change", () => {
      const now = read(slug);
      if (box.checked) now.add(step); else now.delete(step);
      if (!write(slug, now)) box.checked = false;
      note.querySelector("[data-forgotten-said]").textContent = "";
      show();
    });
  }
}
note?.querySelector("[data-forget]").addEventListener("click", () => {
  for (const key of kept()) localStorage.removeItem(key);
  for (const box of boxes()) box.checked = false;
  show();
  note.querySelector("[data-forgotten-said]").textContent = note.dataset.forgotten;
});
show();

for (const quiz of document.querySelectorAll("[data-quiz]")) {
  const { quiz: key, check, right, wrong, nothing } = quiz.dataset;
  const several = "several" in quiz.dataset;
  const options = [...quiz.querySelectorAll(".options > li")];
  const list = quiz.querySelector(".options"), verdict = quiz.querySelector("[data-verdict]"), said = quiz.querySelector("[data-said]");
  list.setAttribute("role", several ? "group" : "radiogroup");
  list.setAttribute("aria-labelledby", `q${key}`);
  options.forEach((option, index) => {
    const box = document.createElement("input"), label = document.createElement("label");
    option.setAttribute("role", "presentation");
    Object.assign(box, { type: several ? "checkbox" : "radio", name: `q${key}`, id: `q${key}-${index}` });
    label.htmlFor = box.id;
    label.append(...option.querySelector("span").childNodes);
    option.querySelector("span").replaceWith(box, label);
    option.classList.add("check");
    box.addEventListener("change", () => { verdict.textContent = said.textContent = ""; });
  });
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn quiet s", textContent: check });
  verdict.parentElement.before(button);
  button.addEventListener("click", () => {
    const chosen = options.filter(option => option.querySelector("input").checked);
    const isRight = options.every(option => ("isRight" in option.dataset) === chosen.includes(option));
    verdict.textContent = !chosen.length ? nothing : isRight ? right : wrong;
    const why = chosen.flatMap(option => [" ", ...(option.querySelector("template")?.content.cloneNode(true).childNodes ?? [])]);
    said.replaceChildren(...why);
  });
}

// On paper every answer is open.
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("article details:not([open])")) { part.open = true; part.dataset.opened = ""; }
});
addEventListener("afterprint", () => {
  for (const part of document.querySelectorAll("[data-opened]")) { part.open = false; delete part.dataset.opened; }
});
