"""The 66 events of the season: occupation, class, date, fields, scheme, prizes.

A row of the table reads: code, competition, occupation, month and day, size of each division
(W workers, T teachers, S students, O open), scheme, tags, and what else is special: a set of
options, `size=` of an entry, `mixed` (one ranking for all), `best=` ability, `feeds=`, `name=`.
An indented line continues the row above it.
"""

from datetime import date

from . import schemes
from .model import Plan

SERIES = "山东省“技能兴鲁”职业技能大赛"
COMPETITIONS = {
    "machinery": f"{SERIES}——山东省机械行业职业技能竞赛",
    "energy": f"{SERIES}——山东省能源装备行业职业技能竞赛",
    "digital": f"{SERIES}——山东省数字技术技能竞赛",
    "chemical": f"{SERIES}——山东省化工行业职业技能竞赛",
    "building": f"{SERIES}——山东省建设行业职业技能竞赛",
    "transport": f"{SERIES}——山东省交通运输行业职业技能竞赛",
    "health": f"{SERIES}——山东省康养职业技能竞赛",
    "food": f"{SERIES}——山东省餐饮行业职业技能竞赛",
    "service": f"{SERIES}——山东省家政与生活服务业职业技能竞赛",
    "rural": f"{SERIES}——山东省乡村振兴职业技能大赛",
    "craft": f"{SERIES}——山东省传统技艺技能大赛",
    "native": f"{SERIES}——山东省乡土人才创新创业大赛",
    "marine": f"{SERIES}——山东省海洋行业职业技能竞赛",
    "province": "第四届山东省职业技能大赛",
    "college": "2026年山东省职业院校技能大赛",
    "selection": "第49届世界技能大赛山东省选拔赛",
}

_Options = dict[str, dict[str, str]]


def _prizes(text: str, ties: str = "all", rounding: str = "floor", half: str = "") -> _Options:
    method, *values = text.split()
    table = {"method": method, **dict(zip(("first", "second", "third"), values, strict=True))}
    if half:
        table["excellence"] = half
    return {"prizes": table | {"rounding": rounding, "ties": ties}}


_RATIO = _prizes("ratio 0.10 0.20 0.30")
_RATIO_UP = _prizes("ratio 0.10 0.20 0.30", rounding="ceil")
_RATIO_HALF = _prizes("ratio 0.05 0.10 0.20", rounding="half_up", half="half")
_RATIO_NONE = _prizes("ratio 0.10 0.20 0.30", ties="none")
_COUNTS = _prizes("counts 2 4 6")
_COUNTS_NONE = _prizes("counts 2 4 6", ties="none")
_COUNTS_RULING = _prizes("counts 2 4 6", ties="ruling")
_COUNTS_TEAM = _prizes("counts 3 5 8")
_THRESHOLDS = _prizes("thresholds 85 75 65")
_WS2026: _Options = {
    "scale": {"method": "worldskills_700"},
    "medals": {"method": "worldskills_2026", "floor": "700"},
}
_WS2026_HIGH: _Options = {
    "scale": {"method": "worldskills_700"},
    "medals": {"method": "worldskills_2026", "floor": "725", "excellence": "700"},
}
_WS2009: _Options = {
    "scale": {"method": "worldskills_500"},
    "medals": {"method": "worldskills_2009", "floor": "500"},
}
_PLACES: _Options = {"medals": {"method": "places"}}
_LINE: _Options = {"titles": {"worker": "1"}}
_LINES: _Options = {"titles": {"worker": "2", "teacher": "1"}}
_OPTIONS = {
    "ratio": _RATIO,
    "ratio-up": _RATIO_UP,
    "ratio-half": _RATIO_HALF,
    "ratio-none": _RATIO_NONE,
    "counts": _COUNTS,
    "counts-none": _COUNTS_NONE,
    "counts-ruling": _COUNTS_RULING,
    "counts-team": _COUNTS_TEAM,
    "thresholds": _THRESHOLDS,
    "ws2026": _WS2026,
    "ws2026-high": _WS2026_HIGH,
    "ws2009": _WS2009,
    "places": _PLACES,
    "line": _LINE,
    "lines": _LINES,
}
_CLASSES = {
    "p1": "provincial_1",
    "p2": "provincial_2",
    "pc": "provincial_comprehensive",
    "cc": "college",
    "se": "selection",
}
_DIVISIONS = {"W": "worker", "T": "teacher", "S": "student", "O": "open"}
_TABLE = """
# 省级一类 provincial_1
p1-cnc-turning | machinery | 数控车工 | 04-18 | W36 S31 | trade | 高端装备 | ratio
p1-cnc-milling | machinery | 数控铣工 | 04-18 | W34 | trade | 高端装备 | ratio-up
p1-welding | machinery | 焊工 | 04-19 | W33 | trade | 高端装备 | ratio
p1-electrician | machinery | 电工 | 04-19 | W40 | trade | 新旧动能转换 | ratio
p1-fitter | machinery | 钳工 | 04-20 | W32 | trade | 高端装备 |
p1-robot-operator | machinery | 工业机器人系统操作员 | 05-09 | W31 | team |
    高端装备;新旧动能转换 | counts-team size=2
p1-network-security | digital | 网络与信息安全管理员 | 05-16 | W30 | team |
    新一代信息技术 | counts size=3
p1-auto-repair | transport | 汽车维修工 | 05-17 | W35 | trade |  | ratio
p1-ai-trainer | digital | 人工智能训练师 | 05-23 | W33 | trade | 新一代信息技术 |
p1-uav | digital | 无人机驾驶员 | 05-24 | W29 | trade | 高端装备;现代高效农业 | ratio
p1-additive | machinery | 增材制造设备操作员 | 05-30 | W34 | trade | 高端装备;新能源新材料 |
p1-chemical-control | chemical | 化工总控工 | 06-06 | W31 | trade | 高端化工 | ratio best=0.83
p1-elevator | building | 电梯安装维修工 | 06-06 | W32 | trade | 重大基础设施建设 | ratio-half
p1-refrigeration | building | 制冷空调系统安装维修工 | 06-07 | W33 | trade |  |
p1-iot | digital | 物联网安装调试员 | 06-13 | W34 | trade | 新一代信息技术 | ratio
p1-vision | digital | 工业视觉系统运维员 | 06-14 | W20 T6 S8 | trade | 新一代信息技术 | mixed
p1-machine-assembly | machinery | 机床装调维修工 | 06-20 | W33 | trade | 高端装备 | ratio-none
p1-network-operation | digital | 信息通信网络运行管理员 | 06-21 | W31 T30 | trade |
    新一代信息技术 | lines
p1-elderly-care | health | 养老护理员 | 06-27 | W36 | service | 医养健康 | ratio
p1-chinese-cooking | food | 中式烹调师 | 07-04 | W38 | service | 精品旅游 | ratio
p1-bim | building | 建筑信息模型技术员 | 07-11 | W30 | team | 重大基础设施建设 | size=2
p1-energy-welding | energy | 焊工 | 09-12 | W32 | trade | 新能源新材料 | name=焊工（能源装备）
p1-crane | marine | 起重装卸机械操作工 | 09-13 | W32 | trade | 海洋强省;现代海洋 | thresholds
p1-wastewater | chemical | 工业废水处理工 | 09-19 | W32 | trade | 三大攻坚战 |
# 省级二类 provincial_2
p2-tea | food | 茶艺师 | 05-10 | W32 | service | 精品旅游 |
p2-western-pastry | food | 西式面点师 | 05-10 | W31 | service |  | counts
p2-chinese-pastry | food | 中式面点师 | 05-11 | W33 | service |  | counts
p2-hairdressing | service | 美发师 | 05-31 | W32 | difficulty |  | counts-none
p2-beauty | service | 美容师 | 05-31 | W30 | difficulty |  |
p2-front-office | service | 前厅服务员 | 06-01 | W31 | service | 精品旅游 |
p2-restaurant-service | service | 餐厅服务员 | 06-01 | W30 | service | 精品旅游 |
p2-e-commerce | rural | 电子商务师 | 07-18 | W36 | service | 乡村振兴 | ratio
p2-live-marketing | rural | 互联网营销师 | 07-18 | W34 | service | 乡村振兴 | ratio
p2-courier | transport | 快递员 | 07-25 | W30 | trade |  |
p2-logistics | transport | 物流服务师 | 07-25 | W33 | trade |  | counts-ruling
p2-gardening | building | 园林绿化工 | 07-26 | W30 | trade |  |
p2-agronomy | native | 农艺工 | 08-01 | W31 | trade | 乡村振兴;乡土人才 | ratio
p2-farm-machinery | rural | 农机修理工 | 08-01 | W32 | trade | 乡村振兴;现代高效农业 |
p2-aquaculture | marine | 水生动物饲养工 | 08-08 | W30 | trade | 海洋强省;现代海洋 |
p2-embroidery | craft | 手绣工 | 08-15 | W12 | service | 乡土人才;传统技艺;文化创意 | counts
p2-ceramics | craft | 陶瓷工艺品制作师 | 08-15 | W30 | service | 传统技艺;文化创意 | thresholds
p2-carving | craft | 工艺品雕刻工 | 08-16 | W8 | service | 乡土人才;传统技艺 |
p2-infant-care | health | 育婴员 | 08-22 | W32 | service | 医养健康 | ratio-half
p2-housekeeping | service | 家政服务员 | 08-22 | W31 | service |  | counts
p2-fire-safety | building | 消防设施操作员 | 08-29 | W34 | trade |  | counts
p2-water-supply | building | 水生产处理工 | 08-29 | W30 | trade | 乡村振兴 |
# 山东省职业技能大赛 provincial_comprehensive
pc-web | province | 网站技术 | 10-16 | W17 | world | 新一代信息技术 | ws2026
pc-mechatronics | province | 机电一体化 | 10-16 | W14 | world | 高端装备 | ws2026 size=2
pc-mobile-robotics | province | 移动机器人 | 10-16 | W12 | world | 高端装备 | ws2026 size=2
pc-cabinetmaking | province | 精细木工 | 10-17 | W16 | world |  | ws2009
pc-bricklaying | province | 砌筑 | 10-17 | W13 | world |  | places
pc-plumbing | province | 管道与制暖 | 10-17 | W15 | world |  | ws2026-high
# 山东省职业院校技能大赛 college
cc-cnc | college | 数控综合应用技术 | 03-21 | S28 | trade | 高端装备 | ratio feeds=se-cnc-milling
cc-automotive | college | 汽车技术 | 03-21 | S24 | trade |  | feeds=pool
cc-network | college | 网络系统管理 | 03-22 | S26 | trade | 新一代信息技术;age25 | ratio feeds=pool
cc-robotics | college | 机器人系统集成 | 03-22 | S18 | team | 高端装备;age25 | size=2 feeds=pool
cc-nursing | college | 护理技能 | 03-28 | S30 | service | 医养健康 | ratio feeds=pool
cc-hotel | college | 酒店服务 | 03-28 | S20 | service | 精品旅游 | feeds=pool
cc-cooking | college | 烹饪 | 03-29 | S22 | service |  | counts feeds=pool
cc-web | college | 网站技术 | 03-29 | S20 | world | 新一代信息技术 | ws2026 feeds=pool
# 世界技能大赛山东省选拔赛 selection
se-cnc-milling | selection | 数控铣工 | 11-07 | W16 | trade |  | line feeds=pool
se-welding | selection | 焊工 | 11-07 | W12 | trade |  | line feeds=pool
se-cloud | selection | 云计算 | 11-08 | O15 | trade | age25 | feeds=pool
se-cyber-security | selection | 网络安全 | 11-08 | O10 | team | age25 | size=2 feeds=pool
se-hairdressing | selection | 美发 | 11-14 | O14 | difficulty |  | feeds=pool
se-bricklaying | selection | 砌筑 | 11-14 | O11 | world |  | feeds=pool
"""


def _plan(row: str) -> Plan:
    code, competition, occupation, day, sizes, scheme, tags, more = (
        cell.strip() for cell in row.split("|")
    )
    class_ = _CLASSES[code.partition("-")[0]]
    words = more.split()
    special = dict(word.split("=") for word in words if "=" in word)
    options = [_OPTIONS[word] for word in words if word in _OPTIONS]
    return Plan(
        code=code,
        competition=COMPETITIONS[competition],
        name=special.get("name", occupation),
        class_=class_,
        occupation="" if class_ == "college" else occupation,
        size=int(special.get("size", "1")),
        held_on=date.fromisoformat(f"2026-{day}"),
        scheme=getattr(schemes, scheme.upper()),
        fields={_DIVISIONS[size[0]]: int(size[1:]) for size in sizes.split()},
        tags=tags,
        feeds=special.get("feeds", ""),
        mixed="mixed" in words,
        best=float(special.get("best", "0.90")),
        options=options[0] if options else {},
    )


_ROWS = _TABLE.replace("\n    ", " ").splitlines()
CATALOGUE = tuple(_plan(row) for row in _ROWS if row and not row.startswith("#"))
"""All events."""
