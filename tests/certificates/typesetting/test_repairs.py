"""Each fault of reportlab is shown without the repair and gone with it."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import reportlab

from certificates.typesetting import repairs

PROBE = """
import io, json, sys
from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from certificates.typesetting import repairs

if sys.argv[1] == "repaired":
    repairs.apply()
    repairs.apply()

def square():
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0)); pen.lineTo((400, 0)); pen.lineTo((400, 400)); pen.closePath()
    return pen.glyph()

names = [".notdef", "space", "ascii", "wide1", "wide2", "wide3"]
builder = FontBuilder(2048, isTTF=True)
builder.setupGlyphOrder(names)
builder.setupCharacterMap({0x20: "space", 0x41: "ascii", 0x738B: "wide1", 0x2CB4E: "wide2"})
builder.setupGlyf({name: square() for name in names})
widths = {name: (1024 if name in ("space", "ascii") else 2048, 0) for name in names}
builder.setupHorizontalMetrics(widths)
builder.setupHorizontalHeader(ascent=1600, descent=-400)
builder.setupNameTable({"familyName": "Probe", "styleName": "Regular", "psName": "Probe-Regular"})
builder.setupOS2()
builder.setupPost()
buffer = io.BytesIO()
builder.save(buffer)
path = sys.argv[2]
open(path, "wb").write(buffer.getvalue())

first = ttfonts.TTFont("first", path)
second = ttfonts.TTFont("second", path)
pdfmetrics.registerFont(first)
pdfmetrics.registerFont(second)
out = io.BytesIO()
canvas = Canvas(out, invariant=1, initialFontName="first")
for name, y in (("first", 700), ("second", 600)):
    canvas.setFont(name, 20)
    canvas.drawString(50, y, "\\u738b\\U0002cb4e")
canvas.save()
pdf = out.getvalue()
subset = TTFont(io.BytesIO(first.face.makeSubset([0x738B, 0x2CB4E])))
json.dump({
    "text": PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split()
        == ["\\u738b\\U0002cb4e"] * 2,
    "blocks": "150 beginbfchar" in ttfonts.makeToUnicodeCMap("x", list(range(0x4E00, 0x4E96))),
    "null": "<0000>" in ttfonts.makeToUnicodeCMap("x", [0]),
    "widths": sorted({subset["hmtx"][name][0] for name in subset.getGlyphOrder()}),
    "ends": pdf.count(b"\\nendstream") == pdf.count(b"endstream"),
    "own": pdfmetrics.getFont("second") is second,
    "ascii": bool(rl_config.ttfAsciiReadable),
    "ascii85": b"ASCII85" in pdf,
}, sys.stdout)
"""


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """Run the same probe in two fresh processes, without and with the repairs."""
    found = {}
    for state in ("broken", "repaired"):
        font = tmp_path_factory.mktemp(state) / "probe.ttf"
        done = subprocess.run(
            [sys.executable, "-c", PROBE, state, str(font)],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        found[state] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("what", "broken", "repaired"),
    [
        ("text", False, True),
        ("blocks", True, False),
        ("null", True, False),
        ("widths", [1000, 2048], [2048]),
        ("ends", False, True),
        ("own", False, True),
        ("ascii", True, False),
        ("ascii85", True, False),
    ],
)
def test_a_fault_is_there_without_the_repair_and_gone_with_it(
    findings: dict[str, dict[str, object]], what: str, broken: object, repaired: object
) -> None:
    assert (findings["broken"][what], findings["repaired"][what]) == (broken, repaired)


def test_another_reportlab_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reportlab, "__version__", "6.0.0")
    monkeypatch.delattr("reportlab.pdfbase.ttfonts.xinglu_repaired", raising=False)
    with pytest.raises(repairs.ReportLabChangedError, match=r"6\.0\.0 is not the 5\.1"):
        repairs.apply()


def test_a_unicode_map_has_surrogates_small_blocks_and_no_null() -> None:
    pairs = [(code, 0x20000 + code) for code in range(250)]
    text = repairs.to_unicode_map("Probe", [(0, 0), *pairs], digits=4)
    assert [line for line in text.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "50 beginbfchar",
    ]
    assert "<00F9> <D840DCF9>" in text
    assert "<0000> <0000>" not in text
