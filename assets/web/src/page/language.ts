import ar from "../words/button.ar.json";
import de from "../words/button.de.json";
import en from "../words/button.en.json";
import es from "../words/button.es.json";
import fr from "../words/button.fr.json";

export type Language = "en" | "de" | "es" | "fr" | "ar";
export type ButtonWords = Record<"try_on" | "busy" | "progress" | "failed" | "retry", string>;

const BUTTON_WORDS: Record<Language, ButtonWords> = { en, de, es, fr, ar };

export function buttonWords(language: Language): ButtonWords {
  return BUTTON_WORDS[language];
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}

/** Of the element itself, else of the nearest `lang` around it, else English. */
export function languageOf(element: Element): Language {
  const said = element.closest("[lang]")?.getAttribute("lang") ?? "";
  const primary = said.toLowerCase().split("-")[0];
  return primary in BUTTON_WORDS ? (primary as Language) : "en";
}
