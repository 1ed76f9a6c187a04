"""What one person must bring: checked documents, age, work, skill level, earlier titles."""

from collections.abc import Iterator
from datetime import date

import msgspec

from competition.people.rules import BIRTH_DATE_ID_TYPES, resident_birth_date
from competition.registration.rules import SKILL_LEVELS, Division, Role
from competition.registration.rules.findings import Finding, Rule, ask, fine, refuse
from competition.registration.rules.registrations import (
    LONGEST_NAME,
    Applicant,
    Employment,
    Sex,
)
from competition.registration.rules.terms import DivisionRules

_SEX_DIGIT = 16
_SEX_WORDS = {Sex.MALE.value: ("男", "male"), Sex.FEMALE.value: ("女", "female")}
_LEVEL_RANK = {level: rank for rank, level in enumerate(SKILL_LEVELS)}
#: English words of the Chinese codes of skill levels.
LEVEL_WORDS = {
    "学徒工": "apprentice",
    "初级工": "junior (level 5)",
    "中级工": "intermediate (level 4)",
    "高级工": "senior (level 3)",
    "技师": "technician (level 2)",
    "高级技师": "senior technician (level 1)",
    "特级技师": "special technician",
    "首席技师": "chief technician",
}


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A person with what was checked outside of the rules: codes, signs, and the keyed hash."""

    position: int
    person: Applicant
    id_hash: bytes | None
    id_valid: bool
    employer_valid: bool
    odd_sign: str = ""


class Occasion(msgspec.Struct, frozen=True, gc=False):
    """What a person is measured against: the event's day and occupation, and the rules."""

    held_on: date
    occupation: str
    division: Division
    rules: DivisionRules


def stated_birth_date(person: Applicant) -> date | None:
    """Give the birth date that the ID number states, or the one that was typed."""
    if person.id_type in BIRTH_DATE_ID_TYPES:
        return resident_birth_date(person.id_number) or person.birth_date
    return person.birth_date


def stated_sex(person: Applicant) -> str:
    """Give the sex that the ID number states (parity of digit 17), or the one that was typed."""
    if person.id_type in BIRTH_DATE_ID_TYPES and resident_birth_date(person.id_number):
        digit = person.id_number[_SEX_DIGIT]
        if digit.isdigit():
            return Sex.MALE if int(digit) % 2 else Sex.FEMALE
    return person.sex


def completed(person: Applicant) -> Applicant:
    """Fill in what the ID number states and was not typed."""
    return msgspec.structs.replace(
        person,
        birth_date=person.birth_date or stated_birth_date(person),
        sex=person.sex or str(stated_sex(person)),
    )


def completed_years(born: date, day: date) -> int:
    """Give the age on a day in completed years; who is born on 29 February ages on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def check_person(one: Candidate, occasion: Occasion, title: str = "") -> Iterator[Finding]:
    """Check one person; `title` is an earlier title with its year and document, if there is one."""
    yield from _name(one)
    yield from _document(one)
    yield from _phone(one)
    if one.person.role is Role.COMPETITOR:
        yield from _employer(one)
        yield from _ages(one, occasion)
        yield from _sex(one, occasion.rules)
        yield from _employment(one, occasion)
        yield from _level(one, occasion)
        yield from _title(one, occasion.rules, title)


def _name(one: Candidate) -> Iterator[Finding]:
    rule, at = Rule.NAME, one.position
    if not one.person.name:
        yield refuse(rule, "缺少姓名", "the name is missing", member=at, field="name")
    elif one.odd_sign:
        code = f"U+{ord(one.odd_sign):04X}"
        yield refuse(
            rule,
            f"姓名或单位中有看不见的或已损坏的字符（{code}），请重新输入",
            f"name or employer holds an invisible or damaged character ({code}), type it again",
            member=at,
            field="name",
        )
    elif len(one.person.name) > LONGEST_NAME:
        yield refuse(
            rule,
            f"姓名超过 {LONGEST_NAME} 个字",
            f"the name is longer than {LONGEST_NAME} characters",
            member=at,
            field="name",
        )
    else:
        yield fine(rule, "姓名已填写", "the name is there", member=at)


def _document(one: Candidate) -> Iterator[Finding]:
    rule, person, at = Rule.ID_NUMBER, one.person, one.position
    if not person.id_number:
        answer = refuse if person.role is Role.COMPETITOR else ask
        yield answer(rule, "缺少证件号码", "the ID number is missing", member=at, field="id_number")
        return
    if not one.id_valid:
        yield refuse(
            rule,
            "证件号码不正确：位数、出生日期或校验位不符",
            "the ID number is wrong: length, birth date or check digit",
            member=at,
            field="id_number",
        )
        return
    yield fine(rule, "证件号码校验正确", "the ID number is well formed", member=at)
    stated = resident_birth_date(person.id_number)
    if person.id_type in BIRTH_DATE_ID_TYPES and person.birth_date not in (None, stated):
        yield refuse(
            Rule.BIRTH_DATE,
            f"出生日期与证件号码不一致：证件号码为 {stated}",
            f"the birth date differs from the ID number, which says {stated}",
            member=at,
            field="birth_date",
        )


def _phone(one: Candidate) -> Iterator[Finding]:
    digits = [sign for sign in one.person.phone if sign.isdigit()]
    if one.person.phone and not 7 <= len(digits) <= 15:  # noqa: PLR2004 - digits of a number, E.164
        yield ask(
            Rule.PHONE,
            "联系电话的位数不对",
            "the phone number has an odd number of digits",
            member=one.position,
            field="phone",
        )


def _employer(one: Candidate) -> Iterator[Finding]:
    person, at, rule = one.person, one.position, Rule.EMPLOYER
    if person.employer_code and not one.employer_valid:
        yield refuse(
            rule,
            "统一社会信用代码不正确",
            "the organisation code is wrong",
            member=at,
            field="employer_code",
        )
    elif not person.employer_name:
        yield ask(
            rule,
            "缺少工作单位或学校",
            "the employer or school is missing",
            member=at,
            field="employer_name",
        )
    elif not person.employer_code:
        yield ask(
            rule,
            "单位没有填写统一社会信用代码，奖励发放前须补上",
            "the employer has no organisation code; it is needed before money is paid",
            member=at,
            field="employer_code",
        )
    else:
        yield fine(rule, "单位代码校验正确", "the organisation code is well formed", member=at)


def _ages(one: Candidate, occasion: Occasion) -> Iterator[Finding]:
    rules, at = occasion.rules, one.position
    bounded = rules.min_age is not None or rules.max_age is not None
    if not bounded and rules.most_in_year is None:
        return
    born = stated_birth_date(one.person)
    if born is None:
        yield refuse(
            Rule.BIRTH_DATE,
            "本组有年龄要求，请填写出生日期",
            "this division asks for an age: the birth date is missing",
            member=at,
            field="birth_date",
            clause=rules.clause,
        )
        return
    if bounded:
        yield _age(at, born, occasion)
    if rules.most_in_year is not None:
        yield _age_in_year(at, born, rules, rules.in_year or occasion.held_on.year)


def _age(at: int, born: date, occasion: Occasion) -> Finding:
    rules, day = occasion.rules, occasion.rules.age_on or occasion.held_on
    age = completed_years(born, day)
    answer, zh, en = fine, "符合年龄要求", "as asked"
    if rules.min_age is not None and age < rules.min_age:
        answer, zh, en = refuse, f"未满 {rules.min_age} 周岁", f"younger than {rules.min_age}"
    elif rules.max_age is not None and age > rules.max_age:
        answer, zh, en = refuse, f"超过 {rules.max_age} 周岁", f"older than {rules.max_age}"
    return answer(
        Rule.AGE,
        f"{born} 出生，{day} 时 {age} 周岁：{zh}",
        f"born {born}, {age} on {day}: {en}",
        member=at,
        field="birth_date",
        clause=rules.clause,
    )


def _age_in_year(at: int, born: date, rules: DivisionRules, year: int) -> Finding:
    most = rules.most_in_year or 0
    earliest = year - most
    holds = born.year >= earliest
    return (fine if holds else refuse)(
        Rule.WORLDSKILLS_AGE,
        f"{year} 年内不超过 {most} 周岁，须 {earliest} 年 1 月 1 日及以后出生：{born} 出生，"
        f"{'符合' if holds else '不符合'}",
        f"at most {most} in {year}, so born in {earliest} or later: born {born}, "
        f"{'fine' if holds else 'too old'}",
        member=at,
        field="birth_date",
        clause=rules.clause,
    )


def _sex(one: Candidate, rules: DivisionRules) -> Iterator[Finding]:
    stated = stated_sex(one.person)
    if one.person.sex and one.person.sex != stated:
        yield refuse(
            Rule.SEX,
            "性别与证件号码不一致",
            "the sex differs from the ID number",
            member=one.position,
            field="sex",
        )
    elif rules.sex:
        zh, en = _SEX_WORDS[rules.sex]
        yield (fine if stated == rules.sex else refuse)(
            Rule.SEX,
            f"本组只限{zh}性",
            f"this division is for {en} competitors",
            member=one.position,
            field="sex",
            clause=rules.clause,
        )


def _employment(one: Candidate, occasion: Occasion) -> Iterator[Finding]:
    rules, at, found = occasion.rules, one.position, one.person.employment
    if not rules.employment:
        return
    if not found:
        yield refuse(
            Rule.EMPLOYMENT,
            "请填写从业或在学情况",
            "say whether the person works, teaches or studies",
            member=at,
            field="employment",
        )
    elif found in rules.employment:
        yield fine(
            Rule.EMPLOYMENT,
            "从业或在学情况符合本组要求",
            "work or study is as this division asks",
            member=at,
            clause=rules.clause,
        )
    elif found == Employment.FULL_TIME_STUDENT and occasion.division is Division.WORKER:
        yield refuse(
            Rule.STUDENT_AS_WORKER,
            "全日制在校学生不能以职工身份参赛，请改报学生组",
            "a full-time student cannot compete as a worker: choose the student division",
            member=at,
            field="employment",
            clause=rules.clause,
        )
    else:
        yield refuse(
            Rule.EMPLOYMENT,
            "从业或在学情况不符合本组要求",
            "work or study is not what this division asks",
            member=at,
            field="employment",
            clause=rules.clause,
        )


def _level(one: Candidate, occasion: Occasion) -> Iterator[Finding]:
    rules, person, at = occasion.rules, one.person, one.position
    if rules.min_level:
        enough = _LEVEL_RANK.get(person.level, -1) >= _LEVEL_RANK[rules.min_level]
        yield (fine if enough else refuse)(
            Rule.LEVEL,
            f"须具有{rules.min_level}及以上技能等级，现为{person.level or '未填写'}",
            f"needs at least {LEVEL_WORDS[rules.min_level]}; has "
            f"{LEVEL_WORDS.get(person.level, 'none')}",
            member=at,
            field="level",
            clause=rules.clause,
        )
    if rules.level_in_occupation and person.level_occupation != occasion.occupation:
        yield refuse(
            Rule.LEVEL_OCCUPATION,
            f"技能等级的职业须与赛项一致（{occasion.occupation}），"
            f"现为{person.level_occupation or '未填写'}",
            f"the level must be in the event's occupation ({occasion.occupation}), it is in "
            f"{person.level_occupation or 'none'}",
            member=at,
            field="level_occupation",
            clause=rules.clause,
        )
    if rules.certificate and not person.level_certificate:
        yield refuse(
            Rule.CERTIFICATE,
            "缺少技能等级证书编号",
            "the number of the skill certificate is missing",
            member=at,
            field="level_certificate",
            clause=rules.clause,
        )
    elif person.level_certificate or rules.certificate:
        yield (fine if person.level_verified else ask)(
            Rule.CERTIFICATE,
            "技能等级证书已核验" if person.level_verified else "技能等级证书有待核验",
            "the skill certificate is verified"
            if person.level_verified
            else "the skill certificate is still to be verified",
            member=at,
            field="level_certificate",
            clause=rules.clause,
        )


def _title(one: Candidate, rules: DivisionRules, title: str) -> Iterator[Finding]:
    if title:
        answer = {"ok": fine, "ask": ask, "refuse": refuse}[rules.earlier_title]
        yield answer(
            Rule.EARLIER_TITLE,
            f"以前获得过称号：{title}",
            f"holds an earlier title: {title}",
            member=one.position,
            field="name",
            clause=rules.clause,
        )
