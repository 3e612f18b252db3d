// Draw the articles of a law as the server spelled them, in the language that is read, and tell the
// law's name from them; `articles.py` draws the same elements.

import { element } from "./markup.js";
import { language } from "./words.js";

/** Name the articles of a hit, a citation or a sheet, after the law where it is named. */
export function nameArticle(place) {
  const spelled = find(place);
  if (!spelled) return place.article;
  const { law, joint, articles } = spelled;
  return law ? `\u2068${law}\u2069${joint}${articles}` : articles;
}

/** Draw them, or nothing for none; `alone` says that nothing around decides of the direction. */
export function drawArticle(place, alone = true) {
  const { article, tag } = place;
  if (!article) return null;
  const spelled = find(place);
  if (!spelled) {
    return element("span", { class: "heading", lang: tag, dir: alone && "auto" }, article);
  }
  const named = spelled.law ? drawLaw(spelled, tag) : [];
  return element("span", { class: "article", lang: language() }, named, spelled.articles);
}

const drawLaw = ({ law, joint }, tag) => [
  element("bdi", { class: "law", lang: tag }, law),
  element("span", { class: "joint" }, joint),
];

/** Labels that are no list of articles, and those an older release kept, are not spelled. */
const find = ({ spelled }) => spelled?.[language()];
