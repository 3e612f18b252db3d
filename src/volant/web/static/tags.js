// Draw the language a question was told to be in, and the menu that corrects it: a disclosure with
// a list of buttons, as `tags.py` draws it. Escape, a press or a focus elsewhere closes it.

import { element, icon } from "./markup.js";
import { borrowed, nameTag, say, sayShare, tags, word } from "./words.js";

document.addEventListener("click", ({ target }) => closeMenus(target));
document.addEventListener("focusin", ({ target }) => closeMenus(target));
document.addEventListener("keydown", ({ key }) => {
  const open = key === "Escape" && document.querySelector("details.tag[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

/** Name the language of a turn; only the `last` one's can be corrected. */
export function drawTag(turn, acts, last) {
  const { identified, chosen } = turn;
  const tag = chosen ?? identified.tag;
  const certainty = chosen
    ? word("span", "chosen", { class: "share" })
    : element("span", { class: "share" }, sayShare(identified.score));
  const asked = element("span", { class: "unseen", lang: borrowed("asked_in") }, say("asked_in"), " ");
  const parts = [asked, drawName(tag), certainty];
  if (!last) return element("p", { class: "tag" }, parts);
  const choose = (other) => () => acts.correct(turn, other);
  return element(
    "details",
    { class: "tag" },
    element("summary", {}, parts, icon("down")),
    drawMenu(rankTags(identified, tag), choose),
  );
}

function drawMenu(others, choose) {
  const { keeps } = document.getElementById("conversation").dataset;
  const buttons = others.map((tag) =>
    element("li", {}, element("button", { type: "button", value: tag, onclick: choose(tag) }, drawName(tag))),
  );
  return element(
    "form",
    {},
    word("p", "correct"),
    element("ul", { role: "list", "aria-label": say("correct") }, buttons),
    keeps !== undefined && word("p", "kept", { class: "note" }),
  );
}

const drawName = (tag) =>
  element("span", { class: "name", lang: borrowed(`tag.${tag}`) }, nameTag(tag));

/** Order the tags that can be chosen instead of the one shown: the likeliest first. */
function rankTags(identified, shown) {
  const known = tags();
  const likely = [identified.tag, ...identified.alternatives.map(([tag]) => tag), ...known];
  return [...new Set(likely)].filter((tag) => known.includes(tag) && tag !== shown);
}

function closeMenus(target) {
  for (const open of document.querySelectorAll("details.tag[open]")) {
    if (!open.contains(target)) open.open = false;
  }
}
