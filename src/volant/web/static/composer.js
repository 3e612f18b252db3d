// Take what is typed: Enter sends, Shift+Enter breaks the line, and a draft is never lost.

import { keepDraft, keepEngine, recallDraft, recallEngine } from "./memory.js";
import { element } from "./markup.js";
import { get, QUESTION } from "./stream.js";
import { nameEngine, word } from "./words.js";

const form = document.getElementById("ask");
const field = document.getElementById("question");
const engine = document.getElementById("engine");
const send = document.getElementById("send");
const stop = document.getElementById("stop");

/** Give the form its behaviour; `onask(text)` returns false to keep the draft. */
export function prepareComposer(onask, onstop, onlong) {
  field.value ||= recallDraft();
  fitField();
  field.addEventListener("input", () => (keepDraft(field.value), fitField()));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!send.hidden) form.requestSubmit();
  });
  field.addEventListener("paste", (event) => {
    const { length } = event.clipboardData?.getData("text") ?? "";
    if (length + field.value.length <= QUESTION) return;
    event.preventDefault();
    onlong();
  });
  form.addEventListener("submit", (event) => submit(event, onask));
  stop.addEventListener("click", onstop);
  engine.addEventListener("change", () => keepEngine(engine.value));
  listEngines();
}

/** Show the button that fits: send, or stop while an answer comes. */
export function showBusy(busy) {
  const focused = document.activeElement === send || document.activeElement === stop;
  send.hidden = busy;
  stop.hidden = !busy;
  if (focused) (busy ? stop : field).focus();
}

export const chosenEngine = () => engine.value || null;

function submit(event, onask) {
  event.preventDefault();
  const example = event.submitter?.name === "example" && event.submitter.value;
  if (onask(example || field.value) && !example) {
    field.value = "";
    keepDraft("");
    fitField();
  }
  field.focus({ preventScroll: true });
}

/** Grow with the text, where the style sheet cannot do it alone. */
function fitField() {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.blockSize = "auto";
  field.style.blockSize = `${field.scrollHeight}px`;
}

const drawEngine = (name) =>
  nameEngine(name) === name
    ? element("option", { value: name }, name)
    : word("option", `engine.${name}`, { value: name });

async function listEngines() {
  const { engines } = await get("/api/engines").catch(() => ({ engines: [] }));
  if (engines.length === 0) return;
  const options = engines.map(drawEngine);
  engine.replaceChildren(word("option", "automatic", { value: "" }), ...options);
  engine.value = recallEngine();
  if (engine.selectedIndex < 0) engine.value = "";
}
