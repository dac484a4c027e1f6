// What can be chosen, in four groups. Each returns its elements; `again` draws the group anew.
import { element } from "./element.js";
import {
  addButton, choiceField, colourField, hoursField, labelled, lengthField, listField, localField, logoField, numberField,
  priceField, switchField, textField,
} from "./fields.js";
import { languageName, word } from "./words.js";

const kept = new Map(); // look and sections of the templates that were left, to come back to

export const PANELS = { look, home, shop, texts };

function look(desk, again) {
  const template = desk.choices.templates[desk.settings.template];
  const fields = template.look.map((setting) => settingField(desk, ["look", setting.id], setting));
  const colours = template.look.map((setting, at) => ({ setting, field: fields[at] })).filter(({ setting }) => setting.type === "colour");
  const groups = [false, true].map((isDark) => element(
    "fieldset", {}, element("legend", {}, word(isDark ? "dark" : "light")),
    colours.filter(({ setting }) => setting.id.endsWith("_dark") === isDark).map(({ field }) => field),
  ));
  const others = fields.filter((_, at) => template.look[at].type !== "colour");
  return [element("div", { className: "cards", role: "radiogroup", ariaLabel: word("template") }, cards(desk, again)), ...others, ...groups];
}

function cards(desk, again) {
  return Object.entries(desk.choices.templates).map(([slug, about]) => {
    const value = (id) => about.look.find((setting) => setting.id === id)?.default ?? "";
    const control = element("input", { type: "radio", name: "template", value: slug, checked: slug === desk.settings.template });
    control.addEventListener("change", () => { takeTemplate(desk, slug); again(); });
    const sample = element("span", { className: `sample ${value("heading_font")}`, ariaHidden: "true" }, "Aa");
    sample.style.background = value("paper");
    sample.style.color = value("ink");
    sample.style.borderBottomColor = value("accent");
    return element("label", { className: "card" }, control, sample, element("strong", {}, about.name), element("small", {}, word(`about_${slug}`, {}, about.description)));
  });
}

function takeTemplate(desk, slug) {
  const { template, look: chosen, sections } = desk.settings;
  kept.set(template, { look: chosen, sections });
  const known = kept.get(slug) ?? { look: {}, sections: null };
  desk.set(["look"], known.look);
  desk.settings.sections = known.sections;
  desk.settings.template = slug;
}

/** A setting that a template offers, by its type. What was not chosen yet shows the template's own choice. */
function settingField(desk, path, setting) {
  const shown = { get: (p) => desk.get(p) ?? setting.default, set: (p, value) => desk.set(p, value), get settings() { return desk.settings; } };
  const label = word(`setting_${setting.id}`, {}, setting.label);
  switch (setting.type) {
    case "colour": return colourField(shown, path, label);
    case "font": return choiceField(shown, path, label, desk.choices.fonts, (font) => word(`font_${font}`, {}, font));
    case "length": return lengthField(shown, path, label);
    case "choice": return choiceField(shown, path, label, setting.choices, (choice) => word(`choice_${choice}`, {}, choice));
    case "switch": return switchField(shown, path, label);
    case "number": return numberField(shown, path, label);
    case "address": return textField(shown, path, label, { type: "url", hint: "hint_address" });
    case "rich_text": return localField(shown, path, label, { isLong: true, hint: "hint_paragraphs" });
    default: return localField(shown, path, label);
  }
}

function home(desk) {
  const template = desk.choices.templates[desk.settings.template];
  const kinds = Object.fromEntries(template.sections.map((kind) => [kind.type, kind]));
  const named = (type) => word(`section_${type}`, {}, kinds[type]?.label ?? type);
  desk.settings.sections ??= structuredClone(template.home);
  return [
    element("p", { className: "hint" }, word("home_hint")),
    listField(desk, ["sections"], {
      nameOf: (section) => named(section.type),
      fieldsOf: (at) => (kinds[desk.settings.sections[at].type]?.settings ?? []).map((setting) => settingField(desk, ["sections", at, "settings", setting.id], setting)),
      add: (add) => {
        const control = element("select", {}, element("option", { value: "" }, `+ ${word("add_section")}`), template.sections.map((kind) => element("option", { value: kind.type }, named(kind.type))));
        control.setAttribute("aria-label", word("add_section"));
        control.addEventListener("change", () => { add({ type: control.value, settings: {} }); control.value = ""; });
        return control;
      },
    }),
  ];
}

function shop(desk, again) {
  const basket = desk.settings.basket;
  return [
    textField(desk, ["name"], word("name")),
    localField(desk, ["tagline"], word("tagline")),
    logoField(desk, ["logo"], word("logo"), again),
    textField(desk, ["email"], word("email"), { type: "email" }),
    textField(desk, ["phone"], word("phone"), { type: "tel", hint: "hint_phone" }),
    textField(desk, ["base_url"], word("base_url"), { type: "url", hint: "hint_address" }),
    textField(desk, ["booking_url"], word("booking_url"), { type: "url", hint: "hint_booking", emptyIs: null }),
    listField(desk, ["editions"], {
      title: word("editions"),
      nameOf: (edition) => `${languageName(edition.locale)} · ${edition.currency}`,
      fieldsOf: (at) => editionFields(desk, at),
      make: () => ({ locale: unused(desk), currency: desk.settings.editions[0].currency }),
      add: addButton(word("add_edition")),
      most: 12,
    }),
    listField(desk, ["locations"], {
      title: word("locations"),
      nameOf: (place) => place.name || word("location"),
      fieldsOf: (at) => locationFields(desk, at),
      make: () => ({ name: "", country: desk.settings.locations[0]?.country ?? "DE", hours: {} }),
      add: addButton(word("add_location")),
    }),
    element("h3", {}, word("basket")),
    choiceField(desk, ["basket", "kind"], word("basket_kind"), ["enquiry", "shopify", "woocommerce", "bigcommerce"], (kind) => word(`basket_${kind}`), again),
    ...(basket.kind === "enquiry" ? [] : [textField(desk, ["basket", "address"], word("basket_address"), { type: "url", hint: "hint_address", emptyIs: null })]),
  ];
}

function unused(desk) {
  const used = desk.settings.editions.map((edition) => edition.locale);
  return desk.choices.languages.find((language) => !used.includes(language)) ?? "en-GB";
}

function editionFields(desk, at) {
  const currencies = Intl.supportedValuesOf("currency");
  const names = new Intl.DisplayNames([document.documentElement.lang], { type: "currency" });
  return [
    textField(desk, ["editions", at, "locale"], word("locale"), { hint: "hint_locale" }),
    choiceField(desk, ["editions", at, "currency"], word("currency"), currencies, (code) => `${code} · ${names.of(code)}`),
  ];
}

function locationFields(desk, at) {
  const field = (name, more) => textField(desk, ["locations", at, name], word(name === "name" ? "location_name" : name), more);
  return [
    field("name"), field("street"), field("postal_code"), field("city"), field("country", { hint: "hint_country", maxLength: 2 }),
    field("phone", { type: "tel", hint: "hint_phone" }), field("email", { type: "email" }),
    hoursField(desk, ["locations", at, "hours"], desk.choices.weekdays),
    localField(desk, ["locations", at, "note"], word("note")),
  ];
}

function texts(desk) {
  const long = { isLong: true, hint: "hint_paragraphs" };
  const first = (text) => (typeof text === "string" ? text : (Object.values(text)[0] ?? ""));
  return [
    ...["about", "legal"].map((name) => localField(desk, [name], word(name), { isLong: true, hint: "hint_own_text" })),
    listField(desk, ["lens_options"], {
      title: word("lens_options"),
      nameOf: (lens) => first(lens.name) || word("lens_option"),
      fieldsOf: (at) => [
        localField(desk, ["lens_options", at, "name"], word("lens_name")),
        localField(desk, ["lens_options", at, "note"], word("note")),
        priceField(desk, ["lens_options", at, "price_minor"], word("lens_price")),
      ],
      make: () => ({ name: "", note: "", price_minor: null }),
      add: addButton(word("add_lens")),
      most: 20,
    }),
    listField(desk, ["questions"], {
      title: word("questions"),
      nameOf: (asked) => first(asked.question) || word("question"),
      fieldsOf: (at) => [
        localField(desk, ["questions", at, "question"], word("question")),
        localField(desk, ["questions", at, "answer"], word("answer"), long),
      ],
      make: () => ({ question: "", answer: "" }),
      add: addButton(word("add_question")),
      most: 50,
    }),
    labelled(word("image_hosts"), hosts(desk), { hint: "hint_hosts", place: "image_hosts" }),
  ];
}

function hosts(desk) {
  const control = element("input", { type: "text", value: desk.settings.image_hosts.join(" ") });
  control.addEventListener("input", () => desk.set(["image_hosts"], control.value.split(/[\s,]+/).filter(Boolean)));
  return control;
}
