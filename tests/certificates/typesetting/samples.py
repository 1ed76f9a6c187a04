"""Certificate faces for the tests, and reading papers back as a stranger's program reads them."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from certificates.typesetting.certificate import CertificateFace

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

URL = "https://example.org/v/2026-0128?t=ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FACE = CertificateFace(
    title="荣誉证书",
    subtitle="山东省技术能手",
    name="王㛃𬭎",
    id_masked="3701**********001X",
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
    number="鲁技能〔2026〕0128号",
    verify_url=URL,
    specimen=False,
)


def face(**changes: object) -> CertificateFace:
    """Return the usual face with some fields changed."""
    return msgspec.structs.replace(FACE, **changes)


def poppler(program: str) -> str:
    """Return the path of a poppler program; skip without it, fail without it in a gate."""
    found = shutil.which(program)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{program} is missing: install poppler-utils")
        pytest.skip(f"{program} is missing: install poppler-utils")
    return found


def read_with_pypdf(pdf: bytes) -> str:
    """Return the text of all pages without white space, as pypdf reads it."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def read_with_poppler(pdf: bytes, folder: Path) -> str:
    """Return the text of all pages as pdftotext reads it."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        [poppler("pdftotext"), "-enc", "UTF-8", str(path), "-"], check=True, capture_output=True
    )
    return done.stdout.decode()


def render(pdf: bytes, folder: Path, dpi: int = 72) -> NDArray[np.uint8]:
    """Return the brightness of each pixel of the first page, rows from the top."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    picture = folder / "paper"
    command = [poppler("pdftoppm"), "-r", str(dpi), "-png", "-singlefile", str(path), str(picture)]
    subprocess.run(command, check=True)
    with Image.open(picture.with_suffix(".png")) as image:
        return np.asarray(image.convert("L"))
