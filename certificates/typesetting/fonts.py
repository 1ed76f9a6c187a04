"""Fonts by style with their fallbacks: who draws a character, how wide a text is, what lacks.

A chain is a style's list of faces in order of preference.  Kai draws names and sentences, Song
titles, Hei captions and lists.  The shipped faces cover every character of 通用规范汉字表 and of GB
18030-2022 level 2; faces of well-known Debian packages follow as further links when they are
installed (fonts-cns11643-kai, fonts-hanazono, fonts-babelstone-han), so that level 3 is covered
there.  A text with a character that no link has is refused by name, never printed as a box.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from certificates.typesetting.truetype import MappedFace

if TYPE_CHECKING:
    from collections.abc import Sequence

Style = Literal["kai", "song", "hei"]

FONT_FOLDER: Final = Path(__file__).parent / "fonts"
_KAI: Final = FONT_FOLDER / "XingluKai-Regular.ttf"
_SONG: Final = FONT_FOLDER / "XingluSong-Black.ttf"
_HEI: Final = FONT_FOLDER / "XingluHei-Regular.ttf"
_RARE: Final = FONT_FOLDER / "XingluRare-Regular.ttf"
_DEBIAN: Final = Path("/usr/share/fonts/truetype")
_DEBIAN_KAI: Final = (
    _DEBIAN / "cns11643" / "TW-Kai-98_1.ttf",
    _DEBIAN / "cns11643" / "TW-Kai-Ext-B-98_1.ttf",
)
_DEBIAN_MING: Final = (
    _DEBIAN / "hanazono" / "HanaMinB.ttf",
    _DEBIAN / "hanazono" / "HanaMinA.ttf",
    _DEBIAN / "babelstone" / "BabelStoneHan.ttf",
)
LINKS: Final[dict[Style, tuple[Path, ...]]] = {
    "kai": (_KAI, _RARE, *_DEBIAN_KAI, *_DEBIAN_MING),
    "song": (_SONG, _KAI, _RARE, *_DEBIAN_MING, *_DEBIAN_KAI),
    "hei": (_HEI, _KAI, _RARE, *_DEBIAN_MING, *_DEBIAN_KAI),
}
"""The faces of each style, best first; those of Debian packages may be absent."""

_QUOTED: Final = 30
_REFUSED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class TextError(ValueError):
    """A text that cannot be put on paper; `character` is the (first) one that it is about."""

    def __init__(self, message: str, character: str) -> None:
        """Say what is wrong, and with which character."""
        super().__init__(message)
        self.character = character


class GlyphMissingError(TextError):
    """No font of the style has this character."""

    def __init__(self, character: str, style: str) -> None:
        """Name the character, its code point and the style."""
        shown = f"U+{ord(character):04X}"
        if character.isprintable():
            shown = f"“{character}”（{shown}）"
        name = {"kai": "楷体", "song": "宋体", "hei": "黑体"}.get(style, style)
        message = (
            f"字库缺字：{name}字体中没有{shown}，不能以方框代替；"
            "请安装更全的字体包（fonts-hanazono、fonts-babelstone-han）后重试。"
        )
        super().__init__(message, character)
        self.style = style

    def __reduce__(self) -> tuple[type[GlyphMissingError], tuple[str, str]]:
        """Travel between processes with both arguments."""
        return GlyphMissingError, (self.character, self.style)


class UnprintableTextError(TextError):
    """A control, bidirectional, zero-width or surrogate character inside a text."""

    def __init__(self, character: str) -> None:
        """Name the code point; the character itself cannot be shown."""
        code = f"U+{ord(character):04X}"
        super().__init__(f"文字中有不可打印的控制字符（{code}），请删去后重试。", character)

    def __reduce__(self) -> tuple[type[UnprintableTextError], tuple[str]]:
        """Travel between processes with its argument."""
        return UnprintableTextError, (self.character,)


class OverlongTextError(TextError):
    """A text that would have to be set too small to read to fit its place."""

    def __init__(self, text: str) -> None:
        """Quote the beginning of the text."""
        shown = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}……"
        super().__init__(f"文字过长（{len(text)} 字），版面放不下：{shown}", text[:1])
        self.text = text

    def __reduce__(self) -> tuple[type[OverlongTextError], tuple[str]]:
        """Travel between processes with its argument."""
        return OverlongTextError, (self.text,)


def refuse_unprintable(text: str) -> None:
    """Raise UnprintableTextError for a character that steers the output instead of being seen.

    Control characters, line and paragraph separators, bidirectional overrides and isolates,
    zero-width characters, soft hyphens and lone surrogates: Unicode categories Cc, Cf, Cs, Zl and
    Zp.
    """
    if text.isprintable():  # false for every category refused here
        return
    for character in text:
        if unicodedata.category(character) in _REFUSED_CATEGORIES:
            raise UnprintableTextError(character)


class Placed(NamedTuple):
    """Where a chain found a character."""

    link: int
    """Index of the face in the chain; 0 is the style's own face."""
    glyph: int
    advance: float
    """Width in ems."""


@cache
def open_face(path: Path) -> MappedFace:
    """Return the mapped face of a font file, opened once in a process."""
    return MappedFace(path)


class FontChain:
    """The faces of one style, opened only when a text needs them."""

    def __init__(self, style: Style, links: Sequence[Path] | None = None) -> None:
        """Make a chain of the style's usual faces, or of `links` in their order."""
        self.style = style
        self.links = tuple(LINKS[style] if links is None else links)
        self._placed: dict[str, Placed | None] = {}

    def face(self, link: int) -> MappedFace:
        """Return the face of a link."""
        return open_face(self.links[link])

    def _find(self, character: str) -> Placed | None:
        category = unicodedata.category(character)
        if category == "Co":  # what a private code means is known to its owner only
            return None
        code_point = ord(character)
        for link, path in enumerate(self.links):
            if link and not path.exists():
                continue
            face = open_face(path)
            glyph = face.glyph_number(code_point)
            if glyph and (category == "Zs" or face.glyph(glyph).outline):  # seen, or a space
                return Placed(link, glyph, face.advance(glyph) / face.units_per_em)
        return None

    def find(self, character: str) -> Placed | None:
        """Return where a character is found, None when no face has it."""
        try:
            return self._placed[character]
        except KeyError:
            placed = self._placed[character] = self._find(character)
            return placed

    def place(self, character: str) -> Placed:
        """Return where a character is found; raise GlyphMissingError when no face has it."""
        placed = self.find(character)
        if placed is None:
            raise GlyphMissingError(character, self.style)
        return placed

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the characters of a text that no face has, each once, in order of appearance."""
        return tuple(character for character in dict.fromkeys(text) if self.find(character) is None)

    def substituted(self, text: str) -> tuple[str, ...]:
        """Return the characters that a fallback face draws, for a human look at their shape."""
        found = ((character, self.find(character)) for character in dict.fromkeys(text))
        return tuple(character for character, placed in found if placed is not None and placed.link)

    def check(self, text: str) -> None:
        """Raise UnprintableTextError or GlyphMissingError for the first offending character."""
        refuse_unprintable(text)
        for character in text:
            self.place(character)

    def runs(self, text: str) -> list[tuple[MappedFace, str]]:
        """Split a text into the longest pieces that one face draws; raise GlyphMissingError."""
        pieces: list[tuple[int, list[str]]] = []
        for character in text:
            link = self.place(character).link
            if pieces and pieces[-1][0] == link:
                pieces[-1][1].append(character)
            else:
                pieces.append((link, [character]))
        return [(self.face(link), "".join(piece)) for link, piece in pieces]

    def width(self, text: str, size: float) -> float:
        """Return the width of a text at a type size, in points; raise GlyphMissingError."""
        return sum([self.place(character).advance for character in text]) * size


@cache
def chain(style: Style) -> FontChain:
    """Return the chain of a style, shared in this process."""
    return FontChain(style)


def font_digests() -> dict[str, str]:
    """Return the SHA-256 of every font file that is present, by path name, for a manifest.

    The bytes of a paper depend on these files (and on the versions of reportlab and zlib).
    """
    paths = dict.fromkeys(path for links in LINKS.values() for path in links)
    return {path.name: _digest(path) for path in paths if path.exists()}


@cache
def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
