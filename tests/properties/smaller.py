"""Makes a season that shows a fault as small as it can, so that a person can read it."""

import copy
from collections.abc import Callable, Iterator

from tests.reference.folder import Files, SeasonFiles

Fault = Callable[[SeasonFiles], bool]


def without_entry(files: SeasonFiles, event: str, entry: str) -> SeasonFiles:
    """Give a copy of the season without one entry of an event."""
    changed = copy.deepcopy(files)
    for name, rows in changed.events[event].tables.items():
        if name != "scheme":
            rows[:] = [row for row in rows if row["entry"] != entry]
    return changed


def without_event(files: SeasonFiles, event: str) -> SeasonFiles:
    """Give a copy of the season without one event and its rulings."""
    changed = copy.deepcopy(files)
    del changed.events[event]
    for name in ("events", "rulings"):
        rows = changed.rows(name)
        rows[:] = [row for row in rows if row["event"] != event]
    return changed


def steps(files: SeasonFiles) -> Iterator[SeasonFiles]:
    """Give every season that is one step smaller."""
    for event in files.events:
        yield without_event(files, event)
    for event, own in files.events.items():
        for row in own.rows("entries"):
            yield without_entry(files, event, row["entry"])
    for name in ("rulings", "approval", "pool"):
        if name in files.toml:
            changed = copy.deepcopy(files)
            del changed.toml[name]
            yield changed
    for name in files.toml.get("rulings", {}):
        changed = copy.deepcopy(files)
        del changed.toml["rulings"][name]
        yield changed
    yield from smaller_events(files)
    for name in ("worldskills", "bases", "paid", "rulings", "title_holders", "promotions_before"):
        for number in range(len(files.rows(name))):
            changed = copy.deepcopy(files)
            del changed.rows(name)[number]
            yield changed


def smaller_events(files: SeasonFiles) -> Iterator[SeasonFiles]:
    """Give every season with one section, key, aspect or row less in one event."""
    for event, own in files.events.items():
        for section in ("titles", "scale", "medals", "prizes"):
            if section in own.toml:
                changed = copy.deepcopy(files)
                del changed.events[event].toml[section]
                yield changed
        for number in range(len(own.toml["rank"]["by"]) if len(own.toml["rank"]["by"]) > 1 else 0):
            changed = copy.deepcopy(files)
            del changed.events[event].toml["rank"]["by"][number]
            yield changed
        for aspect in own.rows("scheme"):
            changed = copy.deepcopy(files)
            drop_aspect(changed.events[event], aspect["aspect"])
            if changed.events[event].rows("scheme"):
                yield changed
        for name in ("coefficients", "adjustments"):
            for number in range(len(own.rows(name))):
                changed = copy.deepcopy(files)
                del changed.events[event].rows(name)[number]
                yield changed


def drop_aspect(event: Files, code: str) -> None:
    """Take one aspect, and its module where it was the last, out of an event."""
    for name in ("scheme", "marks", "coefficients"):
        rows = event.rows(name)
        rows[:] = [row for row in rows if row["aspect"] != code]
    modules = {row["module"] for row in event.rows("scheme")}
    for module in list(event.toml["modules"]):
        if module not in modules:
            del event.toml["modules"][module]


def smallest(files: SeasonFiles, fault: Fault) -> SeasonFiles:
    """Take away whatever is not needed for the fault to show."""
    found = True
    while found:
        found = False
        for changed in steps(files):
            if shows(changed, fault):
                files, found = changed, True
                break
    return files


def shows(files: SeasonFiles, fault: Fault) -> bool:
    """Say whether a season, which may have become invalid, still shows the fault."""
    try:
        return fault(files)
    except (ValueError, KeyError, StopIteration, RuntimeError, ZeroDivisionError, IndexError):
        return False


def as_text(files: SeasonFiles) -> str:
    """Write a season on one sheet."""
    lines = [f"season.toml: {files.toml}"]
    for name, own in (("", files), *files.events.items()):
        if own is not files:
            lines.append(f"{name}/event.toml: {own.toml}")
        for table, rows in own.tables.items():
            if table != "expert_teams" and rows:
                lines.append(f"{name}/{table}.csv")
                lines += [
                    "  " + " ".join(f"{column}={cell}" for column, cell in row.items() if cell)
                    for row in rows
                ]
    return "\n".join(lines)
