// Keep the conversation and the draft for this tab: a reload gives them back, closing forgets.

const TURNS = "volant.turns";
const DRAFT = "volant.draft";
const ENGINE = "volant.engine";

/** Give the turns kept; one that was being answered when the page went away counts as stopped. */
export function recallTurns() {
  try {
    const turns = JSON.parse(sessionStorage.getItem(TURNS) ?? "[]");
    return turns.filter(isTurn).map((turn) => (isOpen(turn) ? { ...turn, state: "stopped" } : turn));
  } catch {
    return [];
  }
}

/** Keep the turns; where the browser has no room left, the oldest are let go first. */
export function keepTurns(turns) {
  for (let from = 0; from <= turns.length; from += 1) {
    if (keep(TURNS, JSON.stringify(turns.slice(from)))) return;
  }
}

export const recallDraft = () => recall(DRAFT);
export const keepDraft = (text) => keep(DRAFT, text);
export const recallEngine = () => recall(ENGINE);
export const keepEngine = (name) => keep(ENGINE, name);

/** Say whether a turn is still being answered. */
export const isOpen = (turn) => turn.state === "searching" || turn.state === "answering";

/** Say whether something kept, perhaps by another release, can still be drawn. */
function isTurn({ question, state, sentences, hits = [] }) {
  const whole = Array.isArray(sentences) && sentences.every(({ citations }) => citations);
  return typeof question === "string" && typeof state === "string" && whole && Array.isArray(hits);
}

function recall(key) {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key, text) {
  try {
    sessionStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
