// Say the page's sentences, and change their language in place: nothing typed or read is lost.
// The sentences are those of `words/*.toml`, loaded as JSON from beside this file.

import { element } from "./markup.js";

const YEAR = 31536000;
/** Values that may be written the other way than the sentence, as in `catalogue.py`. */
const ISOLATED = ["class", "date", "engine", "source", "title"];
const loaded = new Map();
let words = { language: "fr", direction: "ltr", borrowed: [], texts: {} };

/** Load a language; the one being read stays if the network fails, and the caller is told. */
export async function loadWords(language) {
  if (!loaded.has(language)) {
    const response = await fetch(new URL(`words/${language}.json`, import.meta.url));
    if (!response.ok) throw new Error(`words ${language}: ${response.status}`);
    loaded.set(language, await response.json());
  }
  words = loaded.get(language);
}

export const language = () => words.language;

/** Say a sentence, `{names}` filled; `n` chooses among plural forms. */
export function say(key, values = {}) {
  let text = words.texts[key] ?? key;
  if (typeof text !== "string") text = text[plural(words.language, values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name] ?? whole;
    return ISOLATED.includes(name) ? `\u2068${value}\u2069` : value;
  });
}

/** Write an ISO 8601 date with its month in words; anything else stays as it is. */
export function sayDate(date) {
  const parts = /^(\d{4})-(0[1-9]|1[0-2])-(\d{2})$/.exec(date);
  return parts ? `${Number(parts[3])} ${words.months[parts[2] - 1]} ${parts[1]}` : date;
}

/** The tags that have a name, in the order of the catalogue; `und` names none. */
export const tags = () =>
  Object.keys(words.texts)
    .filter((key) => key.startsWith("tag.") && key !== "tag.und")
    .map((key) => key.slice(4));

/** Name a language and script; one without a name here is named by its tag. */
export const nameTag = (tag) => words.texts[`tag.${tag}`] ?? tag;

/** Name an engine; the one that only quotes is told in words, any other has its name. */
export const nameEngine = (name) => words.texts[`engine.${name}`] ?? name;

/** Write a probability as a percentage, 100 only for what is certain; as in `catalogue.py`. */
export function sayShare(score) {
  const whole = score >= 1 ? 100 : Math.min(99, Math.floor(score * 100 + 0.5));
  return ["fr", "zgh"].includes(words.language) ? `${whole}\u202f%` : `${whole}%`;
}

/** Write a share with two decimals, never rounded up; as in `catalogue.py`. */
export function sayDecimal(score) {
  const text = (Math.floor(score * 100 + 1e-9) / 100).toFixed(2);
  return words.language === "en" ? text : text.replace(".", ",");
}

/** Explain an error and what to do. */
export const sayError = (code) => say(knownError(code));

/** The language of a sentence where it is not the page's own. */
export const borrowed = (key) => (words.borrowed.includes(key) ? "fr" : null);

/** The language of an error's explanation where it is not the page's own. */
export const borrowedError = (code) => borrowed(knownError(code));

/** Make an element that says a sentence and changes with the language. */
export function word(name, key, attributes = {}) {
  const lang = borrowed(key);
  return element(name, { "data-word": key, lang, ...attributes }, say(key));
}

/** Say every marked element of the page again, in the language loaded. */
export function translatePage() {
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.direction;
  for (const node of document.querySelectorAll("[data-word]")) {
    node.textContent = say(node.dataset.word);
    const lang = borrowed(node.dataset.word);
    if (lang) node.lang = lang;
    else node.removeAttribute("lang");
  }
  translateAttribute("label", "aria-label");
  translateAttribute("placeholder", "placeholder");
  document.title = `Volant · ${say("headline")}`;
}

/** Remember a choice for the next page the server draws. */
export function remember(name, value) {
  document.cookie = `volant_${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax`;
}

/** CLDR plural category, as in `catalogue.py`; Intl.PluralRules does not know `zgh`. */
function plural(tag, n) {
  if (tag === "ar") return new Intl.PluralRules("ar").select(n);
  return n === 1 || (tag === "fr" && n === 0) ? "one" : "other";
}

function knownError(code) {
  return `error.${code}` in words.texts ? `error.${code}` : "error.volant";
}

function translateAttribute(mark, attribute) {
  for (const node of document.querySelectorAll(`[data-${mark}]`)) {
    node.setAttribute(attribute, say(node.dataset[mark]));
  }
}
