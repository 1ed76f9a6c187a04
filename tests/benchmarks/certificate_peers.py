"""One way of drawing certificates, in a process of its own.

`python -m tests.benchmarks.certificate_peers NAME COUNT WORKERS`: a turn draws COUNT certificates,
no two of them alike. The peers get ornament and QR codes ready-made as SVG, keep what they
can keep between certificates, and are asked for the same PDF/A-2u; "typst, PDF art" takes the
ornament as a finished PDF, which is fastest and which typst does not allow in PDF/A.
"""

from __future__ import annotations

import atexit
import base64
import html
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib import import_module
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from certificates.typesetting.batches import draw_certificates
from certificates.typesetting.certificate import CertificateFace, draw_certificate
from tests.benchmarks.measuring import ROOT, serve
from tests.benchmarks.ornament_svg import ornament_pdf, ornament_svg, qr_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FONTS = ROOT / "certificates" / "typesetting" / "fonts"
FAMILIES = {
    "kai": "XingluKai-Regular.ttf",
    "song": "XingluSong-Black.ttf",
    "hei": "XingluHei-Regular.ttf",
}
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲芬燕彬鹏辉健俊"
FACE = CertificateFace(
    title="荣誉证书",
    subtitle="山东省技术能手",
    name="",
    id_masked="",
    body=(
        ("在山东省“技能兴鲁”职业技能大赛——第九届全省数控技能竞赛中，荣获", False),
        ("数控车工（职工组）赛项第一名", True),
        ("。依据《山东省职业技能竞赛管理办法》有关规定，授予", False),
        ("“山东省技术能手”", True),
        ("称号。", False),
    ),
    closing="特发此证，以资鼓励。",
    issuer="山东省人力资源和社会保障厅",
    date_text="二〇二六年十一月二十二日",
    number="",
    verify_url="",
    specimen=False,
)


def made_face(index: int) -> CertificateFace:
    """Make the certificate of an invented person."""
    name = SURNAMES[index % 20] + GIVEN[index // 20 % 35] + GIVEN[index // 7 % 35]
    return CertificateFace(
        title=FACE.title,
        subtitle=FACE.subtitle,
        name=name,
        id_masked=f"3701**********{index % 1000:03d}X",
        body=FACE.body,
        closing=FACE.closing,
        issuer=FACE.issuer,
        date_text=FACE.date_text,
        number=f"鲁技能〔2026〕{index:06d}号",
        verify_url=f"https://example.org/v/2026-{index:06d}?t=ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        specimen=False,
    )


TYPST = Path(__file__).with_name("certificate.typ")


@cache
def typst_compiler() -> Any:  # noqa: ANN401 - typst's own class
    """Make the compiler that keeps the fonts, in a folder with the template and the ornament."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    certificate = draw_certificate(made_face(0))
    (folder / "art.svg").write_text(ornament_svg(certificate), encoding="utf-8")
    (folder / "art.pdf").write_bytes(ornament_pdf(certificate))
    template = Path(shutil.copy(TYPST, folder))
    return import_module("typst").Compiler(
        str(template), root=str(folder), font_paths=[str(FONTS)], ignore_system_fonts=True
    )


def draw_with_typst(face: CertificateFace, art: str = "art.svg") -> bytes:
    """Draw one certificate with typst."""
    inputs = {
        "face": msgspec.json.encode(face).decode(),
        "art": art,
        "qr": qr_svg(face.verify_url or ""),
    }
    standard = "a-2u" if art == "art.svg" else "1.7"
    drawn: bytes = typst_compiler().compile(
        format="pdf", sys_inputs=inputs, pdf_standards=standard, pdf_tags=False
    )
    return drawn


STYLE = Path(__file__).with_name("certificate.css")


def _data_url(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


@cache
def weasyprint_style() -> tuple[Any, Any, Any]:
    """Parse the style once; gives WeasyPrint's HTML class, the style and the fonts."""
    faces = "\n".join(
        f"@font-face {{ font-family: {name}; src: url({(FONTS / file).as_uri()}) }}"
        for name, file in FAMILIES.items()
    )
    weasyprint: Any = import_module("weasyprint")
    fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    art = ornament_svg(draw_certificate(made_face(0)))
    text = STYLE.read_text(encoding="utf-8").replace("ART", _data_url(art)).replace("FACES", faces)
    return weasyprint.HTML, weasyprint.CSS(string=text, font_config=fonts), fonts


def draw_with_weasyprint(face: CertificateFace) -> bytes:
    """Draw one certificate with WeasyPrint."""
    make, style, fonts = weasyprint_style()
    spans = "".join(
        f"<em>{html.escape(text)}</em>" if emphasis else html.escape(text)
        for text, emphasis in face.body
    )
    page = f"""<html lang="zh"><title>{face.title}</title><body>
<div class="title">{face.title}</div><div class="subtitle">{face.subtitle}</div>
<div class="name"><b>{html.escape(face.name)}</b>　同志
<span class="small">身份证号：{face.id_masked}</span></div>
<div class="body"><p>{spans}</p><p>{face.closing}</p></div>
<div class="issuer">{face.issuer}<br>{face.date_text}</div>
<img src="{_data_url(qr_svg(face.verify_url or ""))}">
<div class="proof">证书编号<b>{face.number}</b>扫描二维码核验真伪</div></body></html>"""
    drawn: bytes = make(string=page).write_pdf(
        stylesheets=[style], font_config=fonts, pdf_variant="pdf/a-2u"
    )
    return drawn


WAYS: dict[str, Callable[[CertificateFace], bytes]] = {
    "ours": draw_certificate,
    "typst": draw_with_typst,
    "typst, PDF art": lambda face: draw_with_typst(face, "art.pdf"),
    "weasyprint": draw_with_weasyprint,
}


def draw_one(name: str, face: CertificateFace) -> bytes:
    """Draw one certificate with one of the ways; a name can be sent to another process."""
    return WAYS[name](face)


def draw_many(name: str, faces: Sequence[CertificateFace], pool: ProcessPoolExecutor | None) -> int:
    """Draw all, one after the other or on a pool; gives the number of bytes.

    On several processors ours is `draw_certificates`, which starts its processes itself.
    """
    if pool is None:
        return sum(len(draw_one(name, face)) for face in faces)
    if name == "ours":
        drawn = draw_certificates(faces)
        return sum(len(paper) for paper in drawn if isinstance(paper, bytes))
    papers = pool.map(draw_one, [name] * len(faces), faces, chunksize=max(1, len(faces) // 8))
    return sum(map(len, papers))


def main(name: str, number: int, workers: int) -> None:
    """Draw a few certificates to have everything loaded, and wait for turns."""
    indices = count(1)
    faces: list[CertificateFace] = []
    pool = None
    if workers > 1:
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))

    def prepare(wanted: int = number) -> None:
        faces[:] = [made_face(next(indices)) for _ in range(wanted)]
        for face in faces:
            qr_svg(face.verify_url or "")

    def turn() -> None:
        draw_many(name, faces, pool)

    prepare(2 * workers)
    turn()
    serve(turn, prepare=prepare)


if __name__ == "__main__":
    if sys.argv[1] == "sample":
        Path(sys.argv[3]).write_bytes(draw_one(sys.argv[2], made_face(1)))
    else:
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
