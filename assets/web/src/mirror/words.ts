import type { Language } from "../page/language";
import type spoken from "../words/ar";

/** Those that the page uses: of the kiosk's own a part. */
export type Words = typeof spoken;

const LOADERS: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import("../words/en"),
  de: () => import("../words/de"),
  es: () => import("../words/es"),
  fr: () => import("../words/fr"),
  ar: () => import("../words/ar"),
};

export async function loadWords(language: Language): Promise<Words> {
  return (await LOADERS[language]()).default;
}

/** The sentence with its places filled in. */
export function say(sentence: string, values: Readonly<Record<string, string | number>> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
