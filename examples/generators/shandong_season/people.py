"""Invented names, people, organisations and delegations."""

from datetime import date, timedelta
from random import Random

from .codes import credit_code, resident_number
from .model import Member, Person, Season

CITIES = {
    "370100": "济南",
    "370200": "青岛",
    "370300": "淄博",
    "370400": "枣庄",
    "370500": "东营",
    "370600": "烟台",
    "370700": "潍坊",
    "370800": "济宁",
    "370900": "泰安",
    "371000": "威海",
    "371100": "日照",
    "371300": "临沂",
    "371400": "德州",
    "371500": "聊城",
    "371600": "滨州",
    "371700": "菏泽",
}
_COUNTIES = {
    "370102": 1983,
    "370202": 1983,
    "370302": 1983,
    "370402": 1983,
    "370502": 1983,
    "370602": 1983,
    "370702": 1983,
    "370826": 1983,
    "370902": 1985,
    "371002": 1987,
    "371102": 1992,
    "371202": 1992,
    "371302": 1994,
    "371402": 1994,
    "371502": 1997,
    "371602": 2000,
    "371702": 2000,
}
"""One county of each city with the year its code came into use (371202: merged in 2019)."""
_FIRST_NUMBERS = 1987
"""Older people were numbered when resident IDs were new, with the codes of that time."""
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾"
)
_COMPOUND = ("欧阳", "上官", "诸葛", "司马", "东方", "公孙")
_MALE = "伟强磊军勇涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳峰建国庆志海岱"
_FEMALE = "芳娜敏静丽艳娟霞秀燕玲桂丹萍红英梅莉洁琳雪倩颖婷慧晶欣怡佳瑶蕾薇岚青兰"
_SCHOOLS = {
    "海岱云舟技师学院": "370100",
    "海岱云舟高级技工学校": "370100",
    "岱青职业技术学院": "370900",
    "鲁泽工业技师学院": "370800",
    "齐岳职业学院": "370300",
    "蓬莱海天技师学院": "370600",
    "沂川职业技术学院": "371300",
    "微山泊技师学院": "370400",
}
_COMPANIES = {
    "鲁岳云山重工有限公司": "370900",
    "鲁岳云山重工培训中心": "370900",
    "海岱星河电子有限公司": "370700",
    "齐川精密机械有限公司": "370300",
    "渤澜化工有限公司": "371600",
    "岱岳机器人有限公司": "370100",
    "胶澳晴海港机有限公司": "370200",
    "泉石软件有限公司": "370100",
    "沂蒙绿野农业有限公司": "371300",
    "运河明珠酒店有限公司": "371500",
    "黄河口新能源有限公司": "370500",
    "鲁织锦绣工艺有限公司": "371700",
}
_BODIES = {
    "鲁青示例行业协会": "370100",
    "海岱示例技能发展促进会": "371100",
}
_DELEGATIONS = (
    *((f"{name}市代表队", code) for code, name in CITIES.items()),
    ("省直机关代表队", ""),
    ("省属企业代表队", ""),
    ("鲁岳云山重工代表队", ""),
    ("渤澜化工代表队", ""),
    ("胶澳晴海港机代表队", ""),
)
_LEVELS = ("中级工", "高级工", "高级工", "技师", "技师", "高级技师")
_LEVEL_DIGIT = {"学徒工": 6, "初级工": 5, "中级工": 4, "高级工": 3, "技师": 2, "高级技师": 1}


class Registry:
    """Makes people and organisations; the same seed gives the same ones."""

    def __init__(self, rng: Random) -> None:
        """Start with the organisations."""
        self._rng = rng
        self._taken: set[str] = set()
        self._certificates = 0
        self.organisations: dict[str, tuple[str, str, str]] = {}
        named = [
            *(("12", "school", name, region) for name, region in _SCHOOLS.items()),
            *(("91", "company", name, region) for name, region in _COMPANIES.items()),
            *(("51", "association", name, region) for name, region in _BODIES.items()),
        ]
        for serial, (category, kind, name, region) in enumerate(named, 1):
            self.organisations[name] = (credit_code(category, region, serial), kind, region)

    def code(self, name: str) -> str:
        """Return the code of an organisation."""
        return self.organisations[name][0]

    def write(self, season: Season, same: dict[str, str]) -> None:
        """Put the organisations into the season; `same` links names of one legal entity."""
        for name, (code, kind, region) in self.organisations.items():
            linked = self.code(same[name]) if name in same else ""
            season.add(
                "organisations", code=code, name=name, kind=kind, city=region, same_as=linked
            )

    def _name(self, *, male: bool) -> str:
        pick = self._rng
        surname = pick.choice(_COMPOUND) if pick.random() < 0.02 else pick.choice(_SURNAMES)  # noqa: PLR2004  # one in fifty
        given = _MALE if male else _FEMALE
        return surname + "".join(pick.choice(given) for _ in range(pick.choice((1, 2, 2))))

    def person(self, years: tuple[int, int], name: str = "") -> Person:
        """Return a new person born within the years (both included)."""
        start = date(years[0], 1, 1)
        span = (date(years[1], 12, 31) - start).days
        while True:
            born = start + timedelta(days=self._rng.randint(0, span))
            male = self._rng.random() < 0.6  # noqa: PLR2004  # six men in ten
            year = max(born.year, _FIRST_NUMBERS)
            county = self._rng.choice([code for code, since in _COUNTIES.items() if since <= year])
            number = resident_number(
                county,
                born,
                male=male,
                second=self._rng.random() < 0.5,  # noqa: PLR2004  # even odds
            )
            if number not in self._taken:
                self._taken.add(number)
                return Person("resident", number, name or self._name(male=male), born)

    def delegation(self, division: str) -> tuple[str, str]:
        """Return a delegation and its city code (empty for enterprises and provincial bodies)."""
        if division == "student":
            name = self._rng.choice(list(_SCHOOLS))
            return f"{name}代表队", self.organisations[name][2]
        return self._rng.choice(_DELEGATIONS)

    def set_level(
        self, member: Member, level: str, occupation: str = "", *, verified: bool = True
    ) -> None:
        """Give a member a skill level with an invented certificate of 22 characters."""
        self._certificates += 1
        digit = _LEVEL_DIGIT.get(level, 1)
        member.level = level
        member.level_occupation = occupation
        member.level_certificate = f"S00003700000024{digit}{self._certificates:06d}"
        member.level_verified = "yes" if verified else "no"

    def competitor(self, division: str, occupation: str, years: tuple[int, int]) -> Member:
        """Return a competitor of a division with employer and level."""
        schools = division in {"student", "teacher"}
        employer = self._rng.choice(list(_SCHOOLS if schools else _COMPANIES))
        known = schools or self._rng.random() < 0.6  # noqa: PLR2004  # others work elsewhere
        member = Member(self.person(years), employer=self.code(employer) if known else "")
        if division == "student":
            if self._rng.random() < 0.5:  # noqa: PLR2004  # half have a first certificate
                self.set_level(member, self._rng.choice(("初级工", "中级工")), occupation)
        elif self._rng.random() < 0.95:  # noqa: PLR2004  # some have none
            verified = self._rng.random() < 0.95  # noqa: PLR2004  # some not yet looked up
            self.set_level(member, self._rng.choice(_LEVELS), occupation, verified=verified)
        return member
