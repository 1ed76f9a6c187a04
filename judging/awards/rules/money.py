"""Amounts of money as Chinese papers print them: 万元 in decisions, capitals on payment sheets."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
TEN_THOUSAND = 10_000


def ten_thousands_text(yuan: int) -> str:
    """Write whole yuan the way decisions do: 100万元, 2000元, 33.3333万元."""
    if abs(yuan) < TEN_THOUSAND:
        return f"{yuan}元"
    whole, rest = divmod(abs(yuan), TEN_THOUSAND)
    fraction = f".{rest:04}".rstrip("0") if rest else ""
    return f"{'-' if yuan < 0 else ''}{whole}{fraction}万元"


def capital_text(yuan: int) -> str:
    """Write whole yuan in capitals: 3,200,000 is 叁佰贰拾万元整 (票据法 practice)."""
    if yuan < 0:
        return "负" + capital_text(-yuan)
    if yuan == 0:
        return "零元整"
    groups = []
    while yuan:
        yuan, group = divmod(yuan, TEN_THOUSAND)
        groups.append(group)
    words = ""
    gap = False
    for position in range(len(groups) - 1, -1, -1):
        group = groups[position]
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < TEN_THOUSAND // 10):
            words += "零"
        words += _group_text(group) + _GROUPS[position]
        gap = False
    return words + "元整"


def _group_text(group: int) -> str:
    words = ""
    zero = False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit == 0:
            zero = bool(words)
            continue
        words += ("零" if zero else "") + _DIGITS[digit] + _PLACES[place]
        zero = False
    return words
