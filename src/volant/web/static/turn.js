// Draw one question and its answer, from the turn's record alone. While an answer streams, only
// what is new is added, so that a reader's focus and selection stay where they are.

import { drawArticle } from "./articles.js";
import { element, icon } from "./markup.js";
import { isOpen } from "./memory.js";
import { drawTag } from "./tags.js";
import { isOver } from "./validity.js";
import { borrowed, borrowedError, language, nameEngine, say, sayError, word } from "./words.js";

/** Show a turn and keep it up to date. `acts` holds openSource, openReceipt, copy, again,
    correct. */
export class TurnView {
  constructor(turn, acts) {
    this.turn = turn;
    this.acts = acts;
    this.shown = [];
    this.state = element("p", { class: "state" });
    this.evidence = element("div", { class: "found" });
    this.searched = element("div", { class: "searched" });
    this.answer = element("div", { class: "answer" });
    this.after = element("div", { class: "after" });
    const asked = element("h2", { class: "asked", dir: "auto" }, turn.question);
    this.about = element("div", { class: "about" }, this.state);
    this.root = element("article", { class: "turn" });
    this.root.append(asked, this.about, this.evidence, this.searched, this.answer, this.after);
    this.update(false);
  }

  /** Bring the drawing up to date; `last` says whether it can be answered again. */
  update(last) {
    const { turn } = this;
    this.drawTag(last);
    this.drawState();
    this.drawEvidence();
    this.drawTerms();
    this.drawSentences();
    const key = [last, turn.state, turn.error, turn.answer?.receipt, turn.hits?.length].join("|");
    if (key === this.drawnAfter) return;
    this.drawnAfter = key;
    this.after.replaceChildren(...drawAfter(turn, this.acts, last));
  }

  /** An open menu stays as it is while the answer streams. */
  drawTag(last) {
    const { identified, chosen } = this.turn;
    const key = JSON.stringify([last, identified, chosen]);
    if (key === this.drawnTag) return;
    this.drawnTag = key;
    this.tag?.remove();
    this.tag = identified && drawTag(this.turn, this.acts, last);
    if (this.tag) this.about.prepend(this.tag);
  }

  drawState() {
    const { turn } = this;
    this.root.setAttribute("aria-busy", isOpen(turn));
    this.state.classList.toggle("working", isOpen(turn));
    this.state.textContent = sayState(turn);
    this.state.hidden = this.state.textContent === "";
  }

  drawEvidence() {
    const hits = this.turn.state === "refused" ? [] : (this.turn.hits ?? []);
    if (hits.length !== this.drawnHits) {
      this.drawnHits = hits.length;
      this.evidence.replaceChildren(...drawCards(hits, "evidence", this.acts));
    }
    numberCards(this.evidence, hits, this.turn.sentences);
  }

  drawTerms() {
    const terms = this.turn.terms ?? [];
    if (terms.length === this.drawnTerms) return;
    this.drawnTerms = terms.length;
    this.searched.replaceChildren(...drawSearched(terms));
  }

  drawSentences() {
    const { sentences, answer, tag } = this.turn;
    const same = this.shown.every((text, at) => text === JSON.stringify(sentences[at]));
    if (!same) {
      this.shown = [];
      this.answer.replaceChildren();
    }
    this.answer.lang = answer?.tag ?? tag ?? "";
    for (const sentence of sentences.slice(this.shown.length)) {
      addSentence(this.answer, sentence, this.acts);
      this.shown.push(JSON.stringify(sentence));
    }
  }
}

/** Say in words where a turn stands; the same words are announced and shown. */
export function sayState(turn) {
  if (turn.state === "searching") return say("searching");
  if (turn.state === "answering" && turn.sentences.length > 0) return say("answering");
  if (turn.state === "stopped") return say("stopped");
  return turn.hits && turn.state !== "refused" ? sayFound(turn.hits) : "";
}

export function sayFound(hits) {
  const documents = new Set(hits.map((hit) => hit.document)).size;
  return say("found", {
    passages: say("passages", { n: hits.length }),
    documents: say("documents", { n: documents }),
  });
}

/** Give the address of the page that shows a hit in its document. */
export const linkHit = (hit) =>
  `/documents/${encodeURIComponent(hit.document)}?start=${hit.start}&end=${hit.end}#passage`;

function addSentence(answer, sentence, acts) {
  const marks = sentence.citations.map((cited) => drawMark(cited, acts));
  if (sentence.status === "quoted") {
    const lang = sentence.citations[0]?.tag;
    const text = element("p", {}, sentence.text, marks);
    answer.append(element("blockquote", { lang, dir: "auto" }, text));
    return;
  }
  let paragraph = answer.lastElementChild;
  if (paragraph?.tagName !== "P") {
    paragraph = element("p", { dir: "auto" });
    answer.append(paragraph);
  }
  paragraph.append(element("span", { class: `sentence ${sentence.status}` }, sentence.text, marks, " "));
}

function drawMark(cited, acts) {
  const label = say("citation", { number: cited.number, title: cited.title });
  return element(
    "a",
    { class: "cite", href: linkHit(cited), "aria-label": label, onclick: opens(cited, acts) },
    String(cited.number),
  );
}

function drawCards(hits, key, acts) {
  if (hits.length === 0) return [];
  const cards = hits.map((hit) => element("li", {}, drawCard(hit, acts)));
  return [element("ul", { class: "evidence", role: "list", "aria-label": say(key) }, cards)];
}

/** List what was looked for; each term may be of another direction than the page. */
function drawSearched(terms) {
  if (terms.length === 0) return [];
  const listed = terms.map((term) => element("li", {}, element("bdi", {}, term)));
  const list = element("ul", { role: "list" }, listed);
  return [element("details", { class: "terms" }, word("summary", "terms"), list)];
}

function drawCard(hit, acts) {
  return element(
    "a",
    { class: "card", href: linkHit(hit), lang: hit.tag, onclick: opens(hit, acts) },
    element("span", { class: "title", dir: "auto" }, hit.title),
    drawPlace(hit),
    element("span", { class: "extract", dir: "auto" }, hit.text.replace(/^#+ .*\n+/, "").slice(0, 400)),
    hit.starter && word("span", "starter", { class: "badge" }),
    isOver(hit) && word("span", "outdated", { class: "badge" }),
  );
}

/** Name the article and the page. */
function drawPlace(hit) {
  const { page } = hit;
  const lang = borrowed("page") ?? language();
  const parts = [
    drawArticle(hit, false),
    page > 0 && element("span", { class: "page", lang }, say("page", { page })),
  ].filter(Boolean);
  return parts.length > 0 && element("span", { class: "place", dir: "auto" }, parts);
}

/** Put on each card the numbers of the citations taken from its passage. */
function numberCards(evidence, hits, sentences) {
  const cited = sentences.flatMap((sentence) => sentence.citations);
  evidence.querySelectorAll(".card").forEach((card, at) => {
    const hit = hits[at];
    const own = cited.filter((c) => c.document === hit.document && c.passage === hit.passage);
    const numbers = [...new Set(own.map((c) => c.number))].join(" · ");
    if (card.dataset.numbers === numbers) return;
    card.dataset.numbers = numbers;
    card.classList.toggle("used", numbers !== "");
  });
}

/** Open a source in the panel, unless the reader asked for a new tab or window. */
function opens(hit, acts) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    acts.openSource(hit);
  };
}

function drawAfter(turn, acts, last) {
  const { answer, state, error } = turn;
  const parts = [];
  if (state === "refused") parts.push(...drawMissed(), ...drawNearest(answer.nearest, acts));
  const withheld = (answer?.withheld ?? []).reduce((sum, [, count]) => sum + count, 0);
  if (withheld) parts.push(element("p", { class: "withheld" }, say("withheld", { n: withheld })));
  if (error) {
    const lang = borrowedError(error);
    parts.push(element("p", { class: "failure", lang }, sayError(error)));
  }
  if (!isOpen(turn)) parts.push(drawFoot(turn, acts, last));
  return parts;
}

function drawMissed() {
  const { keeps } = document.getElementById("conversation").dataset;
  return keeps === undefined ? [] : [word("p", "missed", { class: "note" })];
}

function drawNearest(hits, acts) {
  if (hits.length === 0) return [];
  const heading = word("h3", "nearest");
  const note = word("p", "nearest_note", { class: "note" });
  return [element("section", { class: "nearest" }, heading, note, drawCards(hits, "nearest", acts))];
}

function drawFoot(turn, acts, last) {
  const { answer, error, sentences } = turn;
  const engine = answer?.engine && say("answered_by", { engine: nameEngine(answer.engine) });
  return element(
    "footer",
    {},
    sentences.length > 0 && drawButton("copy", "copy", () => acts.copy(turn)),
    last && drawButton("again", error ? "retry" : "regenerate", () => acts.again(turn)),
    answer?.receipt && drawButton("receipt", "receipt", () => acts.openReceipt(answer.receipt)),
    engine && element("span", { class: "meta", lang: borrowed("answered_by") }, engine),
  );
}

function drawButton(name, key, onclick) {
  const attributes = { type: "button", class: `quiet ${name}`, onclick };
  return element("button", attributes, icon(name), word("span", key, { class: "word" }));
}
