"""Tables of awards: what they are decided from, and every decision with its reason."""

from piccolo.columns import Bytea
from piccolo.constraints import Check, Unique

from competition.people.rules import BaseKind
from competition.people.tables import Organisation
from competition.plan.tables import Season
from competition.registration.rules import Division
from competition.registration.tables import Entry
from competition.storage.schema import (
    StoredTable,
    day,
    octets,
    one_of,
    one_of_enum,
    reference,
    text,
    whole,
)
from judging.awards.rules.decisions import BonusKind, Decision, Payment, Reason, TitleState
from judging.awards.rules.inputs import GRANT_KINDS, Origin, RulingKind
from judging.ranking.rules.event_rules import Medal


class ExpertTeam(StoredTable, tablename="expert_team"):
    """A Chinese expert team of one skill of one edition."""

    season = reference(Season, indexed=False)
    code = text()
    name = text()
    edition = text()
    skill = text()

    one_team = Unique([season, code, edition, skill])
    coded = Check("code <> ''")


class WorldSkillsPlayer(StoredTable, tablename="worldskills_player"):
    """One player of a WorldSkills medal project."""

    season = reference(Season, indexed=False)
    edition = text()
    skill = text()
    skill_name = text()
    medal = text()
    entry = text()
    id_number = octets(null=True)
    id_hash = octets(null=True)
    name = text()
    origin = text()
    base = reference(Organisation, null=True)
    sending_unit = reference(Organisation, null=True)
    expert_team = reference(ExpertTeam, null=True)

    one_player = Unique([season, edition, skill, entry, id_hash])
    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")
    known_medal = one_of_enum("medal", Medal)
    known_origin = one_of_enum("origin", Origin)


class PaidLine(StoredTable, tablename="paid_line"):
    """A line that an earlier year paid; the beneficiary may be a person's ID number."""

    season = reference(Season)
    edition = text()
    skill = text()
    entry = text()
    kind = text()
    beneficiary = octets(null=True)
    amount = whole()
    document = text()

    known_kind = one_of("kind", (*BonusKind, *GRANT_KINDS))
    not_negative = Check("amount >= 0")


class Ruling(StoredTable, tablename="ruling"):
    """A recorded human decision."""

    season = reference(Season, indexed=False)
    kind = text()
    event = text()
    entry = text()
    value = text()
    document = text()

    one_answer = Unique([season, kind, event, entry])
    known_kind = one_of_enum("kind", RulingKind)


class TitleDecision(StoredTable, tablename="title_decision"):
    """One person's title decision."""

    season = reference(Season, indexed=False)
    position = whole()
    entry = reference(Entry)
    division = text()
    rank = whole(null=True)
    id_number = octets(null=True)
    id_hash = Bytea(default=None, null=True, index=True)
    name = text()
    decision = text()
    reason = text()
    state = text()
    document = text()
    clause = text()
    explanation = text()

    one_position = Unique([season, position])
    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")
    known_division = one_of_enum("division", Division)
    known_decision = one_of_enum("decision", Decision)
    known_reason = one_of_enum("reason", Reason)
    known_state = one_of_enum("state", TitleState, empty=True)
    only_nominated = Check("state = '' OR decision = 'nominate'")


class PromotionDecision(StoredTable, tablename="promotion_decision"):
    """One person's promotion decision."""

    season = reference(Season, indexed=False)
    position = whole()
    entry = reference(Entry)
    division = text()
    rank = whole(null=True)
    id_number = octets(null=True)
    id_hash = Bytea(default=None, null=True, index=True)
    name = text()
    occupation = text()
    from_level = text()
    to_level = text()
    decision = text()
    reason = text()
    clause = text()
    explanation = text()

    one_position = Unique([season, position])
    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")
    known_division = one_of_enum("division", Division)
    known_decision = one_of_enum("decision", Decision)
    known_reason = one_of_enum("reason", Reason)
    only_nominated = Check("to_level = '' OR decision = 'nominate'")


class BonusLine(StoredTable, tablename="bonus_line"):
    """One line of the bonus sheet, in whole yuan; beneficiaries may be persons' ID numbers."""

    season = reference(Season, indexed=False)
    position = whole()
    edition_or_event = text()
    skill = text()
    medal = text()
    entry = text()
    kind = text()
    beneficiary = octets(null=True)
    id_hash = Bytea(default=None, null=True, index=True)
    name = text()
    amount = whole()
    decision = text()
    reason = text()
    clause = text()
    explanation = text()

    one_position = Unique([season, position])
    known_medal = one_of_enum("medal", Medal, empty=True)
    known_kind = one_of_enum("kind", BonusKind)
    known_decision = one_of_enum("decision", Payment)
    known_reason = one_of_enum("reason", Reason)
    only_paid = Check("amount = 0 OR (amount > 0 AND decision = 'pay')")


class GrantLine(StoredTable, tablename="grant_line"):
    """One recognised base's construction grant, in whole yuan."""

    season = reference(Season, indexed=False)
    position = whole()
    organisation = reference(Organisation)
    name = text()
    kind = text()
    recognised_on = day()
    amount = whole()
    decision = text()
    reason = text()
    clause = text()
    explanation = text()

    one_position = Unique([season, position])
    known_kind = one_of_enum("kind", BaseKind)
    known_decision = one_of_enum("decision", Payment)
    known_reason = one_of_enum("reason", Reason)
    only_paid = Check("amount = 0 OR (amount > 0 AND decision = 'pay')")


class PoolDecision(StoredTable, tablename="pool_decision"):
    """One person's place in the WorldSkills selection and training pool."""

    season = reference(Season, indexed=False)
    position = whole()
    entry = reference(Entry)
    id_number = octets(null=True)
    id_hash = octets(null=True)
    name = text()
    birth_date = day(null=True)
    target_year = whole(null=True)
    decision = text()
    reason = text()
    clause = text()
    explanation = text()

    one_position = Unique([season, position])
    findable = Check("(id_number IS NULL) = (id_hash IS NULL)")
    known_decision = one_of_enum("decision", Decision)
    known_reason = one_of_enum("reason", Reason)
