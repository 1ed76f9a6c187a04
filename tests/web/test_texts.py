"""Both catalogues have the same texts, and templates have no text of their own."""

import re
import string
from pathlib import Path

import pytest

from competition.accounts.rules import AccountRole
from competition.plan.rules import EventClass
from competition.registration.rules import Division, Status
from competition.web.language import Language, UnknownTextError, language_of, texts_of
from judging.awards.rules.decisions import BonusKind, Decision, Payment, Reason
from judging.ranking.rules.event_rules import Medal, MedalMethod, ScaleMethod
from xinglu.app import TEMPLATES

KEY = re.compile(r"\bt\('([a-z_]+\.[a-z_0-9]+)'")
TAG = re.compile(
    r"\{% block page_class %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}"
    r"|<!doctype html>|<[^>]*>",
    re.DOTALL,
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Signs and the wordmark, which are the same in every language.
NO_WORDS = re.compile(r"[\s·–#=→()×/；、=…]|兴鲁|Xinglu")


def fields_of(text: str) -> set[str]:
    """Give the names of the values that a text wants."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_catalogues_have_the_same_keys_and_values() -> None:
    """A text that is missing in one language, or wants another value, is an error."""
    chinese = texts_of(Language.CHINESE).entries
    english = texts_of(Language.ENGLISH).entries
    assert chinese.keys() == english.keys()
    assert {key: fields_of(text) for key, text in chinese.items()} == {
        key: fields_of(text) for key, text in english.items()
    }
    allowed = {"site.other_language", "site.name", "verify.number_hint"}
    assert [
        key for key, text in english.items() if CHINESE.search(text) and key not in allowed
    ] == []


def test_every_key_of_the_templates_is_in_the_catalogue() -> None:
    """No page fails for a text that nobody wrote."""
    entries = texts_of(Language.CHINESE).entries
    used = {
        key for path in TEMPLATES.rglob("*.html") for key in KEY.findall(path.read_text("utf-8"))
    }
    assert len(used) > 150
    begun = {key for key in used if key.endswith("_")}
    assert used - begun - entries.keys() == set()
    assert [key for key in begun if not any(name.startswith(key) for name in entries)] == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_templates_have_no_text_of_their_own(path: Path) -> None:
    """Whatever a reader reads comes from a catalogue or from the data."""
    assert NO_WORDS.sub("", TAG.sub("", path.read_text("utf-8"))) == ""


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("division", Division),
        ("status", Status),
        ("class", EventClass),
        ("medal", Medal),
        ("reason", Reason),
        ("decision", Decision),
        ("payment", Payment),
        ("bonus", BonusKind),
        ("role", AccountRole),
    ],
)
def test_every_code_of_the_domain_has_a_word(kind: str, codes: type[Division]) -> None:
    """In both languages."""
    for language in Language:
        entries = texts_of(language).entries
        assert [code.value for code in codes if f"{kind}.{code.value}" not in entries] == []


def test_methods_have_a_sentence() -> None:
    """Every medal and scale method is explained."""
    texts = texts_of(Language.ENGLISH)
    assert all(texts(f"why.medal_{method}") for method in MedalMethod)
    assert all(texts(f"why.scale_{method}", middle="1", spread="2") for method in ScaleMethod)
    with pytest.raises(UnknownTextError):
        texts("why.nothing")


def test_the_language_is_the_wish_then_the_cookie_then_chinese() -> None:
    """Unknown codes count for nothing."""
    assert language_of("en", "zh") is Language.ENGLISH
    assert language_of(None, "en") is Language.ENGLISH
    assert language_of("fr", "xx") is Language.CHINESE
    assert texts_of(Language.CHINESE).term("medal", "") == ""
    assert texts_of(Language.CHINESE).term("tag", "age25") == "age25"
