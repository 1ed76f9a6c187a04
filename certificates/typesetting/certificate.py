"""Certificates on A4 landscape: one frozen face in, the same PDF/A-2u bytes out each time.

What many certificates share (ornament, title, sentence, issuer, their fonts) is laid out once and
kept; what is one person's own (name, identity code, number, QR code) is drawn for each.  Texts are
shown as glyph codes, never parsed: `<b>` prints as it stands.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

import msgspec

from certificates.typesetting.colour import (
    GOLD_DARK,
    GREY,
    INK,
    RED,
    SPECIMEN,
    Colour,
    fill,
    stroke,
)
from certificates.typesetting.document import FontSet, Paper
from certificates.typesetting.fonts import OverlongTextError, Style, chain, refuse_unprintable
from certificates.typesetting.ornament import HEIGHT, SEAL_CENTRE, WIDTH, ornament_objects
from certificates.typesetting.paragraphs import Line, Span, break_lines, units_of
from certificates.typesetting.paths import number
from certificates.typesetting.qr import qr_operators

_LEFT: Final = 112.0
_MEASURE: Final = WIDTH - 2 * _LEFT
_NAME_BASELINE: Final = HEIGHT - 217
_BODY_TOP: Final = HEIGHT - 253
_BODY_BOTTOM: Final = 212.0
"""The lowest baseline of the closing sentence, above the QR code and the place of the seal."""
_BODY_SIZES: Final = (20.0, 19.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0)
_LEADING: Final = 1.7
_SMALLEST_NAME: Final = 12.0
"""A name that would need smaller type than this is set in two lines."""
_CLOSEST_LEADING: Final = 1.25
_SMALLEST_TYPE: Final = 5.0
_QR: Final = (115.0, 112.0, 76.0)
_SPACE: Final = 0.09
"""Tracking in ems from which readers take a gap for a space unless they are told the text."""
_NUMBER_CAPTION: Final = "证书编号"
_QR_CAPTION: Final = "扫描二维码核验真伪"
_SPECIMEN_CAPTION: Final = "样张，不作凭证"
_ALWAYS_IN_HEI: Final = "0123456789*X-ABCDEFGHIJKLMNOPQRSTUVWYZ〔〕号第鲁技能：身份证"
"""Characters of most identity codes and numbers, kept in the shared subset."""
_ALWAYS_IN_KAI: Final = "同志"


class CertificateFace(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a certificate shows; texts without control or bidirectional characters."""

    title: str
    """荣誉证书"""
    subtitle: str
    """山东省技术能手, 一等奖"""
    name: str
    """Whose certificate it is, as registered."""
    id_masked: str
    """The masked identity code; empty prints none."""
    body: tuple[Span, ...]
    """The sentence as spans of (text, emphasis)."""
    closing: str
    """特发此证，以资鼓励。"""
    issuer: str
    date_text: str
    """二〇二六年十一月二十二日"""
    number: str
    """The certificate number; empty prints none."""
    verify_url: str | None
    """What the QR code holds; None prints none."""
    specimen: bool
    """Print 样张 across the paper, and no QR code whatever `verify_url` says."""
    honorific: str = "同志"
    """What follows the name."""
    id_label: str = "身份证号："
    """What precedes the masked identity code."""


class _Shared(NamedTuple):
    """What certificates of the same title, sentence, issuer and date have in common."""

    fonts: FontSet
    before: str
    """Operators under the person's own: watermark and title."""
    after: str
    """Operators of the sentence, the issuer and the date."""


class _Type(NamedTuple):
    """How a text is set."""

    style: Style
    size: float
    colour: Colour
    tracking: float = 0
    bold: bool = False
    """Thickened by a stroke of the same colour; Kai is shipped in one weight."""


def draw_certificate(face: CertificateFace) -> bytes:
    """Return the PDF of one certificate; the same face gives the same bytes.

    Raises GlyphMissingError for a character no font has, UnprintableTextError for a control,
    bidirectional or zero-width character, both naming the character, and OverlongTextError for a
    text that would be too small to read.
    """
    _check(face)
    shared = _shared(
        face.title,
        face.subtitle,
        face.body,
        face.closing,
        face.issuer,
        face.date_text,
        face.specimen,
    )
    fonts = FontSet("N", base=shared.fonts)
    own = [*_name_line(fonts, face), *_proof(fonts, face)]
    paper = Paper(
        (WIDTH, HEIGHT),
        title=f"{face.name}　{face.subtitle}{face.title}",
        author=face.issuer,
        subject=face.number,
    )
    paper.add_objects(ornament_objects())
    paper.use_fonts(shared.fonts, keep=True)
    paper.use_fonts(fonts)
    paper.canvas.doForm("ornament")
    paper.draw("\n".join([shared.before, *own, shared.after]))
    paper.end_page()
    return paper.finish()


def _check(face: CertificateFace) -> None:
    """Refuse a face with a character that steers the output instead of being seen."""
    for field in face.__struct_fields__:
        value = getattr(face, field)
        if isinstance(value, str):
            refuse_unprintable(value)
    for text, _ in face.body:
        refuse_unprintable(text)


@lru_cache(maxsize=512)
def _shared(  # noqa: PLR0913, PLR0917 - the key of what is kept, one argument for each field
    title: str,
    subtitle: str,
    body: tuple[Span, ...],
    closing: str,
    issuer: str,
    date_text: str,
    specimen: bool,  # noqa: FBT001 - part of the key
) -> _Shared:
    """Lay out what certificates of one kind share."""
    fonts = FontSet("S")
    for character in _ALWAYS_IN_HEI + _NUMBER_CAPTION + _QR_CAPTION + _SPECIMEN_CAPTION:
        fonts.place("hei", character)
    for character in _ALWAYS_IN_KAI:
        fonts.place("kai", character)
    before: list[str] = []
    if specimen:
        before += _watermark(fonts)
    before += _centred(fonts, title, HEIGHT - 119, _Type("song", 54, RED, 22), 560)
    before += _centred(
        fonts, subtitle, HEIGHT - 171, _Type("kai", 23, GOLD_DARK, 7, bold=True), 520
    )
    after = _sentence(fonts, body, closing)
    x, y = SEAL_CENTRE
    signature = _Type("kai", 18.5, INK)
    room = 2 * (WIDTH - 100 - x)
    after += _centred(fonts, issuer, y + 12, signature, room, x)
    signature = signature._replace(size=max(14, _fitted(issuer, signature, room)[0].size))
    after += _centred(fonts, date_text, y - 20, signature, room, x)
    return _Shared(fonts, "\n".join(before), "\n".join(after))


def _show(fonts: FontSet, text: str, x: float, y: float, style: _Type) -> str:
    """Return the operators that show a text from (x, y), its pairs of dashes kept joined."""
    parts = [f"BT {fill(style.colour)} {number(x)} {number(y)} Td {style.tracking:.4f} Tc"]
    if style.bold:
        parts.append(f"{stroke(style.colour)} {number(style.size * 0.02)} w 2 Tr")
    for resource, codes in fonts.pieces(style.style, text):
        parts.append(f"/{resource} {number(style.size)} Tf <{codes}> Tj")
    if style.bold:
        parts.append("0 Tr")
    parts.append("ET")
    if style.tracking > _SPACE * style.size:
        spoken = text.encode("utf-16-be").hex().upper()
        parts = [f"/Span <</ActualText <FEFF{spoken}>>> BDC", *parts, "EMC"]
    return " ".join(parts)


def _fitted(text: str, style: _Type, room: float) -> tuple[_Type, float]:
    """Return the type, shrunk until a text fits the room in points, and the text's width.

    Raises OverlongTextError when nobody could read the type any more.
    """
    ems = chain(style.style).width(text, 1)
    gaps = max(len(text) - 1, 0)
    width = ems * style.size + gaps * style.tracking
    if width > room:
        tracking = style.tracking * 0.3
        width = ems * style.size + gaps * tracking
        shrink = min(1.0, room / width) if width else 1.0
        style = style._replace(size=style.size * shrink, tracking=tracking * shrink)
        width *= shrink
    if style.size < _SMALLEST_TYPE:
        raise OverlongTextError(text)
    return style, width


def _centred(  # noqa: PLR0913, PLR0917 - where and how a text is set
    fonts: FontSet, text: str, y: float, style: _Type, room: float, x: float = WIDTH / 2
) -> list[str]:
    """Return a text centred about x on a baseline, shrunk to the room."""
    if not text:
        return []
    fitted, width = _fitted(text, style, room)
    return [_show(fonts, text, x - width / 2, y, fitted)]


def _watermark(fonts: FontSet) -> list[str]:
    """Return 样张 in large pale type across the paper, under everything but the ornament."""
    mark = _show(fonts, "样张", 0, 0, _Type("song", 210, SPECIMEN, 60))
    width = 480.0
    turn = "0.9397 0.3420 -0.3420 0.9397"  # 20 degrees
    x = WIDTH / 2 - 0.9397 * width / 2 + 0.3420 * 75
    y = HEIGHT / 2 - 0.3420 * width / 2 - 0.9397 * 75
    return [f"q {turn} {number(x)} {number(y)} cm", mark, "Q"]


def _name_line(fonts: FontSet, face: CertificateFace) -> list[str]:
    """Return the name on its rule, the honorific and the masked identity code.

    A long name is set smaller; a very long one stands in two lines, broken at a separator.
    """
    suffix = _Type("kai", 20, INK, 1)
    suffix_width = chain("kai").width(face.honorific, 20) + len(face.honorific)
    label = f"{face.id_label}{face.id_masked}" if face.id_masked else ""
    caption = _Type("hei", 9.6, GREY)
    label_width = chain("hei").width(label, caption.size)
    room = _MEASURE - suffix_width - 14 - (label_width + 16 if label else 0)
    large = _Type("kai", 25, INK, 2.2, bold=True)
    lines = [face.name]
    if chain("kai").width(face.name, _SMALLEST_NAME) > room:
        lines = _halves(face.name)
        large = _Type("kai", 14, INK, 0.6, bold=True)
    style = min((_fitted(line, large, room)[0] for line in lines), key=lambda one: one.size)
    width = max(chain("kai").width(line, style.size) + len(line) * style.tracking for line in lines)
    lift = (len(lines) - 1) * style.size * 1.15
    shown = [
        _show(fonts, line, _LEFT, _NAME_BASELINE + lift - index * style.size * 1.15, style)
        for index, line in enumerate(lines)
    ]
    rule = max(width, 84.0)
    y = number(_NAME_BASELINE - 6)
    shown.append(
        f"{stroke(GOLD_DARK)} 0.8 w {number(_LEFT - 4)} {y} m {number(_LEFT + rule + 6)} {y} l S"
    )
    x = _LEFT + rule + 12
    if face.honorific:
        shown.append(_show(fonts, face.honorific, x, _NAME_BASELINE, suffix))
    if label:
        shown.append(_show(fonts, label, x + suffix_width + 14, _NAME_BASELINE + 1.5, caption))
    return shown


def _halves(name: str) -> list[str]:
    """Split a very long name near its middle, after a separator when one is near."""
    middle = (len(name) + 1) // 2
    breaks = [index + 1 for index, character in enumerate(name[:-1]) if character in "·． -"]
    near = [index for index in breaks if abs(index - middle) <= len(name) // 4]
    at = min(near, key=lambda index: abs(index - middle)) if near else middle
    return [name[:at], name[at:]]


def _sentence(fonts: FontSet, body: tuple[Span, ...], closing: str) -> list[str]:
    """Return the sentence and the closing one, in the largest type that keeps to its box."""
    units = units_of(body, lambda text: chain("kai").width(text, 1))
    room = _BODY_TOP - _BODY_BOTTOM
    for size in _BODY_SIZES:
        lines = break_lines(units, _MEASURE / size, indent=2)
        steps = max(1, len(lines) - (0 if closing else 1))
        leading = min(size * _LEADING, room / steps)
        if leading >= size * (_LEADING if size > _BODY_SIZES[-1] else _CLOSEST_LEADING):
            break
    else:
        raise OverlongTextError("".join(text for text, _ in body))
    shown: list[str] = []
    y = _BODY_TOP
    for line in lines:
        shown += _line(fonts, line, y, size)
        y -= leading
    if closing:
        fitted, _ = _fitted(closing, _Type("kai", size, INK), _MEASURE - 2 * size)
        shown.append(_show(fonts, closing, _LEFT + 2 * size, y, fitted))
    return shown


def _line(fonts: FontSet, line: Line, y: float, size: float) -> list[str]:
    """Return one justified line, a piece for each stretch of characters of equal emphasis.

    Words and pairs of dashes are pieces of their own, since the gap is not put inside them.
    """
    shown: list[str] = []
    x = _LEFT + line.indent * size
    gap = line.gap * size
    for (emphasis, word), group in groupby(
        line.units, key=lambda unit: (unit[1], len(unit[0]) > 1)
    ):
        style = _Type("kai", size, RED if emphasis else INK, 0 if word else gap, bold=emphasis)
        units = list(group)
        pieces = [[unit] for unit in units] if word else [units]
        for piece in pieces:
            shown.append(_show(fonts, "".join(unit.text for unit in piece), x, y, style))
            x += sum(unit.width for unit in piece) * size + len(piece) * gap
    return shown


def _proof(fonts: FontSet, face: CertificateFace) -> list[str]:
    """Return the certificate number and, on a real one, the QR code with their captions."""
    caption, value = _Type("hei", 8.6, GREY), _Type("hei", 10.5, INK, 0.3)
    x, y, size = _QR
    shown: list[str] = []
    code = face.verify_url is not None and not face.specimen
    left = _LEFT
    if face.verify_url is not None and code:
        shown.append(qr_operators(face.verify_url, x, y, size))
        left = x + size + 13
        shown.append(_show(fonts, _QR_CAPTION, left, y + 19, caption))
    elif face.specimen:
        shown.append(_show(fonts, _SPECIMEN_CAPTION, left, y + 19, caption))
    if face.number:
        fitted, _ = _fitted(face.number, value, SEAL_CENTRE[0] - 130 - left)
        shown.append(_show(fonts, _NUMBER_CAPTION, left, y + 62, caption))
        shown.append(_show(fonts, face.number, left, y + 46, fitted))
    return shown
