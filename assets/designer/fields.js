// Fields for one value each. `desk` holds the settings, `path` says which value of them.
import { element } from "./element.js";
import { languageName, word } from "./words.js";

let count = 0;

/** A labelled control; `hint` is a word's key. */
export function labelled(label, control, { hint, place } = {}) {
  control.id ||= `field-${++count}`;
  const note = hint ? element("small", { id: `${control.id}-hint` }, word(hint)) : null;
  const problem = element("small", { className: "problem", id: `${control.id}-problem` });
  if (place) problem.dataset.place = place;
  control.setAttribute("aria-describedby", `${note ? `${note.id} ` : ""}${problem.id}`);
  return element("div", { className: "field" }, element("label", { htmlFor: control.id }, label), control, note, problem);
}

function input(desk, path, properties, read = (control) => control.value) {
  const control = element("input", properties);
  control.addEventListener("input", () => desk.set(path, read(control)));
  return control;
}

export function textField(desk, path, label, { type = "text", hint, ...more } = {}) {
  const empty = more.emptyIs ?? "";
  delete more.emptyIs;
  const control = input(desk, path, { type, value: desk.get(path) ?? "", ...more }, (c) => c.value.trim() || empty);
  return labelled(label, control, { hint, place: path.join(".") });
}

export function choiceField(desk, path, label, choices, nameOf, then = () => {}) {
  const options = choices.map((choice) => element("option", { value: choice }, nameOf(choice)));
  const control = element("select", { onchange: () => { desk.set(path, control.value); then(); } }, options);
  control.value = desk.get(path);
  return labelled(label, control, { place: path.join(".") });
}

export function switchField(desk, path, label) {
  const control = element("input", { type: "checkbox", checked: Boolean(desk.get(path)) });
  control.addEventListener("change", () => desk.set(path, control.checked));
  return labelled(label, control, { place: path.join(".") });
}

export function numberField(desk, path, label) {
  const control = input(desk, path, { type: "number", min: 0, max: 10000, value: desk.get(path) }, (c) => c.valueAsNumber || 0);
  return labelled(label, control, { place: path.join(".") });
}

/** An amount in the first edition's currency; nothing where it is empty. */
export function priceField(desk, path, label) {
  const currency = desk.settings.editions[0].currency;
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  const minor = desk.get(path);
  const value = minor == null ? "" : (minor / 10 ** digits).toFixed(digits);
  const read = (control) => (control.value === "" ? null : Math.round(control.valueAsNumber * 10 ** digits));
  const control = input(desk, path, { type: "number", min: 0, step: 10 ** -digits, value }, read);
  return labelled(`${label} (${currency})`, control, { place: path.join(".") });
}

export function colourField(desk, path, label) {
  const control = input(desk, path, { type: "color", value: desk.get(path).toLowerCase() });
  const shown = element("span", {}, control.value);
  control.addEventListener("input", () => { shown.textContent = control.value; });
  const field = labelled(label, control, { place: path.join(".") });
  field.classList.add("colour");
  field.append(shown);
  return field;
}

/** A length in pixels, by a slider; other units are typed. */
export function lengthField(desk, path, label) {
  const value = desk.get(path);
  if (!value.endsWith("px")) return textField(desk, path, label);
  const control = input(desk, path, { type: "range", min: 0, max: 48, value: parseFloat(value) }, (c) => `${c.value}px`);
  return labelled(label, control, { place: path.join(".") });
}

/** A text in each of the site's languages. `isLong` begins a new paragraph at a blank line. */
export function localField(desk, path, label, { isLong = false, hint } = {}) {
  const tags = [...new Set(desk.settings.editions.map((edition) => edition.locale.split("-")[0]))];
  const texts = (tag) => {
    const text = desk.get(path) ?? "";
    return typeof text === "string" ? text : (text[tag] ?? "");
  };
  const fields = tags.map((tag) => {
    const shown = isLong ? paragraphs(texts(tag)) : texts(tag);
    const control = isLong ? element("textarea", { rows: 5 }) : element("input", { type: "text" });
    control.value = shown;
    control.lang = tag;
    control.dir = "auto";
    control.addEventListener("input", () => {
      const text = isLong ? markup(control.value) : control.value;
      const known = desk.get(path) ?? "";
      const all = typeof known === "string" ? Object.fromEntries(tags.map((other) => [other, known])) : known;
      desk.set(path, tags.length === 1 ? text : { ...all, [tag]: text });
    });
    const name = tags.length === 1 ? label : `${label} · ${languageName(tag)}`;
    return labelled(name, control, { hint: tag === tags.at(-1) ? hint : undefined, place: path.join(".") });
  });
  return tags.length === 1 ? fields[0] : element("div", { className: "local" }, fields);
}

/** Plain paragraphs as people write them; markup that says more stays as it is. */
function paragraphs(text) {
  const plain = text.replace(/<\/p>\s*<p>/g, "\n\n").replace(/^\s*<p>|<\/p>\s*$/g, "");
  if (/<|&(?!lt;|gt;|amp;)/.test(plain)) return text;
  return plain.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

function markup(text) {
  if (text.trim() === "" || /<[a-z/]/i.test(text)) return text;
  const safe = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return safe.trim().split(/\n\s*\n/).map((part) => `<p>${part.trim()}</p>`).join("");
}

export function logoField(desk, path, label, again) {
  const control = element("input", { type: "file", accept: "image/png,image/jpeg,image/webp" });
  control.addEventListener("change", async () => {
    const bytes = new Uint8Array(await control.files[0].arrayBuffer());
    desk.set(path, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")));
    again();
  });
  const field = labelled(label, control, { hint: "hint_logo", place: path.join(".") });
  if (desk.get(path)) {
    const remove = element("button", { type: "button", onclick: () => { desk.set(path, ""); again(); } }, word("remove_logo"));
    field.prepend(element("img", { src: `data:image;base64,${desk.get(path)}`, alt: word("logo"), className: "logo" }));
    field.append(remove);
  }
  return field;
}

/** Opening hours: up to two times a day; a day without any is closed. */
export function hoursField(desk, path, days) {
  const rows = days.map((day) => {
    const name = dayName(days.indexOf(day));
    const times = desk.get([...path, day]) ?? [];
    const pairs = [0, 1].map((at) => ["from", "until"].map((end, side) => {
      const control = element("input", { type: "time", value: times[at]?.[side] ?? "" });
      control.setAttribute("aria-label", `${name}, ${word(end)}${at ? " 2" : ""}`);
      control.addEventListener("change", () => keep());
      return control;
    }));
    const keep = () => {
      const whole = pairs.map((pair) => pair.map((control) => control.value)).filter((pair) => pair.every(Boolean));
      desk.set(path, { ...(desk.get(path) ?? {}), [day]: whole });
    };
    return element("tr", {}, element("th", { scope: "row" }, name), element("td", {}, pairs.map((pair) => element("span", {}, pair[0], "–", pair[1]))));
  });
  return element("table", { className: "hours" }, element("caption", {}, word("hours")), rows);
}

function dayName(fromMonday) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short" }).format(new Date(2024, 0, 1 + fromMonday));
}

/** Entries in an order people can change. `open` is the entry that is unfolded at first. */
export function listField(desk, path, { title, nameOf, fieldsOf, make, add, most }) {
  const list = element("ol", { className: "entries" });
  const box = element("div", { className: "list" }, title ? element("h3", {}, title) : null, list);
  const entries = () => desk.get(path) ?? [];
  const move = (from, to) => {
    const changed = [...entries()];
    changed.splice(to, 0, ...changed.splice(from, 1));
    desk.set(path, changed);
    draw(null, to);
  };
  const button = (word_, sign, act, isOff) => element("button", { type: "button", title: word(word_), disabled: isOff, onclick: act }, sign);
  const draw = (opened, focused) => {
    list.replaceChildren(...entries().map((entry, at) => {
      const fields = fieldsOf(at);
      const name = nameOf(entry, at);
      const body = fields.length ? element("details", { open: at === opened }, element("summary", {}, name), fields) : element("p", {}, name);
      const tools = [
        button("up", "↑", () => move(at, at - 1), at === 0),
        button("down", "↓", () => move(at, at + 1), at === entries().length - 1),
        button("remove", "✕", () => { desk.set(path, entries().filter((_, other) => other !== at)); draw(); }, false),
      ];
      for (const tool of tools) tool.setAttribute("aria-label", `${tool.title}: ${name}`);
      return element("li", {}, body, element("div", { className: "tools" }, tools));
    }));
    if (focused !== undefined) list.children[focused].querySelector(".tools button:not(:disabled)").focus();
  };
  draw();
  if (most === undefined || entries().length < most) {
    box.append(add((entry) => {
      desk.set(path, [...entries(), entry ?? make()]);
      draw(entries().length - 1);
      list.lastElementChild.querySelector("input, textarea, summary, button").focus();
    }));
  }
  return box;
}

export function addButton(label) {
  return (add) => element("button", { type: "button", className: "add", onclick: () => add() }, `+ ${label}`);
}
