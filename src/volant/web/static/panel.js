// Open a source or a receipt beside the conversation. The browser's own dialog keeps the focus
// inside, closes on Escape, and gives the focus back to what opened it.

import { element } from "./markup.js";
import { drawSource } from "./source.js";
import { Failure, get } from "./stream.js";
import { borrowedError, language, say, sayError, word } from "./words.js";

const panel = document.getElementById("panel");
const title = document.getElementById("panel-title");
const content = document.getElementById("panel-content");
let redraw = () => {};
let turn = 0;

/** Listen for closing: the button, and a press outside. Escape is the browser's. */
export function preparePanel() {
  document.getElementById("panel-close").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
}

/** Say again what the panel shows, after a change of language. */
export const redrawPanel = () => panel.open && redraw();

/** Open the document of a hit at its passage. */
export function openSource(hit) {
  const path = `/api/documents/${encodeURIComponent(hit.document)}`;
  return open(
    hit.title,
    () => get(`${path}?start=${hit.start}&end=${hit.end}`),
    (sheet) => drawSource(sheet, openTwin),
  );
}

/** Open the same text in another language, from its beginning; what was pressed is gone. */
function openTwin(twin) {
  openSource({ ...twin, start: 0, end: 0 });
  title.focus();
}

/** Open a receipt, in the language of the page. */
export function openReceipt(id) {
  const path = `/api/receipts/${encodeURIComponent(id)}`;
  return open(null, () => get(`${path}?language=${language()}`), drawReceipt);
}

async function open(heading, load, draw) {
  redraw = () => open(heading, load, draw);
  turn += 1;
  const mine = turn;
  title.textContent = heading ?? say("receipt_title");
  content.replaceChildren(word("p", "loading", { class: "note" }));
  if (!panel.open) panel.showModal();
  const parts = await load().then(draw, drawFailure);
  if (mine !== turn) return;
  content.replaceChildren(...parts);
  const mark = content.querySelector("mark");
  if (mark) content.scrollTop = mark.offsetTop - content.offsetTop - content.clientHeight / 4;
  else content.scrollTop = 0;
}

function drawFailure(error) {
  const code = error instanceof Failure ? error.code : "volant";
  return [element("p", { class: "failure", role: "alert", lang: borrowedError(code) }, sayError(code))];
}

function drawReceipt({ lines, limits, verified, receipt }) {
  const verdict = verified ? "verified" : "not_verified";
  const signed = JSON.stringify(receipt, null, 2);
  const code = { dir: "ltr", translate: "no", tabindex: "0", role: "region" };
  return [
    word("p", verdict, { class: `verdict ${verdict}` }),
    element("dl", {}, lines.map(drawLine)),
    word("h3", "limits"),
    element("ul", { class: "limits" }, limits.map((limit) => element("li", { dir: "auto" }, limit))),
    element("p", {}, word("a", "engines", { href: "/sovereignty", target: "_blank" })),
    element(
      "details",
      {},
      word("summary", "signed"),
      element("pre", { ...code, "aria-label": say("signed") }, signed),
    ),
  ];
}

function drawLine({ label, value }) {
  const told = element("dd", {}, element("bdi", {}, value));
  return element("div", {}, element("dt", {}, label), told);
}
