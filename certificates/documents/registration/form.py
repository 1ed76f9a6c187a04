"""报名表: one page for an entry, with places for photographs, opinions, seals and signatures."""

from collections.abc import Mapping
from types import MappingProxyType

from certificates.documents.facts import chinese, day_text, level_text
from certificates.documents.registration.roster import role_text
from certificates.typesetting.forms import FormFace, PersonBlock
from competition.people.encryption import masked_id
from competition.people.rules import IdType, resident_birth_date
from competition.registration.checkin.people import RegisteredEntry, RegisteredPerson
from competition.registration.rules import Role

_ID_WORDS = {
    IdType.RESIDENT: "居民身份证",
    IdType.HMT_RESIDENCE: "港澳台居民居住证",
    IdType.FOREIGN_RESIDENCE: "外国人永久居留证",
    IdType.PASSPORT: "护照",
    IdType.OFFICER: "军官证",
}
NO_PHOTOS: Mapping[bytes, bytes] = MappingProxyType({})
_NUMBERED_BY_BIRTH = {IdType.RESIDENT, IdType.HMT_RESIDENCE}
_COUNT = "一二三四五六七八九十"
_STATEMENT = (
    "本人承诺：以上信息及所附材料真实有效，服从赛事规则和裁判组安排；"
    "如有不实，愿意承担取消参赛资格和成绩等后果。"
)
_DATE = "　　　　年　　月　　日"


def form_face(
    entry: RegisteredEntry,
    season_title: str,
    photos: Mapping[bytes, bytes] = NO_PHOTOS,
    *,
    reveal: bool,
) -> FormFace:
    """Lay out an entry's form; ID numbers and birth dates are masked unless they are revealed.

    `photos` are JPEGs by the hash of the ID number.
    """
    competitors = [person for person in entry.people if person.role is Role.COMPETITOR]
    others = [person for person in entry.people if person.role is not Role.COMPETITOR]
    single = len(competitors) == 1
    return FormFace(
        title=f"{entry.competition}报名表",
        subtitle=f"{entry.event_name}　{entry.delegation}　{entry.entry}",
        facts=(
            ("年度", season_title),
            ("赛项", entry.event_name),
            ("比赛日期", day_text(entry.held_on)),
            ("组别", chinese().term("division", entry.division)),
            ("代表队", entry.delegation),
            ("参赛单元", entry.entry),
        ),
        people=tuple(
            PersonBlock(
                _heading(position, single=single),
                _facts(person, reveal=reveal),
                photos.get(person.id_hash or b""),
            )
            for position, person in enumerate(competitors)
        ),
        others=tuple(
            (
                role_text(person.role),
                person.name,
                person.id_number if reveal else masked_id(person.id_number),
                person.unit,
            )
            for person in others
        ),
        others_titles=("身份", "姓名", "证件号码", "单位"),
        statement=_STATEMENT,
        signature="选手签名：",
        opinions=("所在单位意见", "代表队推荐意见", "资格审查意见", "主办单位意见"),
        seal="（盖章）　经办人：",
        date=_DATE,
        photo="贴近期一寸免冠照片",
        footer=f"{season_title}　{entry.event_name}　{entry.entry}",
    )


def _heading(position: int, *, single: bool) -> str:
    if single:
        return "选手"
    return f"选手{_COUNT[position] if position < len(_COUNT) else position + 1}"


def _facts(person: RegisteredPerson, *, reveal: bool) -> tuple[tuple[str, str], ...]:
    kind = IdType(person.id_type) if person.id_type else None
    born, sex = "", ""
    if kind in _NUMBERED_BY_BIRTH and reveal:
        birth = resident_birth_date(person.id_number)
        born = day_text(birth) if birth else ""
        sex = ("女", "男")[int(person.id_number[16]) % 2] if birth else ""
    return (
        ("姓名", person.name),
        ("性别", sex),
        ("证件类型", _ID_WORDS[kind] if kind else ""),
        ("出生日期", born),
        ("证件号码", person.id_number if reveal else masked_id(person.id_number)),
        ("技能等级", level_text(person.level)),
        ("工作单位", person.unit),
        ("等级证书", person.level_certificate),
    )
