// Hold the conversation: what was asked, what is being answered, what the reader hears of it.

import { chosenEngine, prepareComposer, showBusy } from "./composer.js";
import { copyText, writeOut } from "./copy.js";
import { element } from "./markup.js";
import { isOpen, keepTurns, recallTurns } from "./memory.js";
import { openReceipt, openSource, preparePanel, redrawPanel } from "./panel.js";
import { ask, Failure, QUESTION, shorten } from "./stream.js";
import { prepareTheme, sayTheme } from "./theme.js";
import { sayFound, TurnView } from "./turn.js";
import { language, loadWords, remember, say, sayError, translatePage, word } from "./words.js";

const main = document.getElementById("main");
const conversation = document.getElementById("conversation");
const notice = document.getElementById("notice");
const spoken = document.getElementById("status");
const fresh = document.getElementById("fresh");
const acts = { openSource, openReceipt, copy, again, correct };
let turns = recallTurns();
let views = [];
let stopper = null;
let running = Promise.resolve();

await loadWords(document.documentElement.lang);
prepareComposer(begin, () => stopper?.abort(), () => refuse("too_long"));
preparePanel();
prepareTheme();
fresh.addEventListener("click", clear);
document.querySelector(".languages").addEventListener("click", switchLanguage);
redraw();
document.documentElement.dataset.ready = "";

/** Ask a new question; false keeps it in the draft. */
function begin(text) {
  if (stopper) return false;
  const question = text.trim();
  if (question === "") return refuse("empty_question");
  if (question.length > QUESTION) return refuse("too_long");
  notice.hidden = true;
  const turn = { question, state: "searching", sentences: [] };
  turns.push(turn);
  show(turn);
  running = run(turn);
  return true;
}

/** Answer the last question again. */
function again(turn) {
  if (stopper) return;
  const refocus = document.activeElement?.matches(".again");
  repeat(turn, turn.chosen);
  running.then(() => refocus && focusLast(".again"));
}

/** Answer the last question again, in the language its asker says it is in. */
async function correct(turn, tag) {
  stopper?.abort();
  await running;
  if (stopper) return;
  repeat(turn, tag);
  focusLast("summary");
}

function repeat({ question, identified }, chosen) {
  const turn = { question, identified, chosen, state: "searching", sentences: [] };
  turns = [...turns.slice(0, -1), turn];
  redraw();
  running = run(turn);
}

const focusLast = (control) => views.at(-1).root.querySelector(control)?.focus();

async function run(turn) {
  stopper = new AbortController();
  showBusy(true);
  announce(say("searching"));
  try {
    for await (const event of ask(shorten(gather(turns)), chosenEngine(), turn.chosen, stopper.signal)) {
      take(turn, event);
      update();
    }
    if (isOpen(turn)) fail(turn, "interrupted");
  } catch (error) {
    if (stopper.signal.aborted) stopTurn(turn);
    else fail(turn, codeOf(error));
  }
  stopper = null;
  showBusy(false);
  update();
}

/** Take one event of the stream into a turn, and say what a listener needs of it. */
function take(turn, { name, data }) {
  if (name === "searched") {
    const { tag, hits, identified, terms } = data;
    Object.assign(turn, { state: "answering", tag, hits, identified, terms });
    announce(sayFound(data.hits));
  } else if (name === "sentence") {
    if (turn.sentences.length === 0) announce(say("answering"));
    turn.sentences.push(data);
  } else if (name === "answer") {
    const state = data.refused ? "refused" : "done";
    Object.assign(turn, { state, answer: data, sentences: data.sentences });
    announce(say(state));
  } else if (name === "error") {
    fail(turn, data.code);
  }
}

/** A failure of ours has a code; any other is a fault of this page, and is left in the console. */
function codeOf(error) {
  if (error instanceof Failure) return error.code;
  console.error(error);
  return "volant";
}

function fail(turn, code) {
  Object.assign(turn, { state: "failed", error: code });
  announce(`${say("failed")} ${sayError(code)}`);
}

function stopTurn(turn) {
  turn.state = "stopped";
  announce(say("stopped"));
}

/** The conversation as the server reads it; a question without an answer is left out. */
function gather(all) {
  return all.flatMap((turn, at) => {
    const question = { role: "user", content: turn.question };
    const content = turn.sentences.map((sentence) => sentence.text).join(" ");
    if (at === all.length - 1 && isOpen(turn)) return [question];
    return content ? [question, { role: "assistant", content }] : [];
  });
}

function show(turn) {
  const view = new TurnView(turn, acts);
  views.push(view);
  conversation.append(view.root);
  update();
  view.root.scrollIntoView({ block: "start" });
}

function redraw() {
  if (turns.length > 0 || views.length > 0) conversation.replaceChildren();
  views = turns.map((turn) => new TurnView(turn, acts));
  conversation.append(...views.map((view) => view.root));
  update();
}

function update() {
  views.forEach((view, at) => view.update(at === views.length - 1));
  main.classList.toggle("empty", conversation.childElementCount === 0);
  fresh.hidden = turns.length === 0;
  keepTurns(turns);
}

async function copy(turn) {
  const done = await copyText(writeOut(turn));
  notify(done ? "copied" : "copy_failed");
}

/** Clear the conversation, and offer to take that back. */
function clear() {
  stopper?.abort();
  const cleared = turns;
  turns = [];
  redraw();
  notify("cleared", () => {
    turns = [...cleared, ...turns];
    redraw();
  });
  document.getElementById("question").focus();
}

async function switchLanguage(event) {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    await loadWords(link.hreflang);
  } catch {
    refuse("network");
    return;
  }
  remember("language", language());
  for (const other of link.parentElement.children) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  notice.hidden = true;
  translatePage();
  sayTheme();
  redraw();
  redrawPanel();
}

function refuse(code) {
  notice.replaceChildren(element("span", {}, sayError(code)));
  notice.hidden = false;
  announce(sayError(code));
  return false;
}

/** Show and say a short notice, with a way back where there is one. */
function notify(key, undo) {
  const back = () => {
    notice.hidden = true;
    undo();
  };
  const button = undo && word("button", "undo", { type: "button", class: "quiet", onclick: back });
  notice.replaceChildren(...[word("span", key), button].filter(Boolean));
  notice.hidden = false;
  announce(say(key));
}

function announce(text) {
  spoken.textContent = text;
}
