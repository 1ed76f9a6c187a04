"""Names are spelled as people type them: family names, rare characters, minorities, Latin."""

import pytest

from competition.people.identity import is_mobile, normal_phone
from competition.people.pinyin import folded, following, spelling_of
from competition.people.rules import Sex, resident_sex


@pytest.mark.parametrize(
    ("name", "letters", "initials"),
    [
        ("王建林", "wangjianlin", "wjl"),
        ("王 䶮", "wangyan", "wy"),
        ("𫖯𬭚𠮷", "fuchunji", "fcj"),
        ("阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt"),
        ("阿依古丽•买买提", "ayigulimaimaiti", "ayglmmt"),
        ("单伟", "shanwei", "sw"),
        ("单于明", "chanyuming", "cym"),
        ("曾巩", "zenggong", "zg"),
        ("逄涛", "pangtao", "pt"),
        ("吕布", "lvbu", "lb"),
        ("Öst", "ost", "o"),
        ("\U0003134a", "", ""),
        ("", "", ""),
    ],
)
def test_a_name_is_spelled(name: str, letters: str, initials: str) -> None:
    """A character that nobody can read is left out."""
    spelling = spelling_of(name)
    assert (spelling.letters, spelling.initials) == (letters, initials)


def test_parts_of_names_are_compared_without_signs() -> None:
    """Spaces, separators, capitals, accents and full-width letters count nothing."""
    assert folded("阿依古丽 • 买买提") == folded("阿依古丽·买买提") == "阿依古丽买买提"
    assert folded("Ａｎｎａ-Maria  ÖST") == "annamariaost"
    assert folded("LÜ") == "lv"


def test_the_word_behind_a_beginning() -> None:
    """Behind wang… comes wanh; behind zz comes nothing."""
    assert [following(word) for word in ("wang", "wz", "z", "")] == ["wanh", "x", "", ""]


def test_a_phone_is_its_digits() -> None:
    """However it is typed."""
    typed = ("13800000001", "138-0000-0001", "+86 138 0000 0001", "１３８００００ ０００１")
    assert {normal_phone(one) for one in typed} == {"13800000001"}
    assert is_mobile("13800000001")
    assert not is_mobile("12800000001")
    assert not is_mobile("0531-82900000")


def test_the_sex_is_in_the_number() -> None:
    """Digit 17: odd for men."""
    assert resident_sex("370102199003074258") is Sex.MALE
    assert resident_sex("37010219900307002X") is Sex.FEMALE
    assert resident_sex("P123") is None
