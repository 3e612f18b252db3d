"""Verify receipts on the static page, in a real browser, from a file and without a network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from benchmarks.tampering import ORIGIN, VERIFIER
from volant.ledger import Facts, Ledger, Receipt

PAGE = VERIFIER.with_name("verify.html")
FOLDER = Path(__file__).parents[1] / "screenshots"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium on this machine: the page was not tried in a browser")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Open pages offline; afterwards nothing may have been asked for but the page itself."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    asked: list[str] = []
    made.on("request", lambda request: asked.append(request.url))
    yield made
    made.close()
    assert {url.split("#")[0] for url in asked} <= {PAGE.as_uri()}


def visit(context: BrowserContext, language: str = "en") -> Page:
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{PAGE.as_uri()}#{language}")
    page.wait_for_selector("html[data-ready]")
    return page


def ask(page: Page, receipt: str, key: str) -> tuple[str, str]:
    """Return the verdict and the reason."""
    page.fill("#receipt", receipt)
    page.fill("#key", key)
    page.click("#go")
    page.wait_for_selector("#result:not([hidden])")
    return page.inner_text("#headline"), page.inner_text("#why")


@pytest.fixture(scope="module")
def issued(
    tmp_path_factory: pytest.TempPathFactory, facts: Callable[..., Facts]
) -> tuple[Receipt, Ledger]:
    ledger = Ledger.open(tmp_path_factory.mktemp("page") / "journal", origin=ORIGIN)
    many = {"cin": 1, "person": 2}
    stated = facts(
        outcome="PSEUDONYMISED", pseudonymised=many, data_class="D2", country="MA", seed=7,
        engine="نموذج تجريبي Qwen", rules=("PSEUDO-n", "BASIS"), sources=(("ab" * 32, "120-348"),),
    )  # fmt: skip
    return ledger.issue(stated), ledger


def test_a_good_receipt(context: BrowserContext, issued: tuple[Receipt, Ledger]) -> None:
    receipt, ledger = issued
    page = visit(context)
    for key in (
        ledger.public_key.hex(),
        f" {ledger.verifier_key}\n",
        ledger.public_key.hex().upper(),
    ):
        assert ask(page, receipt.to_json(), key)[0] == "✓ This receipt is signed by this key."
    shown = page.inner_text("#list")
    for words in (receipt.id, "cin × 1 · person × 2", "PSEUDO-n · BASIS", "نموذج تجريبي Qwen"):
        assert words in shown
    assert page.locator("#limits li").count() == 4


def test_a_changed_character_is_found(
    context: BrowserContext, issued: tuple[Receipt, Ledger]
) -> None:
    receipt, ledger = issued
    page, text, key = visit(context), receipt.to_json(), ledger.public_key.hex()
    changes = {
        '"E4"': '"E5"',
        '"seed":7': '"seed":8',
        '"temperature":0.7': '"temperature":0.70',
        '"outcome":"PSEUDONYMISED"': '"outcome":"ALLOWED"',
        '{"alg"': '{ "alg"',
        "Qwen": "Qwén",
    }
    for before, after in changes.items():
        assert before in text
        verdict, why = ask(page, text.replace(before, after, 1), key)
        assert verdict == "✗ This receipt is not as it was signed.", (before, why)
        assert page.is_hidden("#facts")
    broken = text[: text.index('"sig":"') + 7] + "A" * 86 + '=="}\n'
    assert ask(page, broken, key)[1] == "The signature does not match: the text has changed."


def test_another_key(context: BrowserContext, issued: tuple[Receipt, Ledger]) -> None:
    receipt, ledger = issued
    page = visit(context)
    assert "another key" in ask(page, receipt.to_json(), "ab" * 32)[1]
    for key in ("", "abc", "g" * 64, ledger.verifier_key.replace("taza", "fès"), "a+00000000+AAAA"):
        assert ask(page, receipt.to_json(), key)[0] == "Nothing was verified.", key


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Paste a receipt first."),
        ("bonjour", "This text is not JSON."),
        ("[" * 90_000 + "]" * 90_000, "This text is not JSON."),
        ("null", "This text is no Volant receipt."),
        ('{"payload":{"v":"volant.receipt/1"}}', "This text is no Volant receipt."),
        ("x" * 1_100_000, "This text is far too long for a receipt (over a million characters)."),
    ],
)
def test_what_is_no_receipt(context: BrowserContext, text: str, why: str) -> None:
    assert ask(visit(context), text, "ab" * 32)[1] == why


def test_a_receipt_that_would_run_as_a_page(
    context: BrowserContext, tmp_path: Path, facts: Callable[..., Facts]
) -> None:
    ledger = Ledger.open(tmp_path / "journal", origin=ORIGIN)
    hostile = "<img src=x onerror=document.title='owned'><script>1</script>"
    receipt = ledger.issue(facts(engine=hostile))
    page = visit(context)
    assert ask(page, receipt.to_json(), ledger.public_key.hex())[0].startswith("✓")
    assert hostile in page.inner_text("#list")
    assert page.locator("#list img, #list script").count() == 0


def test_a_file_may_be_chosen(
    context: BrowserContext, issued: tuple[Receipt, Ledger], tmp_path: Path
) -> None:
    receipt, ledger = issued
    (tmp_path / "r.json").write_text(receipt.to_json(), "utf-8")
    page = visit(context)
    page.set_input_files("#file", tmp_path / "r.json")
    expect(page.locator("#receipt")).to_have_value(receipt.to_json())
    page.fill("#key", ledger.public_key.hex())
    page.keyboard.press("Enter")
    page.wait_for_selector("#verdict.good")


def test_a_browser_without_ed25519_says_so(context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    page.goto(f"{PAGE.as_uri()}#fr")
    page.wait_for_selector("html[data-ready]")
    assert "volant_verify.py" in page.inner_text("#unable")
    assert page.is_disabled("#go")


def test_three_languages_have_the_same_words(context: BrowserContext) -> None:
    page = visit(context, "ar")
    assert page.get_attribute("html", "dir") == "rtl"
    keys = page.evaluate(
        "Object.values(WORDS).map(w => [Object.keys(w), Object.keys(w.fields), "
        "Object.keys(w.outcomes), w.limit.length].toString())"
    )
    assert len(set(keys)) == 1
    page.click("[data-language=fr]")
    assert (page.get_attribute("html", "lang"), page.get_attribute("html", "dir")) == ("fr", "ltr")


def test_the_page_names_no_other_place() -> None:
    source = PAGE.read_text("utf-8")
    assert not re.findall(r"https?://|(?:src|href)=|@import|url\(", source)
    assert "default-src 'none'" in source


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pictures(
    browser: Browser, issued: tuple[Receipt, Ledger], language: str, size: str
) -> None:
    FOLDER.mkdir(exist_ok=True)
    receipt, ledger = issued
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    page = visit(context, language)
    ask(page, receipt.to_json(), ledger.public_key.hex())
    good = page.screenshot(path=FOLDER / f"verify-{language}-{size}-good.png", full_page=True)
    ask(page, receipt.to_json().replace('"E4"', '"E5"'), ledger.public_key.hex())
    bad = page.screenshot(path=FOLDER / f"verify-{language}-{size}-bad.png", full_page=True)
    assert min(len(good), len(bad)) > 8000
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide
    context.close()
