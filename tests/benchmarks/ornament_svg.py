"""The certificate's ornament as SVG and as a PDF of its own, so that peers draw the same art."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from certificates.typesetting.ornament import HEIGHT, WIDTH
from certificates.typesetting.qr import QUIET_MODULES, qr_modules

_TOKEN = re.compile(r"/?[A-Za-z]+|-?[\d.]+")
_PATH = {"m": "M", "l": "L", "c": "C", "h": "Z"}
_GROUPS = {"q", "Q", "cm", "W", "n"}
_PAINT = {"f": (True, False), "S": (False, True), "B": (True, True)}
PAPER = (
    '<linearGradient id="P" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="595">'
    '<stop offset="0" stop-color="#fbf3df"/><stop offset="1" stop-color="#fffdf6"/>'
    "</linearGradient>"
)


class _Pen:
    """The state of PDF's graphics while its operators become SVG elements, y upwards."""

    def __init__(self) -> None:
        self.fill = self.stroke = "#000"
        self.width, self.cap = "1", "butt"
        self.path: list[str] = []
        self.clips: list[str] = []
        self.open = [0]

    def elements(self, content: str) -> str:
        """Turn the operators of a form into elements."""
        drawn: list[str] = []
        operands: list[str] = []
        for token in _TOKEN.findall(content):
            if token[0] == "/" or not token.isalpha():
                operands.append(token)
                continue
            drawn.append(self._element(token, operands))
            operands = []
        return "".join(drawn)

    def _element(self, operator: str, operands: list[str]) -> str:
        """Do one operator; gives what it draws, opens or closes."""
        if operator in _PATH:
            self.path.append(" ".join([_PATH[operator], *operands]))
            return ""
        if operator in _PAINT:
            return self._painted(*_PAINT[operator])
        if operator in _GROUPS:
            return self._grouped(operator, operands)
        match operator:
            case "Do":
                name = operands[0][1:]
                return f'<use href="#{name}" xlink:href="#{name}"/>'
            case "sh":
                return f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#{operands[0][1:]})"/>'
            case "rg":
                self.fill = _colour(operands)
            case "RG":
                self.stroke = _colour(operands)
            case "w":
                self.width = operands[0]
            case "J":
                self.cap = ("butt", "round", "square")[int(operands[0])]
            case _:
                message = f"no SVG for the operator {operator}"
                raise ValueError(message)
        return ""

    def _painted(self, filled: bool, stroked: bool) -> str:  # noqa: FBT001 - from a table
        """Paint the path."""
        inside = self.fill if filled else "none"
        line = f'stroke="{self.stroke}" stroke-width="{self.width}" stroke-linecap="{self.cap}"'
        path, self.path = " ".join(self.path), []
        return f'<path d="{path}" fill="{inside}" {line if stroked else ""}/>'

    def _grouped(self, operator: str, operands: list[str]) -> str:
        """Save, restore, move or clip; moved and clipped groups end with the saved state."""
        if operator == "q":
            self.open.append(0)
        elif operator == "Q":
            return "</g>" * self.open.pop()
        elif operator == "cm":
            self.open[-1] += 1
            return f'<g transform="matrix({" ".join(operands)})">'
        elif operator == "n":
            self.open[-1] += 1
            name = f"clip{len(self.clips)}"
            path, self.path = " ".join(self.path), []
            self.clips.append(f'<clipPath id="{name}"><path d="{path}"/></clipPath>')
            return f'<g clip-path="url(#{name})">'
        return ""


def _colour(values: list[str]) -> str:
    return "#" + "".join(f"{round(float(value) * 255):02x}" for value in values)


def ornament_svg(certificate: bytes) -> str:
    """Give the ornament of one of our certificates as an SVG of A4 landscape."""
    page: Any = PdfReader(io.BytesIO(certificate)).pages[0]
    form = page["/Resources"]["/XObject"]["/FormXob.ornament"].get_object()
    pen = _Pen()
    definitions = [PAPER]
    for name, inner in form["/Resources"]["/XObject"].items():
        drawn = _Pen().elements(inner.get_object().get_data().decode())
        definitions.append(f'<g id="{name[1:]}">{drawn}</g>')
    body = pen.elements(form.get_data().decode())
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{WIDTH}pt" height="{HEIGHT}pt" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"<defs>{''.join(definitions)}{''.join(pen.clips)}</defs>"
        f'<g transform="matrix(1 0 0 -1 0 {HEIGHT})">{body}</g></svg>'
    )


def ornament_pdf(certificate: bytes) -> bytes:
    """Give the ornament of one of our certificates as a PDF of one page without any text."""
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(certificate)))
    page: Any = writer.pages[0]
    content = DecodedStreamObject()
    content.set_data(b"/FormXob.ornament Do")
    page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001 - pypdf's only way
    del page["/Resources"]["/Font"]
    writer.compress_identical_objects(remove_unreferenced=True)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@cache
def qr_svg(content: str) -> str:
    """Give a QR code as one path."""
    rows = qr_modules(content)
    side = len(rows) + 2 * QUIET_MODULES
    path = "".join(
        f"M{run.start() + QUIET_MODULES} {line + QUIET_MODULES}h{run.end() - run.start()}v1"
        f"h-{run.end() - run.start()}z"
        for line, row in enumerate(rows)
        for run in re.finditer("1+", row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" '
        f'height="{side}"><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path d="{path}"/></svg>'
    )
