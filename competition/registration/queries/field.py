"""What a competition's registrations hold: places taken, who competes where, earlier titles."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from competition.registration.applying import applied
from competition.registration.queries.terms import EventWithTerms, events_with_terms, window_of
from competition.registration.rules import Role
from competition.registration.rules.eligibility import (
    Applied,
    Circumstances,
    Overrides,
    check_registration,
)
from competition.registration.rules.findings import Finding
from competition.registration.rules.registrations import HOLDING, Draft, State
from competition.registration.rules.terms import Window
from competition.storage.keys import Keyring
from competition.storage.transaction import Transaction

_HOLDING = ", ".join(f"'{state}'" for state in sorted(HOLDING))
_TAKEN = (
    "SELECT event, delegation, count(*) FROM ("  # noqa: S608 - our own states
    f"SELECT r.event, r.delegation FROM registration r WHERE r.state IN ({_HOLDING}) "
    "AND r.event IN ({events}) "
    "UNION ALL SELECT e.event, e.delegation FROM entry e "
    "LEFT JOIN registration r ON r.entry = e.id "
    "WHERE r.id IS NULL AND e.status NOT IN ('guest', 'withdrawn') "
    "AND e.event IN ({events})) held "
    "GROUP BY event, delegation"
)
_COMPETING = (
    "SELECT m.id_hash, m.competes_in, m.registration FROM registration_member m "
    "WHERE m.competes_in IN (SELECT id FROM event WHERE competition = $1) "
    "AND m.id_hash IS NOT NULL"
)
#: People of entries that came with a season folder and never were a registration.
_ENTERED = (
    "SELECT m.id_hash, e.event, 0 FROM member m JOIN entry e ON e.id = m.entry "
    "LEFT JOIN registration r ON r.entry = e.id "
    "WHERE r.id IS NULL AND e.status NOT IN ('guest', 'withdrawn') AND m.role = 'competitor' "
    "AND e.event IN (SELECT id FROM event WHERE competition = $1) AND m.id_hash IS NOT NULL"
)
_TITLES = (
    "SELECT h.id_hash, h.title, h.year, h.document FROM title_holder h "
    "WHERE h.season = (SELECT season FROM competition WHERE id = $1) AND h.id_hash IS NOT NULL"
)
_HASHES_AT_ONCE = 1000


class Field(msgspec.Struct):
    """The registrations of a competition at one moment; `take` counts further ones in.

    `competing` tells for each person (keyed hash) the events and there the registration, 0 for an
    entry without one.
    """

    at: datetime
    keys: Keyring
    window: Window | None
    events: Mapping[int, EventWithTerms]
    taken: Counter[tuple[int, str]]
    totals: Counter[int]
    competing: dict[bytes, dict[int, int]]
    titles: dict[bytes, str]

    def check(
        self,
        draft: Draft,
        state: State = State.DRAFT,
        registration: int = 0,
        overrides: Overrides | None = None,
    ) -> list[Finding]:
        """Ask every rule about a draft; `registration` is its own id, which counts for nothing."""
        return self.check_applied(
            draft.event, applied(self.keys, draft, state), registration, overrides
        )

    def check_applied(
        self,
        event: int,
        asked: Applied,
        registration: int = 0,
        overrides: Overrides | None = None,
    ) -> list[Finding]:
        """Ask every rule about a registration whose codes are checked already."""
        return check_registration(asked, self.around(event, asked, registration), overrides)

    def around(self, event: int, asked: Applied, registration: int) -> Circumstances:
        """Give what the rules need to know beside the registration itself."""
        facts = self.events[event]
        own = 1 if registration and asked.state in HOLDING else 0
        here: set[bytes] = set()
        elsewhere: dict[bytes, tuple[str, ...]] = {}
        for one in asked.candidates:
            if one.id_hash is None or one.id_hash not in self.competing:
                continue
            places = self.competing[one.id_hash]
            if places.get(event, registration) != registration:
                here.add(one.id_hash)
            others = tuple(self.events[other].event.name for other in places if other != event)
            if others:
                elsewhere[one.id_hash] = others
        return Circumstances(
            at=self.at,
            event=facts.event,
            window=self.window,
            terms=facts.terms,
            taken=self.totals[event] - own,
            taken_by_delegation=self.taken[event, asked.delegation] - own,
            here=here,
            elsewhere=elsewhere,
            titles=self.titles,
        )

    def take(self, event: int, asked: Applied, registration: int = -1) -> None:
        """Count a registration in, so that the next one is held against it."""
        self.taken[event, asked.delegation] += 1
        self.totals[event] += 1
        for one in asked.candidates:
            if one.id_hash is not None and one.person.role is Role.COMPETITOR:
                self.competing.setdefault(one.id_hash, {})[event] = registration


async def load_field(
    transaction: Transaction,
    competition: int,
    at: datetime,
    people: Sequence[bytes] | None = None,
    events: Sequence[int] = (),
) -> Field:
    """Read a competition's field in a fixed number of statements.

    With `people` only these keyed hashes are known, and with `events` only the places of these are
    counted, which is all that a few registrations need; without, everybody and every event.
    """
    taken: Counter[tuple[int, str]] = Counter()
    totals: Counter[int] = Counter()
    within = ", ".join(map(str, map(int, events)))
    counted = _TAKEN.format(events=within or "SELECT id FROM event WHERE competition = $1")
    for event, delegation, count in await transaction.rows(
        counted, *(() if within else (competition,))
    ):
        taken[event, delegation] += count
        totals[event] += count
    competing: dict[bytes, dict[int, int]] = defaultdict(dict)
    titles: dict[bytes, str] = {}
    for condition, values in _of_people(people):
        for query in (_COMPETING, _ENTERED):
            for found_by, event, registration in await transaction.rows(
                query + condition.format("m"), competition, *values
            ):
                competing[bytes(found_by)][event] = registration
        for found_by, title, year, document in await transaction.rows(
            _TITLES + condition.format("h"), competition, *values
        ):
            titles[bytes(found_by)] = f"{title}（{year}，{document}）"
    return Field(
        at=at,
        keys=transaction.keys,
        window=await window_of(transaction, competition),
        events=await events_with_terms(transaction, competition),
        taken=taken,
        totals=totals,
        competing=dict(competing),
        titles=titles,
    )


def _of_people(people: Sequence[bytes] | None) -> list[tuple[str, Sequence[bytes]]]:
    if people is None:
        return [("", ())]
    found = []
    for start in range(0, len(people), _HASHES_AT_ONCE):
        part = people[start : start + _HASHES_AT_ONCE]
        numbers = ", ".join(f"${number}" for number in range(2, len(part) + 2))
        found.append((f" AND {{0}}.id_hash IN ({numbers})", part))
    return found
