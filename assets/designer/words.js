// The page's own words, in the first language of the browser's that there is.
const LANGUAGES = ["en", "de", "es", "fr"];

const words = await (await fetch(`words/${chosen()}.json`)).json();

function chosen() {
  const wanted = navigator.languages.map((tag) => tag.split("-")[0]);
  return wanted.find((language) => LANGUAGES.includes(language)) ?? "en";
}

export const language = chosen();

/** The word by its key, with `{name}` filled; what is unknown stands for itself. */
export function word(key, filled = {}, otherwise = key) {
  return (words[key] ?? otherwise).replace(/\{(\w+)\}/g, (_, name) => filled[name] ?? "");
}

/** What a language, or a day of the week, is called. */
export function languageName(tag) {
  return new Intl.DisplayNames([language], { type: "language" }).of(tag);
}
