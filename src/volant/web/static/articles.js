// Spell the articles of a law in the reader's language. `articles.py` spells the same from the
// same labels, and says which labels are known.

import { element } from "./markup.js";
import { joints, language, repeats, say } from "./words.js";

const REPEATS = [["quinquies", "أربع"], ["quater", "ثلاث"], ["ter", "مرتين"], ["bis", "مكرر"]];
const AGAIN = "(?:ال)?مكررة?";
const ITEM =
  `(?:${AGAIN}\\s+)?\\d{1,4}(?:[-.]\\d{1,3})*` +
  `(?:\\s+(?:bis|ter|quater|quinquies|${AGAIN}(?:\\s+(?:مرتين|ثلاث مرات|أربع مرات))?))?`;
const NEXT = "(?:\\s*[,،;؛]\\s*|\\s+(?:et|and)\\s+|\\s+و\\s*)";
const WORD = "(?:المادة|المادتان|المادتين|المواد|[Aa]rticles?|[Aa]rts?\\.)";
const LABEL = new RegExp(
  `^(?:(?:(?<law>.+)[,،]\\s*)?${WORD}\\s+)?(?<listed>${ITEM}(?:${NEXT}${ITEM})*)$`,
);

/** Give the law a label names, and its articles as [number, how often repeated]. */
export function readArticles(label) {
  const found = LABEL.exec(label.trim());
  if (!found) return { law: label, articles: [] };
  const items = found.groups.listed.match(new RegExp(ITEM, "g"));
  const articles = items.map((item) => [/\d[-.\d]*/.exec(item)[0], rank(item)]);
  return { law: found.groups.law ?? "", articles };
}

/** Name the articles of a label, after the law where it is named. */
export function nameArticle(label) {
  const { law, articles } = readArticles(label);
  if (articles.length === 0) return label;
  const said = say("article", { n: articles.length, article: list(articles.map(spell)) });
  if (law) return `\u2068${law}\u2069${joints()[0]}${said}`;
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** Draw a label of a text in the language `tag`, or nothing for none, as `draw_article` does. */
export function drawArticle(label, tag, name = null) {
  if (!label) return null;
  const spelled = readArticles(label).articles.length > 0;
  const lang = spelled ? language() : tag;
  const dir = spelled || name ? null : "auto";
  return element("span", { lang, dir, class: name }, nameArticle(label));
}

const spell = ([number, again]) => (again ? `${number} ${repeats()[again - 1]}` : number);

function list(numbers) {
  const [, between, last] = joints();
  const end = numbers[numbers.length - 1];
  return numbers.length > 1 ? `${numbers.slice(0, -1).join(between)}${last}${end}` : end;
}

function rank(item) {
  const at = REPEATS.findIndex((forms) => forms.some((form) => item.includes(form)));
  return at < 0 ? 0 : REPEATS.length - at;
}
