"""Rebuild the TrueType faces of certificates/typesetting/fonts from their published sources.

Needs the internet, `apt-get` and `dpkg-deb` (Debian or Ubuntu), `npm`, and the Python package
fontTools; nothing of it is needed to run Xinglu, whose fonts are shipped.  Run from the repository
root:

    python scripts/build_fonts.py

Each source is pinned by version and SHA-256 and is refused when it differs, so the same fonts come
out each time.  Two lists of characters are derived from Unicode (Debian package `unicode-data`,
Unihan 15): 通用规范汉字表 (8,105 characters, field kTGH), which is also written for the tests, and
level 2 of GB 18030-2022 (from the Unicode ranges and kTGH).
"""

from __future__ import annotations

import argparse
import bz2
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "certificates" / "typesetting" / "fonts"
CHARACTERS = ROOT / "tests" / "certificates" / "typesetting" / "tongyong_guifan_hanzi.txt"

PUNCTUATION = (
    "·—…‘’“”′″‰℃№×÷±≤≥≠°§¥￥©®™「」『』【】〔〕〖〗《》〈〉、。，；：！？（）［］｛｝～－＋＝％＃＊＠／＼｜＿＜＞＆＄＂＇"
    "　〇①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ→←↑↓■□●○★☆▲△◆◇√"
)
LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)]))
CASES = "䶮𫖯𬭚𠮷㛃𬭎𠅤𮧵𰻝龘"


class Source(NamedTuple):
    """One published archive and the file taken out of it."""

    kind: str
    """`deb` or `npm`."""
    package: str
    version: str
    member: str
    sha256: str
    """Of the member, a TrueType file."""


class Face(NamedTuple):
    """One shipped face: where it comes from, how it is called and what it keeps."""

    file: str
    family: str
    source: Source
    charset: str
    licence: str
    copyright: str


KAI = Source(
    "deb",
    "fonts-lxgw-wenkai",
    "1.250+repack-1",
    "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
    "bbf534b0ca093928f94d1782855e65a19a32cde82b075d495d072025521953c8",
)
SERIF_BLACK = Source(
    "npm",
    "@expo-google-fonts/noto-serif-sc",
    "0.4.3",
    "package/900Black/NotoSerifSC_900Black.ttf",
    "092e71a70c744be3cc33999eb4edcb10fbe95c1b4cff6c2d7f04d6ff15d031e2",
)
SERIF = Source(
    "npm",
    "@expo-google-fonts/noto-serif-sc",
    "0.4.3",
    "package/400Regular/NotoSerifSC_400Regular.ttf",
    "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
)
SANS = Source(
    "npm",
    "@expo-google-fonts/noto-sans-sc",
    "0.4.3",
    "package/400Regular/NotoSansSC_400Regular.ttf",
    "d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16",
)
FACES = (
    Face(
        "XingluKai-Regular.ttf",
        "Xinglu Kai",
        KAI,
        "everything",
        "OFL-Kai.txt",
        "Copyright 2021-2022 lxgw <calxgw2018@gmail.com>, "
        'with Reserved Font Names "霞鹜" and "LXGW"',
    ),
    Face(
        "XingluSong-Black.ttf",
        "Xinglu Song",
        SERIF_BLACK,
        "common",
        "OFL-Song.txt",
        "(c) 2017-2024 Adobe (http://www.adobe.com/).",
    ),
    Face(
        "XingluHei-Regular.ttf",
        "Xinglu Hei",
        SANS,
        "common",
        "OFL-Hei.txt",
        "(c) 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'.",
    ),
    Face(
        "XingluRare-Regular.ttf",
        "Xinglu Rare",
        SERIF,
        "rare",
        "OFL-Song.txt",
        "(c) 2017-2024 Adobe (http://www.adobe.com/).",
    ),
)
DROPPED_TABLES = [
    *("GSUB", "GPOS", "GDEF", "BASE", "JSTF", "DSIG", "VORG", "vhea", "vmtx", "kern", "gasp"),
    *("cvt ", "fpgm", "prep", "hdmx", "VDMX", "LTSH", "MATH", "FFTM", "STAT", "meta"),
]
"""Layout, vertical setting and hinting: nothing a PDF page needs."""


def run(*command: str, folder: Path) -> None:
    """Run one external command in `folder`, and stop with its name when it fails."""
    done = subprocess.run(command, cwd=folder, check=False)  # noqa: S603 - fixed commands of this file
    if done.returncode:
        sys.exit(
            f"{' '.join(command)} failed; this script needs Debian's apt-get and npm with internet."
        )


def fetch(source: Source, folder: Path) -> Path:
    """Return the path of the source's TrueType file below `folder`, downloaded once."""
    here = folder / (source.package.replace("/", "_").lstrip("@"))
    if not here.exists():
        here.mkdir(parents=True)
        if source.kind == "deb":
            run("apt-get", "download", f"{source.package}={source.version}", folder=here)
            run("dpkg-deb", "-x", str(next(here.glob("*.deb"))), ".", folder=here)
        else:
            run("npm", "pack", "--silent", f"{source.package}@{source.version}", folder=here)
            with tarfile.open(next(here.glob("*.tgz"))) as archive:
                archive.extractall(here, filter="data")
    path = here / source.member
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != source.sha256:
        sys.exit(
            f"{path} has SHA-256 {digest}, not {source.sha256}: another version, nothing was built."
        )
    return path


def unihan_standard(folder: Path) -> str:
    """Return the 8,105 characters of 通用规范汉字表 in code point order (Unihan field kTGH)."""
    here = folder / "unicode-data"
    if not here.exists():
        here.mkdir()
        run("apt-get", "download", "unicode-data", folder=here)
        run("dpkg-deb", "-x", str(next(here.glob("*.deb"))), ".", folder=here)
    text = bz2.decompress(
        (here / "usr/share/unicode/Unihan_OtherMappings.txt.bz2").read_bytes()
    ).decode()
    found = [int(line[2:].split("\t")[0], 16) for line in text.splitlines() if "\tkTGH\t" in line]
    if len(found) != 8105:  # noqa: PLR2004 - the number of the table's own title
        sys.exit(f"Unihan names {len(found)} characters of 通用规范汉字表, not 8105.")
    return "".join(map(chr, sorted(found)))


def gb18030_level_2(standard: str) -> set[int]:
    """Return the ideographs of GB 18030-2022 level 2: URO to 9FEF, extension A, kTGH, 21 others."""
    compatibility = bytes.fromhex(
        "f92c f979 f995 f9e7 f9f1 fa0c fa0d fa0e fa0f fa11 fa13 fa14 fa18 fa1f fa20 fa21 fa23 fa24"
        "fa27 fa28 fa29"
    ).decode("utf-16-be")
    return {*range(0x4E00, 0x9FF0), *range(0x3400, 0x4DB6), *map(ord, standard + compatibility)}


def charset(kind: str, standard: str, kai: Path) -> set[int] | None:
    """Return the code points that a face keeps; None keeps everything."""
    if kind == "everything":
        return None
    if kind == "rare":
        in_kai = set(TTFont(kai, lazy=True).getBestCmap())
        return (gb18030_level_2(standard) | set(map(ord, CASES))) - in_kai
    gb2312 = {
        ord(bytes((row, cell)).decode("gb2312"))
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
        if not (row == 0xD7 and cell > 0xF9)  # noqa: PLR2004 - the five empty cells of GB 2312
    }
    return gb2312 | set(map(ord, standard + PUNCTUATION + LATIN + CASES))


def decompose(font: TTFont) -> None:
    """Turn composite glyphs into plain outlines, so that a subset needs no glyph it lacks."""
    glyphs = font.getGlyphSet()
    table = font["glyf"]
    for name in font.getGlyphOrder():
        if table[name].isComposite():
            recording = DecomposingRecordingPen(glyphs)
            glyphs[name].draw(recording)
            pen = TTGlyphPen(None)
            recording.replay(pen)
            table[name] = pen.glyph()


def rename(font: TTFont, face: Face) -> None:
    """Give the modified font its own names (OFL clause 3); keep copyright and licence."""
    names = font["name"]
    names.names = []
    style = face.file.removesuffix(".ttf").split("-")[1]
    postscript = face.file.removesuffix(".ttf")
    for identity, text in {
        0: face.copyright,
        1: face.family if style == "Regular" else f"{face.family} {style}",
        2: "Regular",
        3: f"{face.source.version};{postscript}",
        4: f"{face.family} {style}",
        5: f"Version 1.000; modified from {face.source.package} {face.source.version}",
        6: postscript,
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://scripts.sil.org/OFL",
    }.items():
        names.setName(text, identity, 3, 1, 0x409)


def build(face: Face, sources: Path, standard: str, target: Path) -> None:
    """Write one shipped face: its characters only, no hints, no layout tables, our own name."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables = DROPPED_TABLES
    options.recalc_timestamp = False
    options.name_IDs = ["*"]
    font = TTFont(fetch(face.source, sources), recalcTimestamp=False)
    keep = charset(face.charset, standard, fetch(KAI, sources))
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap() if keep is None else keep)
    subsetter.subset(font)
    decompose(font)
    rename(font, face)
    for table in DROPPED_TABLES:
        if table in font:
            del font[table]
    font["head"].macStyle = 0
    font.save(target, reorderTables=True)


def main() -> None:
    """Build all faces and the tests' list of characters; print the table of fonts/README.md."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sources", type=Path, help="keep the downloaded archives in this folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        sources = arguments.sources or Path(temporary)
        standard = unihan_standard(sources)
        lines = [standard[start : start + 50] for start in range(0, len(standard), 50)]
        CHARACTERS.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        for face in FACES:
            path = FONTS / face.file
            build(face, sources, standard, path)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            print(f"| {face.file} | {path.stat().st_size:,} | {digest} |", flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
