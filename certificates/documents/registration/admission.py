"""参赛证: what a card says, from an event, its holder and the person's one-time code."""

from collections.abc import Collection, Mapping

from certificates.documents.facts import chinese, day_text
from certificates.typesetting.cards import CardFace
from certificates.typesetting.fonts import TextError, chain, refuse_unprintable
from competition.plan.rules import Event
from competition.registration.checkin.rules import Card

TITLE = "参赛证"
_CODE_TEXT = (
    "查看本人成绩和证书：打开 {url}/winner，输入姓名、证件号码和此码。只能用一次，请勿转交。"
)
_CODE_ELSEWHERE = "成绩查询码此前已发给本人；遗失请联系赛事主办单位重新发放。"


class CodeSlip:
    """What the lower part of a card says: a new code, where the code is, or nothing."""

    def __init__(
        self, public_url: str, known: Collection[bytes], codes: Mapping[bytes, str] | None
    ) -> None:
        """Take the new codes by the hash of the ID number; None when codes are not printed.

        `known` are the holders who have an ID number: nobody else can use a code.
        """
        self.public_url = public_url
        self.known = known
        self.codes = codes

    def of(self, holder: bytes) -> tuple[str, str]:
        """Give code and text of a card's lower part."""
        if self.codes is None or holder not in self.known:
            return "", ""
        code = self.codes.get(holder, "")
        return (code, _CODE_TEXT.format(url=self.public_url)) if code else ("", _CODE_ELSEWHERE)


def card_face(
    event: Event, card: Card, token: str, photo: bytes | None, slip: CodeSlip
) -> CardFace:
    """Lay out a card; an entry without named people is shown by its code."""
    code, code_text = slip.of(card.holder)
    return CardFace(
        title=TITLE,
        competition=event.competition,
        event=event.name,
        division=chinese().term("division", card.division),
        name=card.name or card.entry,
        unit=card.unit,
        delegation=card.delegation,
        day=day_text(event.held_on),
        number=card.shown_number,
        number_label="检录号",
        url=f"{slip.public_url}/c/{token}",
        photo=photo,
        photo_label="贴一寸照片",
        code=code,
        code_label="成绩查询码",
        code_text=code_text,
    )


def can_be_printed(event: Event, card: Card) -> bool:
    """Say whether every character of a card has a glyph, before a code is spent on it."""
    try:
        refuse_unprintable(f"{card.name or ''}{card.unit}{card.delegation}")
    except TextError:
        return False
    plain = f"{card.unit}{card.delegation}{event.name}{event.competition}"
    return not chain("kai").missing(card.name or "") and not chain("hei").missing(plain)
