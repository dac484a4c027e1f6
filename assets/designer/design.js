// Choices on the left, the pages themselves on the right; each choice is kept and shown at once.
import { Desk } from "./desk.js";
import { element } from "./element.js";
import { PANELS } from "./panels.js";
import { language, word } from "./words.js";

const WIDTHS_PX = { phone: 390, tablet: 820, desktop: 1440 };
const KEPT_MS = 60000; // time for the browser to take a file
const HOME_PAGE_AMONG = 12; // the first pages that are made
const PAGES = ["", "glasses/", "stores/", "eye-test/", "contact/", "about/", "questions/", "legal/"];

const desk = new Desk();
const place = (id) => document.getElementById(id);
let group = "look";
let width = "desktop";
let isPacking = false;

document.documentElement.lang = language;
document.title = word("title");
for (const named of document.querySelectorAll("[data-word]")) named.textContent = word(named.dataset.word);

const undo = element("button", { type: "button", onclick: () => { desk.undo(); draw(); } }, word("undo"));
const pack = element("button", { type: "button", className: "main", onclick: async () => { pack.disabled = true; await desk.pack(); isPacking = true; } }, word("pack"));
place("actions").append(undo, pack);

const tabs = Object.keys(PANELS).map((name) => element("button", { type: "button", role: "tab", id: `tab-${name}`, onclick: () => show(name) }, word(`tab_${name}`)));
place("tabs").append(...tabs);
place("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const names = Object.keys(PANELS);
  show(names.at((names.indexOf(group) + step) % names.length));
  place(`tab-${group}`).focus();
});

const pages = element("select", { ariaLabel: word("page") }, PAGES.map((path) => element("option", { value: path }, word(`page_${path.replace("/", "") || "home"}`))));
pages.addEventListener("change", () => { place("site").src = `${desk.site}/${pages.value}`; });
const widths = Object.keys(WIDTHS_PX).map((name) => element("button", { type: "button", onclick: () => { width = name; fit(); } }, word(`width_${name}`)));
place("view").append(pages, element("div", { className: "widths", role: "group", ariaLabel: word("width") }, widths));
place("site").title = word("preview");
new ResizeObserver(fit).observe(place("stage"));

desk.addEventListener("changed", () => { undo.disabled = !desk.canUndo; say(word("keeping")); });
desk.addEventListener("kept", ({ detail }) => tellProblems(detail));
desk.addEventListener("standing", ({ detail }) => tellStanding(detail));
desk.addEventListener("lost", ({ detail }) => { place("problem").textContent = word(detail); });

undo.disabled = true;
await desk.open();
draw();
fit();

function show(name) {
  group = name;
  draw();
  place("panel").scrollTop = 0;
}

function draw() {
  for (const tab of tabs) {
    const isShown = tab.id === `tab-${group}`;
    tab.setAttribute("aria-selected", isShown);
    tab.tabIndex = isShown ? 0 : -1;
  }
  place("panel").setAttribute("aria-labelledby", `tab-${group}`);
  place("panel").replaceChildren(...PANELS[group](desk, draw));
  undo.disabled = !desk.canUndo;
}

/** The page in its true width, made smaller where there is no room for it. */
function fit() {
  const stage = place("stage").getBoundingClientRect();
  const scale = Math.min(1, stage.width / WIDTHS_PX[width]);
  const site = place("site");
  site.style.width = `${WIDTHS_PX[width]}px`;
  site.style.height = `${stage.height / scale}px`;
  site.style.transform = `scale(${scale})`;
  site.style.marginInline = `${Math.max(0, (stage.width - WIDTHS_PX[width] * scale) / 2)}px`;
  widths.forEach((button, at) => button.setAttribute("aria-pressed", Object.keys(WIDTHS_PX)[at] === width));
}

function tellProblems(problems) {
  const unseen = new Set(problems);
  for (const shown of document.querySelectorAll("[data-place]")) {
    const here = problems.filter(({ place: at }) => `${at}.`.startsWith(`${shown.dataset.place}.`));
    here.forEach((problem) => unseen.delete(problem));
    shown.textContent = here.map((problem) => problem.says).join(" ");
    shown.parentElement.querySelector("input, select, textarea").setAttribute("aria-invalid", here.length > 0);
  }
  const others = [...unseen].map((problem) => problem.says);
  place("problem").textContent = problems.length ? `${word("not_kept")} ${others.join(" ")}` : "";
}

async function tellStanding({ phase, done, total, says, isPacked }) {
  if (phase === "refused") place("problem").textContent = says;
  say({ building: word("building", { done, total }), packing: word("packing", { done, total }), ready: word("ready", { count: desk.choices.previewed }), refused: word("refused") }[phase]);
  const hasHomePage = phase === "ready" || done > HOME_PAGE_AMONG;
  if (hasHomePage && !place("site").src) place("site").src = `${desk.site}/`;
  if (isPacking && (isPacked || phase === "refused")) {
    isPacking = false;
    pack.disabled = false;
    if (isPacked) hand(await desk.archive());
  }
}

function hand(archive) {
  const address = URL.createObjectURL(archive);
  element("a", { href: address, download: "store-pages.zip" }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

function say(text) {
  place("standing").textContent = text;
}
