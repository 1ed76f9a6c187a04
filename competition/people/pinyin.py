"""Pinyin of names, for finding and sorting: family names as they are read, rare characters too."""

import re
import unicodedata
from functools import cache

import msgspec
from pypinyin import Style, lazy_pinyin

#: Family names that are read otherwise than the character alone; two characters before one.
_FAMILY = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "令狐": ("ling", "hu"),
    "澹台": ("tan", "tai"),
    "宿": ("su",),
    "单": ("shan",),
    "曾": ("zeng",),
    "仇": ("qiu",),
    "解": ("xie",),
    "任": ("ren",),
    "区": ("ou",),
    "查": ("zha",),
    "朴": ("piao",),
    "盖": ("ge",),
    "翟": ("zhai",),
    "乐": ("yue",),
    "缪": ("miao",),
    "冼": ("xian",),
    "折": ("she",),
    "黑": ("he",),
    "员": ("yun",),
    "逄": ("pang",),
    "覃": ("qin",),
    "那": ("na",),
    "谌": ("chen",),
    "牟": ("mu",),
    "纪": ("ji",),
    "过": ("guo",),
    "晁": ("chao",),
    "召": ("shao",),
    "繁": ("po",),
    "秘": ("bi",),
    "祭": ("zhai",),
    "洗": ("xian",),
    "么": ("yao",),
    "厘": ("xi",),
    "车": ("che",),
    "沈": ("shen",),
    "石": ("shi",),
    "葛": ("ge",),
    "卜": ("bu",),
    "尹": ("yin",),
}
#: Characters that the dictionary of pypinyin does not have.
_MISSING = {"𠮷": "ji"}
#: Characters of the main block, which folding never changes.
_HAN = re.compile("[\u4e00-\u9fff]+")
_LETTERS = re.compile(r"[a-z0-9]+")
_SEPARATORS = str.maketrans(dict.fromkeys("·•・‧．.'’`-‐ \u3000"))


class Spelling(msgspec.Struct, frozen=True):
    """How a name is found: all its letters (`wangjianlin`) and its initials (`wjl`)."""

    letters: str
    initials: str


def spelling_of(name: str) -> Spelling:
    """Spell a name in small Latin letters; ü is v, as keyboards type it.

    Latin names keep their own letters. A character that nobody knows how to read is left out. Of
    several readings the usual one is taken, for family names the one of the family.
    """
    return spelling_of_folded(folded(name))


def spelling_of_folded(plain: str) -> Spelling:
    """Spell a name that was folded already."""
    family = next((head for head in (plain[:2], plain[:1]) if head in _FAMILY), "")
    syllables = list(_FAMILY.get(family, ()))
    word = ""
    for sign in plain[len(family) :]:
        if sign.isascii():
            word += sign
            continue
        if word:
            syllables += _LETTERS.findall(word)
            word = ""
        if syllable := _syllable(sign):
            syllables.append(syllable)
    syllables += _LETTERS.findall(word)
    return Spelling("".join(syllables), "".join(syllable[0] for syllable in syllables))


def folded(name: str) -> str:
    """Give the form in which parts of names are looked for: no spaces, separators or capitals.

    Latin letters lose their accents (ü becomes v, as in pinyin).
    """
    if _HAN.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKC", name).translate(_SEPARATORS).casefold()
    plain = "".join(plain.split()).replace("ü", "v")
    if plain.isascii() or not any(unicodedata.decomposition(sign) for sign in plain):
        return plain
    apart = unicodedata.normalize("NFD", plain)
    return "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")


def following(prefix: str) -> str:
    """Give the first word behind all that begin with these Latin letters; "" when there is none."""
    stem = prefix.rstrip("z")
    return stem[:-1] + chr(ord(stem[-1]) + 1) if stem else ""


@cache
def _syllable(sign: str) -> str:
    if sign in _MISSING:
        return _MISSING[sign]
    found = lazy_pinyin(sign, style=Style.NORMAL, errors="ignore")
    return "".join(_LETTERS.findall(found[0])) if found else ""
