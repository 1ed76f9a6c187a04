"""Construction grants for recognised WorldSkills training bases (measure 21)."""

from collections.abc import Iterable, Mapping

from competition.people.rules import BaseKind, LegalEntities, Organisation, RecognisedBase
from competition.policy.rules import GrantRules
from judging.awards.rules.decisions import GrantLine, Payment, Reason
from judging.awards.rules.inputs import GRANT_KINDS, PaidLine, Ruling, RulingKind
from judging.awards.rules.money import ten_thousands_text

BASE_KIND_NAMES = {BaseKind.KEY: "重点集训基地", BaseKind.PROVINCIAL: "省级集训基地"}
_KIND_ORDER = {kind: position for position, kind in enumerate(BaseKind)}


def grant_order(base: RecognisedBase) -> tuple[str, str, int]:
    """Order of the list: recognition date, organisation, key before provincial."""
    return (base.recognised_on.isoformat(), base.organisation, _KIND_ORDER[base.kind])


def rises_to_key(
    base: RecognisedBase, bases: Iterable[RecognisedBase], same: LegalEntities
) -> bool:
    """Say whether a key base's legal entity was recognised as provincial on an earlier day."""
    return base.kind is BaseKind.KEY and any(
        other.kind is BaseKind.PROVINCIAL
        and same.of(other.organisation) == same.of(base.organisation)
        and other.recognised_on < base.recognised_on
        for other in bases
    )


def decide_grants(
    bases: Iterable[RecognisedBase],
    organisations: Iterable[Organisation],
    rulings: Iterable[Ruling],
    rules: GrantRules,
    paid: Iterable[PaidLine] = (),
) -> tuple[GrantLine, ...]:
    """Decide every recognition: one grant per legal entity and kind, the earliest; in yuan."""
    organisations = list(organisations)
    names = {organisation.code: organisation.name for organisation in organisations}
    entities = LegalEntities(organisations)
    answers = {
        entities.of(ruling.entry): ruling
        for ruling in rulings
        if ruling.kind is RulingKind.BASE and not ruling.event
    }
    settled = {
        (entities.of(line.beneficiary), line.kind): line
        for line in paid
        if line.kind in GRANT_KINDS
    }
    first: dict[tuple[str, BaseKind], RecognisedBase] = {}
    lines = []
    ordered = sorted(bases, key=grant_order)
    for base in ordered:
        key = (entities.of(base.organisation), base.kind)
        earlier = first.setdefault(key, base)
        decision, reason, why = Payment.PAY, Reason.RECOGNISED, ""
        if earlier is not base:
            decision, reason = Payment.REFUSE, Reason.SAME_ENTITY
            why = f"同一法人已于{earlier.recognised_on.isoformat()}认定为同类基地，不重复补助"
        elif (before := settled.get((key[0], base.kind.value))) is not None:
            decision, reason = Payment.REFUSE, Reason.ALREADY_PAID
            amount_before = ten_thousands_text(before.amount)
            why = f"此前已发放{amount_before}（{before.document}），不重复发放"
        elif rises_to_key(base, ordered, entities):
            decision, reason, why = _risen(base, entities, answers)
        amount = rules.key if base.kind is BaseKind.KEY else rules.provincial
        name = BASE_KIND_NAMES[base.kind]
        what = f"{base.recognised_on.isoformat()}认定为{name}（{base.document}）"
        if decision is Payment.PAY:
            why = why or f"建设补助{ten_thousands_text(amount)}"
        lines.append(
            GrantLine(
                base.organisation,
                names[base.organisation],
                base.kind.value,
                base.recognised_on,
                amount if decision is Payment.PAY else 0,
                decision,
                reason,
                rules.clause,
                f"{what}；{why}。",
            )
        )
    return tuple(lines)


def _risen(
    base: RecognisedBase, entities: LegalEntities, answers: Mapping[str, Ruling]
) -> tuple[Payment, Reason, str]:
    ruling = answers.get(entities.of(base.organisation))
    if ruling is None:
        why = "此前为省级集训基地，升为重点基地的补助须由书面裁定决定"
        return Payment.RULING, Reason.PROVINCIAL_BEFORE, why
    if ruling.value == "yes":
        return Payment.PAY, Reason.RECOGNISED, f"由省级升为重点，{ruling.document}裁定发放"
    why = f"此前为省级集训基地，{ruling.document}裁定不再补助"
    return Payment.REFUSE, Reason.PROVINCIAL_BEFORE, why
