// Draw a source in the panel: the passage in its text, what is known of its page, and the page
// itself. `source.py` draws the same elements as a page of its own.

import { drawArticle } from "./articles.js";
import { element } from "./markup.js";
import { linkHit } from "./turn.js";
import { drawValidity } from "./validity.js";
import { borrowed, nameTag, say, sayDate, sayDecimal, word } from "./words.js";

/** Draw a source; `openTwin(twin)` shows the same text in another language. */
export function drawSource(sheet, openTwin) {
  const { before, match, after, tag } = sheet;
  const mark = match && element("mark", {}, match);
  return [
    drawFacts(sheet),
    element("div", { class: "text", dir: "auto", lang: tag }, before, mark, after),
    sheet.picture && drawPicture(sheet),
    sheet.twins.length > 0 && drawTwins(sheet.twins, openTwin),
    element("p", {}, word("a", "open_page", { href: linkHit(sheet), target: "_blank" })),
  ].filter(Boolean);
}

function drawFacts(sheet) {
  const { date, page, source, starter } = sheet;
  return element(
    "div",
    { class: "facts" },
    drawArticle(sheet),
    page > 0 && element("span", { lang: borrowed("page") }, say("page", { page })),
    date && element("span", {}, say("date", { date: sayDate(date) })),
    drawValidity(sheet),
    element("span", { dir: "auto" }, say("file", { source })),
    starter && word("span", "starter", { class: "badge" }),
    starter && word("span", "starter_note", { class: "note" }),
    sheet.doubt && drawReading(sheet),
  );
}

/** Say how a page was read where that leaves a doubt, and what to check it against. */
function drawReading({ doubt, quality, picture }) {
  const read = say(doubt, { quality: sayDecimal(quality) });
  const check = word("span", picture ? "check_picture" : "check_original");
  return element("span", { class: "reading" }, element("span", { lang: borrowed(doubt) }, read), " ", check);
}

/** Draw the page, which opens large at a press. */
function drawPicture({ page, picture }) {
  const attributes = { src: picture, alt: say("picture", { page }), lang: borrowed("picture") };
  const image = element("img", { ...attributes, loading: "lazy" });
  const link = element("a", { href: picture, target: "_blank" }, image);
  return element("figure", { class: "drawn" }, link, word("figcaption", "picture_note"));
}

function drawTwins(twins, openTwin) {
  const links = twins.map((twin) => {
    const { title, tag } = twin;
    const onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      openTwin(twin);
    };
    const href = `/documents/${encodeURIComponent(twin.document)}`;
    const link = element("a", { href, lang: tag, hreflang: tag, dir: "auto", onclick }, title);
    return element("li", {}, link, " ", element("bdi", { lang: borrowed(`tag.${tag}`) }, nameTag(tag)));
  });
  return element("section", { class: "twins" }, word("h3", "twins"), element("ul", { role: "list" }, links));
}
