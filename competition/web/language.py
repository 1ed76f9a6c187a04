"""The texts of the pages in Chinese and English: one catalogue per language, Chinese first.

A catalogue is `zh.toml` with what pages share and `zh.<room>.toml` for each room.
"""

from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec

_FOLDER = resources.files("competition.web") / "texts"


class Language(StrEnum):
    """A language of the pages; the value is its HTML language code."""

    CHINESE = "zh-CN"
    ENGLISH = "en"


#: What `?lang=` and the cookie may say.
LANGUAGE_CODES = {"zh": Language.CHINESE, "en": Language.ENGLISH}


class UnknownTextError(LookupError):
    """A page asked for a text that its catalogue does not have, or has twice."""


class Texts:
    """The catalogue of one language; keys are `section.name`, values are format strings."""

    def __init__(self, language: Language, entries: dict[str, str]) -> None:
        """Hold the entries of a language."""
        self.language = language
        self.entries = entries

    def __call__(self, key: str, /, **values: object) -> str:
        """Give the text of a key with its values filled in."""
        try:
            text = self.entries[key]
        except KeyError:
            raise UnknownTextError(key) from None
        return text.format(**values) if values else text

    def term(self, kind: str, code: object) -> str:
        """Give the word for a code of the domain (`division`, `worker`); the code if it has none.

        Codes that rulesets or folders bring in (tags, levels) need no entry.
        """
        return self.entries.get(f"{kind}.{code}", str(code)) if code not in (None, "") else ""


def _flat(table: dict[str, object], prefix: str = "") -> dict[str, str]:
    entries: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            entries |= _flat(value, f"{prefix}{name}.")
        else:
            entries[f"{prefix}{name}"] = str(value)
    return entries


@cache
def texts_of(language: Language) -> Texts:
    """Read the catalogue of a language; a key that two files have is an error."""
    code = {found: code for code, found in LANGUAGE_CODES.items()}[language]
    entries: dict[str, str] = {}
    for file in sorted(_FOLDER.iterdir(), key=lambda file: file.name):
        if file.name.startswith(f"{code}."):
            read = _flat(msgspec.toml.decode(file.read_bytes(), type=dict[str, object]))
            if twice := entries.keys() & read.keys():
                raise UnknownTextError(*twice)
            entries |= read
    return Texts(language, entries)


def language_of(wish: str | None, cookie: str | None) -> Language:
    """Choose the language: `?lang=` before the cookie before Chinese."""
    for code in (wish, cookie):
        if code in LANGUAGE_CODES:
            return LANGUAGE_CODES[code]
    return Language.CHINESE
