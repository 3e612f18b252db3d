// Say whether a text holds today: since when, until when, or no longer; as `validity.py` does.

import { element } from "./markup.js";
import { borrowed, say, sayDate } from "./words.js";

/** Say whether a text held once and holds no more. */
export const isOver = ({ valid_until: until }) => Boolean(until) && until <= today();

/** Draw since when a text holds, or a badge where it holds no longer or not yet. */
export const drawValidity = (text) =>
  tell(text).map(([key, date]) => {
    const badge = key === "expired" || key === "not_yet";
    const attributes = { class: badge ? "badge" : null, lang: borrowed(key) };
    return element("span", attributes, say(key, { date: sayDate(date) }));
  });

function tell(text) {
  const { valid_from: from, valid_until: until } = text;
  if (isOver(text)) return [["expired", until]];
  const begun = from ? [[from <= today() ? "in_force" : "not_yet", from]] : [];
  return until ? [...begun, ["ends", until]] : begun;
}

const today = () => new Date().toISOString().slice(0, 10);
