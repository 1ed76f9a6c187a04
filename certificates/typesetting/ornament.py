"""The certificate's ornament: paper, guilloche, waves, meander band, rosettes, micro text.

Everything is drawn as paths in PDF user space (points, origin at the lower left of A4 landscape)
and compressed once in a process; documents take the finished streams.  There is no seal and no
emblem: the place of the electronic seal stays free (`SEAL_CENTRE`, 42 mm across).
"""

from __future__ import annotations

import zlib
from functools import cache
from math import cos, pi, sin
from typing import Final

from certificates.typesetting.colour import (
    GOLD,
    GOLD_DARK,
    GOLD_LIGHT,
    GOLD_PALE,
    PAPER_BOTTOM,
    PAPER_TOP,
    RED,
    Colour,
    fill,
    stroke,
)
from certificates.typesetting.document import prepared_stream
from certificates.typesetting.fonts import chain
from certificates.typesetting.outlines import outline_operators
from certificates.typesetting.paths import Path, number, placed, rotation

WIDTH: Final = 841.89
HEIGHT: Final = 595.276
SEAL_CENTRE: Final = (622.0, 156.0)
SEAL_DIAMETER: Final = 119.06
"""42 mm, the size of an institution's round seal."""
RULE_HEIGHT: Final = 462.0
"""Where the rule under the title lies."""

_MICRO_TEXT: Final = "山东省职业技能竞赛证书·技能兴鲁·"
_MICRO_SIZE: Final = 2.3
_CENTRE: Final = (WIDTH / 2, HEIGHT / 2 - 6)
_OUTER: Final = 20.0
_BAND: Final = _OUTER + 8.5
_BAND_WIDTH: Final = 15.0
_INNER: Final = _BAND + _BAND_WIDTH + 9
_CORNER_BLOCK: Final = 34.0
_BEGONIA: Final = 13.0
_WAVE_RADIUS: Final = 20.0
_WAVE_STEP: Final = 41.0

Form = tuple[str, tuple[float, float, float, float], str]
"""Name, bounding box and operators of a form."""


def _stroked(path: Path, colour: Colour, width: float) -> str:
    return f"{stroke(colour)} {number(width)} w\n{path}\nS"


def _filled(path: Path, colour: Colour) -> str:
    return f"{fill(colour)}\n{path}\nf"


def _painted(path: Path, inside: Colour, edge: Colour, width: float) -> str:
    return f"{fill(inside)} {stroke(edge)} {number(width)} w\n{path}\nB"


def _guilloche_wide() -> Form:
    def at(angle: float) -> tuple[float, float]:
        radius = 150 + 26 * cos(9 * angle)
        return radius * cos(angle), radius * sin(angle)

    return "G", (-180, -180, 180, 180), _stroked(Path().closed_curve(at, 108), GOLD_PALE, 0.35)


def _guilloche_narrow() -> Form:
    def at(angle: float) -> tuple[float, float]:
        radius = 88 + 30 * cos(6 * angle) + 8 * cos(18 * angle)
        return radius * cos(angle), radius * sin(angle)

    return "H", (-130, -130, 130, 130), _stroked(Path().closed_curve(at, 108), GOLD_PALE, 0.3)


def _wave() -> Form:
    """Return one scale of the sea-wave pattern 海水纹."""
    radius = _WAVE_RADIUS
    parts = [_filled(Path().arc(0, 0, radius, (0, pi)).close(), PAPER_BOTTOM)]
    parts.append(_stroked(Path().arc(0, 0, radius, (0, pi)), GOLD_LIGHT, 0.75))
    parts += [
        _stroked(Path().arc(0, 0, radius - 3.6 * ring, (0, pi)), GOLD_PALE, 0.55)
        for ring in range(1, 5)
    ]
    return "S", (-radius - 1, -1, radius + 1, radius + 1), "\n".join(parts)


def _meander() -> Form:
    """Return two mirrored square spirals of the meander 回纹, 24 by 12 units."""
    spiral = [(0.0, 0.0), (0, 11), (10, 11), (10, 2.6), (3, 2.6), (3, 8.2), (7.1, 8.2), (7.1, 5.4)]
    mirrored = [(24 - x, y) for x, y in spiral]
    path = Path().polyline(spiral).polyline(mirrored).polyline([(0, 0), (24, 0)])
    return "M", (-2, -2, 26, 14), "2 J " + _stroked(path, GOLD, 1.25)


def _petal(inner: float, outer: float, width: float) -> Path:
    near, far = inner + (outer - inner) * 0.25, inner + (outer - inner) * 0.7
    path = Path().move(inner, 0).curve(near, width, far, width * 1.05, outer, 0)
    return path.curve(far, -width * 1.05, near, -width, inner, 0).close()


def _rosette() -> Form:
    """Return the eight-petal flower 宝相花."""
    turns = [index * pi / 4 for index in range(8)]
    outer = [_petal(3, 17, 4.6).through(rotation(turn + pi / 8)) for turn in turns]
    inner = [_petal(2.5, 13, 3.6).through(rotation(turn)) for turn in turns]
    dots = Path().circle(0, 0, 0.8)
    for turn in turns:
        dots.circle(2.4 * cos(turn), 2.4 * sin(turn), 0.45)
    parts = [_painted(petal, GOLD_PALE, GOLD, 0.6) for petal in outer]
    parts += [_painted(petal, GOLD_LIGHT, GOLD_DARK, 0.6) for petal in inner]
    parts += [_painted(Path().circle(0, 0, 4.2), RED, GOLD_DARK, 0.7), _filled(dots, GOLD_LIGHT)]
    return "F", (-19, -19, 19, 19), "\n".join(parts)


def _cloud() -> Form:
    """Return the corner scroll 如意云头, drawn towards +x and +y; its arms mirror each other."""
    mirror = (0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    head = Path().move(0, 0).curve(0, 18, 6, 30, 18, 34, 30, 38, 40, 30, 38, 20)
    head.curve(36.5, 12, 27, 10, 23, 16, 20, 21, 24, 26.5, 29, 25)
    arm = (
        Path()
        .move(8, 2)
        .curve(36, 2, 46, 8, 62, 3, 74, -1, 82, 5, 79, 12, 77, 17, 69, 16.5, 69.5, 11)
    )
    parts = [
        "1 J",
        _stroked(head + head.through(mirror), GOLD, 1.5),
        _stroked(arm + arm.through(mirror), GOLD_LIGHT, 1.1),
        _filled(Path().circle(43, 43, 2.1), RED),
        _filled(Path().circle(49.5, 36.5, 1.1).circle(36.5, 49.5, 1.1), GOLD),
    ]
    return "C", (-4, -4, 90, 90), "\n".join(parts)


def _micro_text() -> Form:
    """Return the micro text as outlines, 1,000 units to the em, so that it is not read as text."""
    operators, width = outline_operators(chain("kai").face(0), _MICRO_TEXT)
    return "T", (0, -200, width, 1000), f"{fill(GOLD_DARK)}\n{operators}\nf"


def _begonia(inset: float, notch: float) -> Path:
    """Return a frame whose corners are notched by quarter circles (海棠 corners)."""
    left, bottom, right, top = inset, inset, WIDTH - inset, HEIGHT - inset
    path = Path().move(left + notch, bottom).line(right - notch, bottom)
    path.arc(right, bottom, notch, (pi, pi / 2), join=True).line(right, top - notch)
    path.arc(right, top, notch, (-pi / 2, -pi), join=True).line(left + notch, top)
    path.arc(left, top, notch, (0, -pi / 2), join=True).line(left, bottom + notch)
    return path.arc(left, bottom, notch, (pi / 2, 0), join=True).close()


def _guilloches() -> list[str]:
    wide = [placed("G", rotation(turn * 2 * pi / 9 / 16, *_CENTRE)) for turn in range(16)]
    narrow = [placed("H", rotation(turn * 2 * pi / 6 / 12, *_CENTRE)) for turn in range(12)]
    return wide + narrow


def _waves() -> list[str]:
    """Return three rows of waves, clipped to the inner frame's lower edge."""
    inset, notch = _INNER + 3.2, _BEGONIA + 0.8
    right = WIDTH - inset
    clip = Path().move(inset + notch, inset).line(right - notch, inset)
    clip.arc(right, inset, notch, (pi, pi / 2), join=True).line(right, inset + 80)
    clip.line(inset, inset + 80).line(inset, inset + notch)
    clip.arc(inset, inset, notch, (pi / 2, 0), join=True).close()
    count = int(WIDTH / _WAVE_STEP) + 3
    parts = [f"q\n{clip}\nW n"]
    for row in (2, 1, 0):
        shift = _CENTRE[0] + (_WAVE_STEP / 2 if row % 2 else 0) - count // 2 * _WAVE_STEP
        height = inset - 1 + row * 9.6
        parts += [
            placed("S", (1, 0, 0, 1, shift + index * _WAVE_STEP, height)) for index in range(count)
        ]
    return [*parts, "Q"]


def _band() -> list[str]:
    """Return the outer rules, the meander band between them and the four corner blocks."""
    gap = _BAND + _BAND_WIDTH + 3.4
    frames = [
        _stroked(
            Path().rectangle(_OUTER, _OUTER, WIDTH - 2 * _OUTER, HEIGHT - 2 * _OUTER), RED, 2.4
        ),
        _stroked(Path().rectangle(24.2, 24.2, WIDTH - 48.4, HEIGHT - 48.4), GOLD, 0.7),
        _stroked(Path().rectangle(gap, gap, WIDTH - 2 * gap, HEIGHT - 2 * gap), GOLD, 0.7),
    ]
    start = _BAND + _CORNER_BLOCK
    across, upwards = WIDTH - 2 * start, HEIGHT - 2 * start
    columns, rows = round(across / 30), round(upwards / 30)
    step_x, step_y, depth = across / columns, upwards / rows, _BAND_WIDTH / 12.6
    edge = _BAND + 0.8
    units: list[str] = []
    for index in range(columns):
        x = start + index * step_x
        units.append(placed("M", (step_x / 24, 0, 0, depth, x, edge)))
        units.append(placed("M", (step_x / 24, 0, 0, -depth, x, HEIGHT - edge)))
    for index in range(rows):
        y = start + index * step_y
        units.append(placed("M", (0, step_y / 24, depth, 0, edge, y)))
        units.append(placed("M", (0, step_y / 24, -depth, 0, WIDTH - edge, y)))
    centre = _BAND + (_CORNER_BLOCK - 3) / 2
    blocks: list[str] = []
    for x in (centre, WIDTH - centre):
        for y in (centre, HEIGHT - centre):
            blocks.append(
                _painted(Path().rectangle(x - 17.2, y - 17.2, 34.4, 34.4), PAPER_TOP, GOLD, 1.1)
            )
            blocks.append(
                _stroked(Path().rectangle(x - 15.4, y - 15.4, 30.8, 30.8), GOLD_LIGHT, 0.5)
            )
            blocks.append(placed("F", (0.86, 0, 0, 0.86, x, y)))
    return frames + units + blocks


def _inner_frame(micro_width: float) -> list[str]:
    """Return the begonia frame, the scrolls in its upper corners and two lines of micro text."""
    parts = [
        _stroked(_begonia(_INNER, _BEGONIA), RED, 1.3),
        _stroked(_begonia(_INNER + 3.2, _BEGONIA + 0.8), GOLD, 0.45),
    ]
    corner = _INNER + 15
    parts.append(placed("C", (0.82, 0, 0, -0.82, corner, HEIGHT - corner)))
    parts.append(placed("C", (-0.82, 0, 0, -0.82, WIDTH - corner, HEIGHT - corner)))
    start = _INNER + _BEGONIA + 14
    span = WIDTH - 2 * start
    count = int(span // (_MICRO_SIZE / 1000 * micro_width))
    scale = span / count / micro_width
    for height in (_INNER + 6.2, HEIGHT - _INNER - 6.2 - _MICRO_SIZE):
        parts += [
            placed("T", (scale, 0, 0, _MICRO_SIZE / 1000, start + index * span / count, height))
            for index in range(count)
        ]
    return parts


def _title_rule() -> list[str]:
    """Return two tapered rules with lozenges and a rosette between them."""
    centre, height = _CENTRE[0], RULE_HEIGHT
    parts: list[str] = []
    for side in (1, -1):
        near, far = centre + side * 36, centre + side * 250
        wide = Path().polyline([(near, height), (far, height), (near, height + 1.6)], close=True)
        thin = [(near, height - 3.4), (centre + side * 190, height - 3.4), (near, height - 2.6)]
        parts += [_filled(wide, GOLD), _filled(Path().polyline(thin, close=True), GOLD_LIGHT)]
        for distance, half, colour in ((20, 3.2, RED), (30, 2.0, GOLD)):
            x, y = centre + side * distance, height - 0.4
            lozenge = [(x - half, y), (x, y + half), (x + half, y), (x, y - half)]
            parts.append(_filled(Path().polyline(lozenge, close=True), colour))
    return [*parts, placed("F", (0.62, 0, 0, 0.62, centre, height - 0.4))]


@cache
def ornament_objects() -> tuple[tuple[str, tuple[bytes | str, ...]], ...]:
    """Return the prepared objects of the ornament; form `FormXob.ornament` draws all of it."""
    micro = _micro_text()
    forms = [
        _guilloche_wide(), _guilloche_narrow(), _wave(), _meander(), _rosette(), _cloud(), micro
    ]  # fmt: skip
    parts = [
        "/P sh",
        *_guilloches(),
        *_waves(),
        *_band(),
        *_inner_frame(micro[1][2]),
        *_title_rule(),
    ]
    objects: list[tuple[str, tuple[bytes | str, ...]]] = []
    resources: list[bytes | str] = []
    for name, box, operators in forms:
        bounds = " ".join(map(number, box)).encode()
        head = b"/Type/XObject/Subtype/Form/BBox[%s]/Resources<<>>" % bounds
        stream = prepared_stream(head, zlib.compress(operators.encode(), 9))
        objects.append((f"ornament.{name}", (stream,)))
        resources += [f"/{name} ".encode(), f"ornament.{name}"]
    ends = [" ".join(map(str, colour)).encode() for colour in (PAPER_BOTTOM, PAPER_TOP)]
    shading = (
        b"<</ShadingType 2/ColorSpace/DeviceRGB/Coords[0 0 0 595]/Extend[true true]"
        b"/Function<</FunctionType 2/Domain[0 1]/C0[%s]/C1[%s]/N 1>>>>" % (ends[0], ends[1])
    )
    objects.append(("ornament.P", (shading,)))
    data = zlib.compress("\n".join(parts).encode(), 9)
    main = prepared_stream(b"", data).removeprefix(b"<<")
    page = f"[0 0 {WIDTH} {HEIGHT}]".encode()
    head = b"<</Type/XObject/Subtype/Form/BBox%s/Resources<</Shading<</P " % page
    objects.append(
        ("FormXob.ornament", (head, "ornament.P", b">>/XObject<<", *resources, b">>>>", main))
    )
    return tuple(objects)
