"""The kinds of marking scheme that the season uses."""

from .model import Aspect, Module, Scheme

_THEORY = Module("theory", "理论知识", "0.30")
_PRACTICAL = Module("practical", "技能操作", "0.70")
_PAPER = Aspect("theory", "L1", "理论试卷", "measurement", 100)
_TIME = Aspect("practical", "T", "完成时间", "time")


def _panel(code: str, name: str, top: int, module: str = "practical") -> Aspect:
    return Aspect(module, code, name, "panel", top, "trimmed_mean", drop=1, judges=5)


def _levels(code: str, name: str, top: int, module: str = "practical") -> Aspect:
    return Aspect(module, code, name, "judgement", top, judges=3)


def _measured(code: str, name: str, top: int, module: str = "practical") -> Aspect:
    return Aspect(module, code, name, "measurement", top)


TRADE = Scheme(
    (_THEORY, _PRACTICAL),
    (
        _PAPER,
        _measured("M1", "尺寸与精度", 30),
        _measured("M2", "功能与装配", 25),
        _measured("M3", "安全与文明生产", 15),
        _panel("P1", "工艺过程", 20),
        _levels("G1", "整体质量", 10),
        _TIME,
    ),
    ("total", "module:practical", "-aspect:T", "module:theory"),
)
"""Machine, electrical and other trades: practical, then less time, then theory."""

SERVICE = Scheme(
    (_THEORY, _PRACTICAL),
    (
        _PAPER,
        _panel("P1", "作品与服务质量", 40),
        _panel("P2", "流程与礼仪", 30),
        _measured("M1", "操作规范与卫生", 20),
        _levels("G1", "整体印象", 10),
    ),
    ("total", "module:practical", "aspect:P1", "module:theory"),
)
"""Services: practical, then the quality panel, then theory."""

DIFFICULTY = Scheme(
    (_THEORY, _PRACTICAL),
    (
        _PAPER,
        _panel("P1", "指定动作", 40),
        Aspect(
            "practical",
            "P2",
            "自选动作（乘难度系数）",
            "panel",
            10,
            "trimmed_sum",
            2,
            7,
            factor="0.8",
        ),
        _measured("M1", "操作规范", 20),
        Aspect("practical", "M2", "附加任务", "measurement", 5, required=False),
        _levels("G1", "整体印象", 10),
    ),
    ("total", "module:practical", "aspect:P2", "module:theory"),
)
"""Free programme: seven judges, two high and two low dropped, the rest added, times difficulty."""

TEAM = Scheme(
    (_THEORY, Module("design", "方案设计", "0.30"), Module("build", "安装调试", "0.40")),
    (
        _PAPER,
        _measured("D1", "方案完整性", 60, "design"),
        _levels("D2", "方案合理性", 10, "design"),
        _panel("D3", "方案答辩", 30, "design"),
        _measured("B1", "功能实现", 50, "build"),
        _measured("B2", "工艺规范", 30, "build"),
        _panel("B3", "系统展示", 20, "build"),
        Aspect("build", "T", "完成时间", "time"),
    ),
    ("total", "module:build", "module:design", "-aspect:T"),
)
"""Pairs and trios: module by module, then less time."""

WORLD = Scheme(
    (
        Module("A", "模块A 设计", "1", ""),
        Module("B", "模块B 制作", "1", ""),
        Module("C", "模块C 调试与展示", "1", ""),
    ),
    (
        Aspect("A", "A1", "图样与文件", "measurement", 20, criterion="A1"),
        Aspect("A", "A2", "方案质量", "judgement", 10, judges=3, criterion="A2"),
        Aspect("B", "B1", "尺寸精度", "measurement", 25, criterion="B1"),
        Aspect("B", "B2", "表面质量", "judgement", 5, judges=3, criterion="B1"),
        Aspect("C", "C1", "功能", "measurement", 30, criterion="C1"),
        Aspect("C", "C2", "成品印象", "judgement", 10, judges=3, criterion="C2"),
    ),
    ("total", "module:C", "criterion:B1"),
)
"""The way of WorldSkills: measured and judged aspects on one scale of 100, no theory."""
