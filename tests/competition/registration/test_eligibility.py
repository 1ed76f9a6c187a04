"""Every rule of registration on both sides of its line, with its words."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from competition.people.rules import IdType
from competition.registration.applying import applied, cleaned
from competition.registration.rules import Division, Role
from competition.registration.rules.candidates import completed_years
from competition.registration.rules.eligibility import (
    Circumstances,
    EventFacts,
    Overrides,
    blocking,
    check_registration,
)
from competition.registration.rules.findings import OVERRIDABLE, Finding, Rule, Verdict
from competition.registration.rules.registrations import Applicant, Draft, State, next_codes
from competition.registration.rules.terms import DivisionRules, EventTerms, Window
from competition.storage.keys import Keyring
from tests.competition.registration.people import applicant, id_number

KEYS = Keyring.fresh()
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(1), NOW + timedelta(1), NOW + timedelta(2))
TURNING = EventFacts(1, "turning", "数控车", "车工", 1, date(2026, 12, 1))


def asked(
    *people: Applicant,
    rules: DivisionRules | None = None,
    division: Division = Division.WORKER,
    state: State = State.DRAFT,
    overrides: Overrides | None = None,
    **more: object,
) -> list[Finding]:
    """Ask every rule about people in a division with these rules."""
    terms = EventTerms(divisions={division: rules}) if rules else EventTerms()
    around = Circumstances(at=NOW, event=TURNING, window=WINDOW, terms=terms)
    around = msgspec.structs.replace(around, **more)
    draft = Draft(1, "济南市代表队", division, tuple(map(cleaned, people)))
    return check_registration(applied(KEYS, draft, state), around, overrides)


def refused(*people: Applicant, **more: object) -> list[tuple[str, int]]:
    """Give the rules that forbid submitting, with the person's position."""
    return [(one.rule.value, one.member) for one in blocking(asked(*people, **more))]  # type: ignore[arg-type]  # passed on


def test_a_worker_with_everything_is_fine_and_every_answer_has_a_reason() -> None:
    """In both languages."""
    found = asked(applicant(1))
    assert {one.verdict for one in found} == {Verdict.OK}
    assert all(one.zh and one.en for one in found)


@pytest.mark.parametrize(
    ("born", "rules", "expected"),
    [
        (date(1986, 12, 1), DivisionRules(max_age=40), []),
        (date(1985, 12, 1), DivisionRules(max_age=40), [("age", 1)]),
        (date(1985, 12, 2), DivisionRules(max_age=40), []),
        (date(2008, 12, 1), DivisionRules(min_age=18), []),
        (date(2008, 12, 2), DivisionRules(min_age=18), [("age", 1)]),
        (date(2008, 12, 2), DivisionRules(min_age=18, age_on=date(2026, 12, 2)), []),
        (date(2004, 1, 1), DivisionRules(most_in_year=22), []),
        (date(2003, 12, 31), DivisionRules(most_in_year=22), [("worldskills_age", 1)]),
        (date(2003, 12, 31), DivisionRules(most_in_year=25, in_year=2028), []),
        (
            date(2002, 12, 31),
            DivisionRules(most_in_year=25, in_year=2028),
            [("worldskills_age", 1)],
        ),
    ],
)
def test_ages_hold_on_both_sides_of_the_line(
    born: date, rules: DivisionRules, expected: list[tuple[str, int]]
) -> None:
    """Completed years on the day, or the greatest age within the year."""
    person = applicant(1, id_number=id_number(1, born))
    assert refused(person, rules=rules) == expected


def test_who_is_born_on_29_february_ages_on_1_march() -> None:
    """Where the year has no such day."""
    assert completed_years(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert completed_years(date(2004, 2, 29), date(2026, 3, 1)) == 22


def test_the_reason_names_the_day_the_age_and_the_clause() -> None:
    """As an official would write it."""
    person = applicant(1, id_number=id_number(1, date(1985, 12, 1)))
    rules = DivisionRules(max_age=40, clause="技术文件第3条")
    (found,) = blocking(asked(person, rules=rules))
    assert found.zh == "1985-12-01 出生，2026-12-01 时 41 周岁：超过 40 周岁"
    assert found.en == "born 1985-12-01, 41 on 2026-12-01: older than 40"
    assert (found.clause, found.field) == ("技术文件第3条", "birth_date")


def test_a_passport_needs_its_birth_date_only_where_a_rule_asks() -> None:
    """A resident ID states it; a different one typed beside it is a mistake."""
    person = applicant(1, id_type=IdType.PASSPORT.value, id_number="E12345678")
    assert refused(person) == []
    assert refused(person, rules=DivisionRules(max_age=40)) == [("birth_date", 1)]
    told = msgspec.structs.replace(person, birth_date=date(1990, 1, 1))
    assert refused(told, rules=DivisionRules(max_age=40)) == []
    assert refused(applicant(1, birth_date=date(1990, 1, 1))) == [("birth_date", 1)]


def test_the_sex_is_read_from_the_id_and_asked_only_where_a_contest_says_so() -> None:
    """Parity of digit 17."""
    women = DivisionRules(sex="female")
    assert refused(applicant(1), rules=women) == [("sex", 1)]
    assert refused(applicant(1, id_number=id_number(1, female=True)), rules=women) == []
    assert refused(applicant(1, sex="female")) == [("sex", 1)]


@pytest.mark.parametrize(
    ("employment", "division", "expected"),
    [
        ("employed", Division.WORKER, []),
        ("teacher", Division.WORKER, []),
        ("full_time_student", Division.WORKER, [("student_as_worker", 1)]),
        ("full_time_student", Division.STUDENT, []),
        ("employed", Division.STUDENT, [("employment", 1)]),
        ("employed", Division.TEACHER, [("employment", 1)]),
        ("full_time_student", Division.OPEN, []),
        ("", Division.WORKER, [("employment", 1)]),
        ("", Division.OPEN, []),
    ],
)
def test_full_time_students_are_not_workers_unless_a_rule_says_so(
    employment: str, division: Division, expected: list[tuple[str, int]]
) -> None:
    """The usual rules of each division; an organiser's own may admit them."""
    person = applicant(1, employment=employment)
    assert refused(person, division=division) == expected
    assert refused(person, division=division, rules=DivisionRules()) == []


def test_skill_levels_their_occupation_and_their_certificate() -> None:
    """At least the level; a certificate that nobody verified is a question, not a refusal."""
    rules = DivisionRules(min_level="高级工", level_in_occupation=True, certificate=True)
    whole = applicant(1, level_occupation="车工", level_certificate="S000037010000000000000")
    assert refused(whole, rules=rules) == []
    found = [one for one in asked(whole, rules=rules) if one.verdict is Verdict.ASK]
    assert [one.zh for one in found] == ["技能等级证书有待核验"]
    assert refused(applicant(1, level="中级工"), rules=rules) == [
        ("level", 1),
        ("level_occupation", 1),
        ("certificate", 1),
    ]
    for level in ("技师", "首席技师"):
        assert refused(msgspec.structs.replace(whole, level=level), rules=rules) == []
    assert refused(msgspec.structs.replace(whole, level_occupation="焊工"), rules=rules) == [
        ("level_occupation", 1)
    ]


@pytest.mark.parametrize(("answer", "expected"), [("ok", 0), ("ask", 0), ("refuse", 1)])
def test_an_earlier_title_is_fine_asked_or_refused_as_the_rules_say(
    answer: str, expected: int
) -> None:
    """The reason names title, year and document."""
    (one,) = applied(KEYS, Draft(1, "济南", Division.WORKER, (applicant(1),))).candidates
    assert one.id_hash is not None
    titles = {one.id_hash: "山东省技术能手（2020，文件一）"}
    found = asked(applicant(1), rules=DivisionRules(earlier_title=answer), titles=titles)
    told = [one for one in found if one.rule is Rule.EARLIER_TITLE]
    assert [one.zh for one in told] == ["以前获得过称号：山东省技术能手（2020，文件一）"]
    assert len(blocking(found)) == expected


def test_wrong_and_missing_documents() -> None:
    """A competitor needs a good number; a coach without one is only asked."""
    assert refused(applicant(1, id_number="370102199003074259")) == [("id_number", 1)]
    assert refused(applicant(1, id_number="")) == [("id_number", 1)]
    assert refused(applicant(1, id_type="nonsense")) == [("id_number", 1)]
    assert refused(applicant(1, employer_code="91350100M000100Y4Z")) == [("employer", 1)]
    coach = applicant(2, role=Role.COACH, id_number="")
    assert refused(applicant(1), coach) == []
    assert refused(applicant(1), applicant(1, role=Role.COACH)) == [("twice", 2)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王䶮", []),
        ("䶮·阿卜杜", []),
        ("<b>=1+1", []),
        ("阿" * 100, []),
        ("阿" * 101, [("name", 1)]),
        ("王\u200b", [("name", 1)]),
        ("王\ufffd", [("name", 1)]),
        ("", [("name", 1)]),
    ],
)
def test_rare_characters_and_long_names_are_names(
    name: str, expected: list[tuple[str, int]]
) -> None:
    """Invisible and lost characters are not."""
    assert refused(applicant(1, name=name)) == expected
    assert cleaned(applicant(1, name="买买提•艾力")).name == "买买提·艾力"


def test_an_entry_has_as_many_competitors_as_its_event_says() -> None:
    """A third coach is only asked about."""
    coaches = [applicant(number, role=Role.COACH) for number in (5, 6, 7)]
    assert refused(applicant(1), applicant(2)) == [("size", 0)]
    assert refused(*coaches) == [("size", 0)]
    found = asked(applicant(1), *coaches)
    assert [one.zh for one in found if one.verdict is Verdict.ASK] == [
        "教练一般不超过 2 名，现有 3 名"
    ]


def test_places_and_quotas_are_counted_without_oneself() -> None:
    """Who holds a place keeps it when the limit is lowered: a person decides."""
    terms = EventTerms(places=5, quota=2)
    assert refused(applicant(1), terms=terms, taken=4, taken_by_delegation=1) == []
    assert refused(applicant(1), terms=terms, taken=5, taken_by_delegation=2) == [
        ("places", 0),
        ("quota", 0),
    ]
    assert refused(applicant(1), terms=terms, taken=5, state=State.SUBMITTED) == []


def test_a_division_that_the_event_does_not_have() -> None:
    """Its rules are the usual ones, but it is refused."""
    terms = EventTerms(divisions={Division.STUDENT: DivisionRules()})
    assert refused(applicant(1), terms=terms) == [("division", 0)]


def test_a_document_overrides_what_may_be_overridden_and_stays_visible() -> None:
    """The refusal stays a refusal with its paper; an ID number is never overridden."""
    person = applicant(1, employment="full_time_student", id_number="370102199003074259")
    papers = {(Rule.STUDENT_AS_WORKER, 1): "鲁赛〔2026〕1号", (Rule.ID_NUMBER, 1): "文件"}
    found = asked(person, overrides=papers)
    assert [(one.rule, one.document) for one in found if one.verdict is Verdict.REFUSE] == [
        (Rule.ID_NUMBER, ""),
        (Rule.STUDENT_AS_WORKER, "鲁赛〔2026〕1号"),
    ]
    assert [one.rule for one in blocking(found)] == [Rule.ID_NUMBER]
    assert {Rule.NAME, Rule.ID_NUMBER, Rule.TWICE, Rule.SIZE} & OVERRIDABLE == set()


def test_codes_of_entries_run_on_and_leave_out_those_taken() -> None:
    """Also codes that came with a season folder."""
    assert next_codes({"002", "W1"}, 3) == ["001", "003", "004"]
    assert next_codes({f"{number:03}" for number in range(1, 1000)}, 1) == ["1000"]
