"""Draw the page where one asks.

It works without JavaScript: the form posts a question and the whole answer comes back in the
page. With it, the same elements are taken over by `static/page.js`.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import HTMLResponse

from volant.web.catalogue import NEARBY
from volant.web.frame import Frame
from volant.web.markup import Markup, element

EXAMPLES = (
    ("fr", "Au bout de combien de temps ai-je droit à un congé payé ?"),
    ("ar", "كم مدة إجازة الولادة للأجيرة؟"),
    ("ary-Arab", "شحال ديال الوقت عند الإدارة باش تجاوبني على طلب ديال المعلومات؟"),
    ("ary-Latn", "f ch7al f l3mer y9der lwa7ed ytzewej?"),
)
"""Questions shown on the empty page, each in the language and script it would be typed in; those
nearest to the page's come first."""


def draw_home(
    frame: Frame,
    engines: Sequence[str],
    *,
    keeps: bool,
    draft: str = "",
    turn: Markup | None = None,
    engine: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Draw the page, empty or with one answered `turn`; `draft` waits in the form.

    `keeps` tells the script whether questions are kept that were corrected or had no answer.
    """
    say = frame.words.say
    conversation = element(
        "section",
        turn,
        id="conversation",
        aria_label=say("conversation"),
        data_label="conversation",
        data_keeps=keeps,
    )
    main = element(
        "main",
        _welcome(frame),
        conversation,
        element("div", id="notice", class_="notice", hidden=True),
        _form(frame, engines, draft, engine),
        _examples(frame),
        element(
            "div",
            frame.word("p", "disclaimer"),
            element("p", frame.word("a", "engines", href="/sovereignty")),
            class_="disclaimer",
        ),
        id="main",
        class_="asking" if turn is not None else "asking empty",
    )
    spoken = element("p", id="status", class_="unseen", role="status", aria_live="polite")
    title = f"Volant · {say('headline')}"
    return frame.respond(title, main, spoken, _panel(frame), live=True, status=status)


def _welcome(frame: Frame) -> Markup:
    return element(
        "section",
        element("span", class_="mark", aria_hidden="true"),
        frame.word("h1", "headline"),
        frame.word("p", "lead"),
        class_="welcome",
    )


def _form(frame: Frame, engines: Sequence[str], draft: str, engine: str | None) -> Markup:
    say = frame.words.say
    text = element(
        "textarea",
        draft,
        id="question",
        name="question",
        dir="auto",
        rows=1,
        placeholder=say("placeholder"),
        data_placeholder="placeholder",
        aria_describedby="hint",
        autocomplete="off",
        enterkeyhint="send",
    )
    foot = element(
        "div",
        _engine_choice(frame, engines, engine),
        frame.word("span", "hint", id="hint", class_="hint"),
        _round_button(frame, "send", "submit", hidden=False),
        _round_button(frame, "stop", "button", hidden=True),
        class_="foot",
    )
    label = frame.word("label", "question", class_="unseen", for_="question")
    box = element("div", label, text, foot, class_="box")
    return element("form", box, id="ask", method="post", action="/")


def _engine_choice(frame: Frame, engines: Sequence[str], engine: str | None) -> Markup:
    options = [frame.word("option", "automatic", value="")]
    options += [_option(frame, name, name == engine) for name in engines]
    choice = element("select", *options, name="engine", id="engine")
    return element("label", frame.word("span", "engine"), choice, class_="engine")


def _option(frame: Frame, name: str, selected: bool) -> Markup:
    key = f"engine.{name}"
    if key in frame.words.texts:
        return frame.word("option", key, value=name, selected=selected)
    return element("option", name, value=name, selected=selected)


def _round_button(frame: Frame, name: str, kind: str, *, hidden: bool) -> Markup:
    return element(
        "button",
        element("span", class_=f"icon icon-{name}", aria_hidden="true"),
        type=kind,
        id=name,
        class_="main round",
        aria_label=frame.words.say(name),
        data_label=name,
        hidden=hidden,
    )


def _examples(frame: Frame) -> Markup:
    buttons = [
        element(
            "li",
            element(
                "button",
                text,
                type="submit",
                form="ask",
                name="example",
                value=text,
                lang=tag,
                dir="auto",
            ),
        )
        for tag, text in sorted(EXAMPLES, key=lambda example: _is_far(frame, example[0]))
    ]
    return element(
        "section",
        frame.word("h2", "examples"),
        element("ul", *buttons, role="list"),
        class_="examples",
    )


def _is_far(frame: Frame, tag: str) -> bool:
    """Say whether a tag is of another language than the page's, Darija counting as Arabic."""
    language = tag.partition("-")[0]
    return NEARBY.get(language, language) != frame.words.language


def _panel(frame: Frame) -> Markup:
    close = element(
        "button",
        element("span", class_="icon icon-close", aria_hidden="true"),
        type="button",
        class_="quiet round",
        id="panel-close",
        aria_label=frame.words.say("close"),
        data_label="close",
    )
    head = element("header", element("h2", id="panel-title", tabindex="-1", dir="auto"), close)
    content = element("div", id="panel-content", class_="content", tabindex="0")
    return element("dialog", head, content, id="panel", aria_labelledby="panel-title")
