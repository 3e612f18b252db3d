// Put an answer and its sources on the clipboard as plain text that can be pasted anywhere.

import { nameArticle } from "./articles.js";
import { element } from "./markup.js";
import { say, sayDate } from "./words.js";

/** Write an answer out, its citations as [1], its sources beneath. */
export function writeOut(turn) {
  const cited = turn.sentences.flatMap((sentence) => sentence.citations);
  const unique = [...new Map(cited.map((citation) => [citation.number, citation])).values()];
  const sources = unique.sort((a, b) => a.number - b.number).map(writeSource);
  const parts = [turn.question, turn.sentences.map(writeSentence).join("\n")];
  if (sources.length > 0) parts.push(`${say("sources")}\n${sources.join("\n")}`);
  return parts.join("\n\n");
}

/** Copy a text; says whether it worked. The old way serves pages read without HTTPS. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyThroughField(text);
  }
}

function writeSentence({ text, status, citations }) {
  const quoted = status === "quoted" ? `« ${text} »` : text;
  return [quoted, ...citations.map(({ number }) => `[${number}]`)].join(" ");
}

function writeSource(cited) {
  const { number, title, date, page, source } = cited;
  const place = [nameArticle(cited), page > 0 && say("page", { page })];
  const facts = [title, ...place, sayDate(date), source].filter(Boolean);
  return `[${number}] ${facts.join(" · ")}`;
}

function copyThroughField(text) {
  const focused = document.activeElement;
  const field = element("textarea", { class: "unseen", readonly: true });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  focused?.focus();
  return done;
}
