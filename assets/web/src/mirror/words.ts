import type { Language } from "../page/language";
import type en from "../words/en";

export type Words = typeof en;

const LOADERS: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import("../words/en"),
  de: () => import("../words/de"),
  es: () => import("../words/es"),
  fr: () => import("../words/fr"),
};

export async function loadWords(language: Language): Promise<Words> {
  return (await LOADERS[language]()).default;
}

/** The sentence with its places filled in. */
export function say(sentence: string, values: Readonly<Record<string, string | number>> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
