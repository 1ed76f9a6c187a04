"""Lists of names: read, counted against the number, and kept as keyed hashes only."""

import tempfile
from pathlib import Path

from competition.accounts.rules import normal_id, normal_name
from competition.participation.checking import Problems, sheet_rows
from competition.people.encryption import id_hash
from competition.storage.keys import Keyring

_NAMES = ("姓名", "name")
_IDS = ("证件号码", "身份证号", "id_number")
_PURPOSE = "participation_name"
_LONGEST_NAME = 100


def people_in(  # noqa: PLR0913, PLR0917 - a list is held to its report
    content: bytes, name: str, count: int, city: str, keys: Keyring, problems: Problems
) -> list[bytes]:
    """Give the keyed hash of each person of a list (in a thread); problems are noted.

    A person is known by the ID number where the list has one, else by name and city. The list must
    hold `count` people, nobody twice.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sheet"
        file.write_bytes(content)
        rows = sheet_rows(file, name, problems)
        header = next(rows, None)
        places = _places(header[1]) if header else {}
        if "name" not in places:
            if not problems.count:
                problems.lose(name, header[0] if header else 0, _NAMES[0], "missing_column")
            return []
        found: dict[bytes, int] = {}
        for number, cells in rows:
            person = normal_name(_cell(cells, places["name"]))
            identity = normal_id(_cell(cells, places.get("id", -1)))
            if not person or len(person) > _LONGEST_NAME:
                problems.add(name, number, _NAMES[0], "name")
                continue
            known_by = (
                id_hash(keys, identity) if identity else keys.digest(_PURPOSE, f"{city}\0{person}")
            )
            if known_by in found:
                problems.add(name, number, _NAMES[0], "name_twice", other=found[known_by])
            found[known_by] = number
    if not problems.count and len(found) != count:
        problems.add(name, 0, _NAMES[0], "name_count", names=len(found), count=count)
    return list(found)


def _places(header: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        if cell in _NAMES:
            places.setdefault("name", place)
        elif cell in _IDS:
            places.setdefault("id", place)
    return places


def _cell(cells: list[str], place: int) -> str:
    return cells[place] if 0 <= place < len(cells) else ""
