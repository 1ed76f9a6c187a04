"""A certificate shows what its face says, reads back the same, and is the same file each time."""

# ruff: noqa: D103 - the name of a test is its sentence

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import zxingcpp
from pypdf import PdfReader

from certificates.typesetting.batches import draw_certificates
from certificates.typesetting.certificate import draw_certificate
from certificates.typesetting.fonts import (
    GlyphMissingError,
    OverlongTextError,
    UnprintableTextError,
)
from certificates.typesetting.ornament import SEAL_CENTRE, SEAL_DIAMETER
from tests.certificates.typesetting.samples import (
    FACE,
    URL,
    face,
    read_with_poppler,
    read_with_pypdf,
    render,
)

if TYPE_CHECKING:
    from pathlib import Path

LONG_NAME = "阿卜杜热合曼·麦麦提依明·买买提江·吐尔逊江·艾力"
NAMES = (
    "王㛃𬭎",
    "䶮·阿卜杜",
    "䶮𫖯𬭚𠮷",
    "𠅤𮧵𰻝",
    LONG_NAME,
    "NA",
    "=1+1",
    "<b>=1+1",
    "<img src=x onerror=alert(1)>",
    "O'Brien (José) 100% \\n",
)
LONG_BODY = (
    ("在山东省“技能兴鲁”职业技能大赛——2026年全省工业互联网与智能制造领域新一代信息技术", False),
    ("（人工智能训练师、机器人系统集成、网络与信息安全管理）职业技能竞赛暨第四届全国", False),
    ("工业和信息化技术技能大赛山东省选拔赛（高等职业院校组、职工组联合决赛）中，荣获", False),
    ("工业互联网工程技术人员（双人赛项，职工组）赛项第二名", True),
    ("。", False),
)


def run(program: str) -> str:
    """Run a program in a fresh process with another hash seed and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    return done.stdout.strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_back_unchanged_by_pypdf_and_poppler(name: str, tmp_path: Path) -> None:
    pdf = draw_certificate(face(name=name))
    assert "".join((name + "同志").split()) in read_with_pypdf(pdf)
    lines = read_with_poppler(pdf, tmp_path).splitlines()
    assert {name, f"{name}同志", f"{name} 同志"} & set(lines)


def test_every_text_of_the_face_is_read_back(tmp_path: Path) -> None:
    pdf = draw_certificate(FACE)
    texts = (
        FACE.title,
        FACE.subtitle,
        FACE.id_masked,
        "".join(text for text, _ in FACE.body),
        FACE.closing,
        FACE.issuer,
        FACE.date_text,
        FACE.number,
        "证书编号",
        "扫描二维码核验真伪",
    )
    for read in (read_with_pypdf(pdf), "".join(read_with_poppler(pdf, tmp_path).split())):
        assert [text for text in texts if text not in read] == []


@pytest.mark.parametrize("length", [25, 50, 100])
def test_a_very_long_name_is_set_smaller_and_stays_left_of_the_identity_code(
    length: int, tmp_path: Path
) -> None:
    name = ("阿卜杜热合曼·" * 20)[:length]
    pdf = draw_certificate(face(name=name))
    assert f"{name}同志" in read_with_pypdf(pdf)
    assert render(pdf, tmp_path)[200:225, 740:780].min() > 120


def test_a_very_long_event_name_stays_above_the_qr_code_and_the_seal(tmp_path: Path) -> None:
    pdf = draw_certificate(face(body=LONG_BODY))
    assert "".join(text for text, _ in LONG_BODY) in read_with_pypdf(pdf)
    pdf = draw_certificate(face(body=(("很长的赛事名称" * 120, False),)))
    assert "很长的赛事名称" * 120 in read_with_pypdf(pdf)
    assert render(pdf, tmp_path)[388:404, 110:730].min() > 120


def test_the_place_of_the_seal_holds_nothing_but_issuer_and_date(tmp_path: Path) -> None:
    pdf = draw_certificate(face(issuer="", date_text=""))
    x, y = SEAL_CENTRE
    radius = SEAL_DIAMETER / 2
    picture = render(pdf, tmp_path)
    rows, columns = np.ogrid[: picture.shape[0], : picture.shape[1]]
    place = np.hypot(columns - x, rows - (595.3 - y)) <= radius
    assert picture[place].min() >= 240  # the paper itself


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "王" * 300},
        {"number": "1" * 400},
        {"issuer": "厅" * 100},
        {"body": (("很长的赛事名称" * 400, False),)},
    ],
    ids=str,
)
def test_a_text_that_nobody_could_read_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(OverlongTextError, match=r"文字过长（[0-9]+ 字），版面放不下"):
        draw_certificate(face(**changes))


def test_an_almost_empty_face_is_drawn() -> None:
    empty = dict.fromkeys(("subtitle", "name", "id_masked", "closing", "issuer", "number"), "")
    pdf = draw_certificate(face(**empty, body=(), date_text="", honorific="", verify_url=None))
    assert read_with_pypdf(pdf) == "荣誉证书"


def test_threads_that_start_together_give_the_same_bytes() -> None:
    program = (
        "import hashlib\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from certificates.typesetting.certificate import draw_certificate\n"
        "from tests.certificates.typesetting.samples import FACE\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    papers = list(pool.map(draw_certificate, [FACE] * 16))\n"
        "print(*{hashlib.sha256(paper).hexdigest() for paper in papers})"
    )
    assert run(program) == hashlib.sha256(draw_certificate(FACE)).hexdigest()


def test_the_same_face_gives_the_same_bytes() -> None:
    assert draw_certificate(FACE) == draw_certificate(FACE)


def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    program = (
        "import hashlib\n"
        "from certificates.typesetting.certificate import draw_certificate\n"
        "from tests.certificates.typesetting.samples import FACE\n"
        "print(hashlib.sha256(draw_certificate(FACE)).hexdigest())"
    )
    assert run(program) == hashlib.sha256(draw_certificate(FACE)).hexdigest()


def test_what_was_drawn_before_does_not_change_the_bytes() -> None:
    first = draw_certificate(FACE)
    draw_certificate(face(name=LONG_NAME, number="X-1", body=LONG_BODY))
    assert draw_certificate(FACE) == first


@pytest.mark.parametrize("url", [URL, "HTTPS://EXAMPLE.ORG/V/1", "https://例.中国/" + "v" * 150])
def test_the_qr_code_gives_the_address(url: str, tmp_path: Path) -> None:
    picture = render(draw_certificate(face(verify_url=url)), tmp_path, 150)
    codes = zxingcpp.read_barcodes(picture)
    assert [code.text for code in codes] == [url]


def test_without_an_address_there_is_no_qr_code(tmp_path: Path) -> None:
    pdf = draw_certificate(face(verify_url=None))
    assert list(zxingcpp.read_barcodes(render(pdf, tmp_path, 150))) == []
    assert "扫描二维码" not in read_with_pypdf(pdf)


def test_a_specimen_says_so_and_has_no_qr_code_even_with_an_address(tmp_path: Path) -> None:
    pdf = draw_certificate(face(specimen=True))
    text = read_with_pypdf(pdf)
    assert text.count("样张") == 2
    assert "扫描二维码" not in text
    assert list(zxingcpp.read_barcodes(render(pdf, tmp_path, 150))) == []


def test_a_character_no_font_has_is_an_error_that_names_it() -> None:
    with pytest.raises(GlyphMissingError, match=r"字库缺字：楷体字体中没有U\+3134B") as caught:
        draw_certificate(face(name="王\U0003134b"))
    assert (caught.value.character, caught.value.style) == ("\U0003134b", "kai")


@pytest.mark.parametrize(
    "character", ["\n", "\0", "\x7f", "\x85", "\u200b", "\u202e", "\u2066", "\ufeff", "\u2028"]
)
@pytest.mark.parametrize("field", ["name", "issuer", "number", "verify_url"])
def test_a_character_that_steers_the_output_is_refused(field: str, character: str) -> None:
    with pytest.raises(UnprintableTextError, match=f"U\\+{ord(character):04X}"):
        draw_certificate(face(**{field: f"王{character}伟"}))


def test_a_batch_keeps_the_order_and_leaves_out_only_what_cannot_be_printed() -> None:
    names = ["王伟", "李\U0003134b", "张\u202e三", "赵㛃"]
    faces = [face(name=name) for name in names]
    outcomes = list(draw_certificates(faces))
    assert outcomes[0] == draw_certificate(faces[0])
    assert [type(one) for one in outcomes[1:3]] == [GlyphMissingError, UnprintableTextError]
    assert outcomes[3] == draw_certificate(faces[3])


def test_two_processes_give_what_one_gives() -> None:
    faces = [face(name=f"王{chr(0x4E00 + index)}") for index in range(60)]
    faces[55] = face(name="李\U0003134b")
    alone = list(draw_certificates(faces, workers=1))
    together = list(draw_certificates(iter(faces), workers=2))
    assert [str(one) for one in together] == [str(one) for one in alone]


def test_nothing_is_drawn_for_an_empty_batch() -> None:
    assert list(draw_certificates([], workers=2)) == []


def test_the_file_says_that_it_is_pdf_a_2u_in_chinese_with_all_fonts_embedded() -> None:
    reader = PdfReader(io.BytesIO(draw_certificate(FACE)))
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert metadata.dc_title == {"x-default": "王㛃𬭎　山东省技术能手荣誉证书"}
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata.stream.get_data()
    assert b"<pdfaid:conformance>U</pdfaid:conformance>" in metadata.stream.get_data()
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "zh-CN"
    assert catalogue["/OutputIntents"][0]["/DestOutputProfile"]["/N"] == 3
    fonts: Any = catalogue["/Pages"]["/Kids"][0]["/Resources"]["/Font"]
    descriptors = [
        font.get_object()["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts.values()
    ]
    assert len(descriptors) >= 4
    assert all("/FontFile2" in descriptor for descriptor in descriptors)
    assert reader.metadata is not None
    assert reader.metadata.title == "王㛃𬭎　山东省技术能手荣誉证书"


def test_a_title_with_markup_stays_text_in_the_metadata() -> None:
    pdf = draw_certificate(face(name="<b>&x", issuer="甲&乙"))
    metadata = PdfReader(io.BytesIO(pdf)).xmp_metadata
    assert metadata is not None
    assert metadata.dc_title == {"x-default": "<b>&x　山东省技术能手荣誉证书"}
    assert metadata.dc_creator == ["甲&乙"]


def test_everything_is_drawn_as_vectors() -> None:
    pdf = draw_certificate(FACE)
    assert b"/Subtype /Image" not in pdf
    assert b"/Subtype/Image" not in pdf


def test_a_certificate_stays_below_eighty_kilobytes() -> None:
    assert len(draw_certificate(FACE)) < 80_000
