import pytest
from hypothesis import given
from hypothesis import strategies as st

from volant.engines.naming import is_same


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("gpt-4o", "gpt-4o-2024-08-06"),
        ("gpt-3.5-turbo", "gpt-3.5-turbo-0125"),
        ("claude-sonnet-4-5", "claude-sonnet-4-5-20250929"),
        ("claude-3-5-sonnet-latest", "claude-3-5-sonnet-20241022"),
        ("gemini-2.0-flash", "models/gemini-2.0-flash"),
        ("gemini-2.5-flash-preview", "gemini-2.5-flash-preview-09-2025"),
        ("mistral-small-latest", "mistral-small-2506"),
        ("mistral-small-latest", "mistral-small-latest"),
        ("qwen-plus", "qwen-plus-2025-04-28"),
        ("atlas-chat", "atlas-chat:latest"),
        ("Qwen/Qwen3-8B", "qwen/qwen3-8b"),
    ],
)
def test_an_alias_and_its_dated_version_are_one_model(asked: str, said: str) -> None:
    assert is_same(asked, said)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("gpt-4o", "gpt-4o-mini"),
        ("gpt-4o", "gpt-4o-mini-2024-07-18"),
        ("gpt-4o-2024-08-06", "gpt-4o-2024-11-20"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("claude-sonnet-4", "claude-sonnet-4-5-20250929"),
        ("gemini-flash-latest", "gemini-2.5-flash"),
        ("mistral-large-latest", "mistral-small-latest"),
        ("qwen3:8b", "qwen3:0.6b"),
        ("ernie-4.0", "ernie-4.0-8k"),
        ("atlas-chat", ""),
    ],
)
def test_anything_else_is_another(asked: str, said: str) -> None:
    assert not is_same(asked, said)


@given(st.text(max_size=40))
def test_a_name_is_itself(name: str) -> None:
    assert is_same(name, name)
