// Ask the server and read its answer as it comes: server-sent events over fetch, because a
// question is a POST and EventSource only knows GET. Nothing of the page is known here.

/** Longest question and longest conversation that are answered, and most messages of one; a test
    holds them to `caller.py`. UTF-16 units here, code points there: never more of these. */
export const QUESTION = 16_000;
const TALK = 200_000;
const MESSAGES = 1_000;

/** An error with a code the catalogue explains. */
export class Failure extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** Keep the first message, which a conversation is known by, and the last ones that fit. */
export function shorten([first, ...rest]) {
  const kept = [];
  let room = TALK - first.content.length;
  for (const message of rest.reverse()) {
    room -= message.content.length;
    if (room < 0 || kept.length + 2 > MESSAGES) break;
    kept.unshift(message);
  }
  return [first, ...kept.slice(kept[0]?.role === "assistant" && kept.length < rest.length ? 1 : 0)];
}

/** Yield `{name, data}` for each event. Throws `Failure`, or AbortError when stopped. */
export async function* ask(messages, engine, tag, signal) {
  const response = await post({ messages, engine, tag }, signal);
  if (!response.ok) throw new Failure(await readCode(response));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await readPiece(reader, signal);
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parse(block);
      if (event) yield event;
    }
  }
}

/** Get JSON from the server. Throws `Failure`. */
export async function get(path) {
  let response;
  try {
    response = await fetch(path);
  } catch {
    throw new Failure("network");
  }
  if (!response.ok) throw new Failure(await readCode(response));
  return response.json();
}

async function post(body, signal) {
  const headers = { "Content-Type": "application/json" };
  try {
    return await fetch("/api/ask", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    throw signal.aborted ? error : new Failure("network");
  }
}

async function readPiece(reader, signal) {
  try {
    return await reader.read();
  } catch (error) {
    throw signal.aborted ? error : new Failure("interrupted");
  }
}

async function readCode(response) {
  try {
    return (await response.json()).error.code;
  } catch {
    return "volant";
  }
}

/** Read one block of the event stream format; a comment gives null. */
function parse(block) {
  let name = "message";
  let data = "";
  for (const line of block.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    if (line.startsWith("data: ")) data += line.slice(6);
  }
  return data ? { name, data: JSON.parse(data) } : null;
}
