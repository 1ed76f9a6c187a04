"""Every character of the official tables can be printed, and what cannot is named."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from certificates.typesetting.fonts import (
    FONT_FOLDER,
    LINKS,
    FontChain,
    GlyphMissingError,
    Style,
    chain,
    font_digests,
)
from certificates.typesetting.truetype import FontFileError, MappedFace

STYLES: tuple[Style, ...] = ("kai", "song", "hei")
STANDARD = "".join(
    Path(__file__).with_name("tongyong_guifan_hanzi.txt").read_text(encoding="utf-8").split()
)
SHIPPED = sorted(FONT_FOLDER.glob("*.ttf"))


def shipped_only(style: Style) -> FontChain:
    """Return the chain of a style without the faces that Debian packages may add."""
    return FontChain(style, [path for path in LINKS[style] if path.parent == FONT_FOLDER])


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_the_8105_characters_of_the_general_table(style: Style) -> None:
    assert len(STANDARD) == 8105
    assert shipped_only(style).missing(STANDARD) == ()


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_level_2_of_gb_18030(style: Style) -> None:
    compatibility = bytes.fromhex(
        "f92cf979f995f9e7f9f1fa0cfa0dfa0efa0ffa11fa13fa14fa18fa1ffa20fa21fa23fa24fa27fa28fa29"
    ).decode("utf-16-be")
    level_2 = {*range(0x4E00, 0x9FF0), *range(0x3400, 0x4DB6)}
    level_2 |= {*map(ord, STANDARD + compatibility)}
    assert len(level_2) == 27_775
    assert shipped_only(style).missing("".join(map(chr, sorted(level_2)))) == ()


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_the_rare_characters_of_the_cases(style: Style) -> None:
    assert shipped_only(style).missing("䶮𫖯𬭚𠮷㛃𬭎𠅤𮧵𰻝〇·—…〔〕“”（）《》：*<>=+&'\"") == ()


def test_names_come_from_the_one_kai_face() -> None:
    assert chain("kai").substituted(STANDARD + "䶮𫖯𬭚𠮷㛃𬭎𠅤𮧵𰻝·") == ()
    assert chain("hei").substituted("王㐀") == ("㐀",)


def test_a_text_is_split_where_the_face_changes() -> None:
    runs = shipped_only("kai").runs("王㐀㐀伟")
    assert [(face.postscript_name, text) for face, text in runs] == [
        ("XingluKai-Regular", "王"),
        ("XingluRare-Regular", "㐀㐀"),
        ("XingluKai-Regular", "伟"),
    ]


def test_a_missing_character_is_named_once_and_stops_drawing() -> None:
    fonts = shipped_only("kai")
    assert fonts.missing("a\U0003134bb\U0003134b\U000f0000") == ("\U0003134b", "\U000f0000")
    with pytest.raises(GlyphMissingError, match=r"U\+3134B"):
        fonts.width("王\U0003134b", 10)


def test_a_private_or_invisible_character_counts_as_missing() -> None:
    assert chain("kai").missing("王\ue000\uf8ff\u3164\u115f\u00a0\u3000伟") == (
        "\ue000",
        "\uf8ff",
        "\u3164",
        "\u115f",
    )


def test_widths_are_those_of_the_font_file() -> None:
    fonts = shipped_only("hei")
    font = whole(FONT_FOLDER / "XingluHei-Regular.ttf")
    text = "山东iW1·，"
    widths = sum(font["hmtx"][font.getBestCmap()[ord(character)]][0] for character in text)
    assert fonts.width(text, 10) == pytest.approx(widths * 10 / font["head"].unitsPerEm)


def whole(path: Path) -> TTFont:
    """Read a font file with the reference implementation."""
    return TTFont(io.BytesIO(path.read_bytes()), lazy=True)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_mapped_face_finds_the_glyphs_that_font_tools_finds(path: Path) -> None:
    font = whole(path)
    face = MappedFace(path)
    mapping = {code: font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    assert {code: face.glyph_number(code) for code in mapping} == mapping
    assert face.code_points() == set(mapping)
    assert face.glyph_number(0x10FFFF) == 0


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_subset_has_the_same_outlines_and_widths_and_right_check_sums(path: Path) -> None:
    face = MappedFace(path)
    glyphs = [face.glyph_number(ord(character)) for character in "山A，"]
    subset = face.subset(glyphs)
    font = TTFont(io.BytesIO(subset), checkChecksums=2)
    reference = whole(path)
    names = [reference.getGlyphName(glyph) for glyph in (0, *glyphs)]
    assert font["maxp"].numGlyphs == 4
    for name, original in zip(font.getGlyphOrder(), names, strict=True):
        assert font["glyf"][name] == reference["glyf"][original]
        assert font["hmtx"][name] == reference["hmtx"][original]
    # OpenType 1.9, head: the whole file sums to this number
    words = (int.from_bytes(subset[at : at + 4], "big") for at in range(0, len(subset), 4))
    assert sum(words) & 0xFFFFFFFF == 0xB1B0AFBA


def test_a_composite_glyph_brings_its_parts_into_the_subset(tmp_path: Path) -> None:
    from fontTools.fontBuilder import FontBuilder  # noqa: PLC0415 - one test builds a font
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # noqa: PLC0415 - one test builds a font

    builder = FontBuilder(1024, isTTF=True)
    builder.setupGlyphOrder([".notdef", "dot", "i", "idotted"])
    builder.setupCharacterMap({0x69: "i", 0x457: "idotted"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((100, 0))
    pen.lineTo((100, 100))
    pen.closePath()
    plain = pen.glyph()
    pen = TTGlyphPen({"dot": plain, "i": plain})
    pen.addComponent("i", (1, 0, 0, 1, 0, 0))
    pen.addComponent("dot", (0.5, 0, 0, 0.5, 300, 700))
    glyphs = {".notdef": plain, "dot": plain, "i": plain, "idotted": pen.glyph()}
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (512, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"psName": "Probe"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "probe.ttf")
    face = MappedFace(tmp_path / "probe.ttf")
    assert face.advance(face.glyph_number(0x457)) == 512
    subset = TTFont(io.BytesIO(face.subset([face.glyph_number(0x457)])))
    parts = subset["glyf"][subset.getGlyphName(1)].components
    assert [subset.getGlyphID(part.glyphName) for part in parts] == [2, 3]


def test_a_font_with_postscript_outlines_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "cff.otf"
    path.write_bytes(b"OTTO" + bytes(100))
    with pytest.raises(FontFileError, match="PostScript outlines"):
        MappedFace(path)


def test_the_fonts_are_at_most_25_megabytes_with_their_licences() -> None:
    assert sum(path.stat().st_size for path in FONT_FOLDER.iterdir()) <= 25_000_000
    readme = (FONT_FOLDER / "README.md").read_text(encoding="utf-8")
    for path in SHIPPED:
        row = next(line for line in readme.splitlines() if line.startswith(f"| {path.name} |"))
        licence = (FONT_FOLDER / row.split("|")[-2].strip()).read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence
        assert re.search(r"(?i)copyright|\(c\)", licence)


def test_a_modified_font_does_not_carry_a_reserved_name() -> None:
    for path in SHIPPED:
        names = whole(path)["name"]
        shown = " ".join(names.getDebugName(identity) or "" for identity in (1, 2, 4, 6, 16, 17))
        assert re.search(r"(?i)lxgw|霞鹜|source|noto", shown) is None
        assert "Xinglu" in shown
        assert "Open Font License" in (names.getDebugName(13) or "")


def test_the_readme_states_the_digest_of_each_font_file() -> None:
    readme = (FONT_FOLDER / "README.md").read_text(encoding="utf-8")
    for path in SHIPPED:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert f"| {path.name} | {path.stat().st_size:,} | {digest} |" in readme
        assert font_digests()[path.name] == digest
