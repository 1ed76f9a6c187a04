"""Pages of persons: find them, see what is known of one, correct, show numbers, attach files."""

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Response, Template

from competition.accounts.audit_queries import people_of
from competition.accounts.rules import normal_id
from competition.people.access import (
    MERGING,
    PEOPLE_WORK,
    later_rooms_of,
    person_scope,
    sees_people,
    sees_whole_system,
    typed,
    works_on_people,
)
from competition.people.attachments import (
    LARGEST_REQUEST,
    Owner,
    attach,
    attached_file,
    attachments_of,
    detach,
    file_response,
    read_upload,
)
from competition.people.encryption import id_hash, phone_hash
from competition.people.identity import normal_phone
from competition.people.person_queries import (
    PAGE,
    PersonFilter,
    PersonRow,
    Position,
    earlier_titles_of,
    find_persons,
    hashes_of,
    members_of_person,
    merges_of,
    person_by_hash,
    person_by_id,
)
from competition.people.person_services import PersonError, change_person, reveal_person
from competition.people.rules import AttachmentKind, OwnerKind, Sex, canonical_id
from competition.people.uploads import UploadRefusedError
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.forms import Form, read_form
from competition.web.guards import RESULTS
from competition.web.pages import page, page_with
from competition.web.visitor import visitor_of

#: What has so many digits is a number, not a name: it is never put into an address.
LEAST_DIGITS = 6
_FILTERS = ("unit", "sex", "born_from", "born_to", "holders")
_NO_FORM = Form()


@get("/people", guards=[sees_people])
async def people(request: Request[object, object, State]) -> Template:
    """Show people by pinyin, filtered, a page at a time."""
    query = request.query_params
    wanted = _filter_of(query)
    async with database_of(request).reading() as transaction:
        rows = await find_persons(transaction, person_scope(request), wanted, _after(query))
    shown = rows[:PAGE]
    more = ""
    if len(rows) > PAGE:
        last = shown[-1]
        kept = {name: typed(query, name) for name in ("q", *_FILTERS) if query.get(name)}
        behind = {"letters": last.letters, "name": last.name, "id": last.id}
        more = urlencode({**kept, **behind})
    return page(
        request,
        "people/people.html",
        rows=shown,
        more=more,
        wanted=wanted,
        later=bool(query.get("id")),
        not_found=bool(query.get("none")),
        sexes=tuple(Sex),
    )


@post("/people/find", guards=[sees_people])
async def find_person(request: Request[object, object, State]) -> Redirect:
    """Find by whatever was typed; an ID number or phone never gets into an address or a log."""
    form = await read_form(request, (), ("q", *_FILTERS))
    typed = form.values["q"]
    rest = {name: form.values[name] for name in _FILTERS if form.values[name]}
    if sum(sign.isdecimal() for sign in typed) < LEAST_DIGITS:
        wanted = {"q": typed, **rest} if typed else rest
        return Redirect(f"/people?{urlencode(wanted)}" if wanted else "/people", status_code=303)
    database = database_of(request)
    number = normal_id(typed)
    forms = dict.fromkeys((canonical_id(typed), canonical_id(number), number.upper()))
    phone = normal_phone(typed)
    async with database.reading() as transaction:
        found = await person_by_hash(
            transaction,
            person_scope(request),
            id_hashes=[id_hash(database.keys, one) for one in forms],
            phone=phone_hash(database.keys, phone) if phone else None,
        )
    return Redirect(f"/people/{found.id}" if found else "/people?none=1", status_code=303)


@get("/people/{person:int}", guards=[sees_people])
async def person_page(
    request: Request[object, object, State], person: FromPath[int]
) -> Template | Redirect:
    """Show what is known of a person, numbers masked; a merged record leads to the kept one."""
    return await _shown(request, person)


@post("/people/{person:int}/reveal", guards=[works_on_people])
async def reveal_numbers(
    request: Request[object, object, State], person: FromPath[int]
) -> Template | Redirect:
    """Show the full numbers once, for a reason; the audit log keeps who and why."""
    form = await read_form(request, ("why",))
    if form.faults:
        return await _shown(request, person, {"reveal": form})
    scope = person_scope(request, PEOPLE_WORK)
    found = await reveal_person(
        database_of(request), scope, person, form.values["why"], stamp_of(request)
    )
    if found is None:
        raise NotFoundException
    return await _shown(request, person, revealed=found)


@post("/people/{person:int}", guards=[works_on_people])
async def correct_person(
    request: Request[object, object, State], person: FromPath[int]
) -> Template | Redirect:
    """Correct name and phone."""
    form = await read_form(request, ("name", "why"), ("phone", "no_phone"))
    await _check_seen(request, person)
    faults = form.faults
    phone: str | None = normal_phone(form.values["phone"]) or None
    if form.values["phone"] and phone is None:
        faults = {**faults, "phone": "people.fault_phone"}
    if form.values["no_phone"]:
        phone = ""
    if not faults:
        try:
            await change_person(
                database_of(request),
                person,
                name=form.values["name"],
                phone=phone,
                why=form.values["why"],
                stamp=stamp_of(request),
            )
        except PersonError as error:
            faults = {error.fault.value.rpartition("_")[2]: error.fault.value}
    if faults:
        return await _shown(request, person, {"change": form.with_faults(faults)})
    return Redirect(f"/people/{person}", status_code=303)


@post(
    "/people/{person:int}/attachments",
    guards=[works_on_people],
    request_max_body_size=LARGEST_REQUEST,
)
async def attach_to_person(
    request: Request[object, object, State], person: FromPath[int]
) -> Template | Redirect:
    """Take a photo, a level certificate or another document."""
    form = await read_form(request, ("kind",), files=("file",))
    await _check_seen(request, person)
    kinds = {kind.value: kind for kind in AttachmentKind}
    kind = kinds.get(form.values["kind"])
    file = form.files.get("file")
    if kind is None or file is None:
        return await _shown(
            request, person, {"attach": form.with_faults({"file": "people.no_file"})}
        )
    try:
        clean = await read_upload(file, photo=kind is AttachmentKind.PHOTO)
        async with database_of(request).transaction() as transaction:
            owner = Owner(OwnerKind.PERSON, person)
            await attach(transaction, owner, kind, clean, stamp_of(request))
    except UploadRefusedError as error:
        return await _shown(
            request, person, {"attach": form.with_faults({"file": error.fault.value})}
        )
    return Redirect(f"/people/{person}#attachments", status_code=303)


@post("/people/{person:int}/attachments/{attachment:int}/remove", guards=[works_on_people])
async def remove_from_person(
    request: Request[object, object, State], person: FromPath[int], attachment: FromPath[int]
) -> Template | Redirect:
    """Remove an attachment, for a reason."""
    form = await read_form(request, ("why",))
    await _check_seen(request, person)
    if form.faults:
        return await _shown(request, person, {f"remove-{attachment}": form})
    async with database_of(request).transaction() as transaction:
        owner = Owner(OwnerKind.PERSON, person)
        why = form.values["why"]
        if not await detach(transaction, owner, attachment, stamp_of(request), why):
            raise NotFoundException
    return Redirect(f"/people/{person}#attachments", status_code=303)


@get("/people/{person:int}/attachments/{attachment:int}", guards=[sees_people])
async def person_attachment(
    request: Request[object, object, State], person: FromPath[int], attachment: FromPath[int]
) -> Response[bytes]:
    """Give an attachment as a download; pictures may stand in our own page."""
    async with database_of(request).reading() as transaction:
        seen = await person_by_id(transaction, person_scope(request), person)
        owner = Owner(OwnerKind.PERSON, person)
        file = await attached_file(transaction, owner, attachment) if seen else None
    if file is None:
        raise NotFoundException
    return file_response(file, inline="inline" in request.query_params)


async def _check_seen(request: Request[object, object, State], person: int) -> None:
    """Raise 404 when the person is out of the scope of those who work on people, or merged."""
    async with database_of(request).reading() as transaction:
        found = await person_by_id(transaction, person_scope(request, PEOPLE_WORK), person)
    if found is None or found.id != person:
        raise NotFoundException


async def _shown(
    request: Request[object, object, State],
    person: int,
    forms: Mapping[str, Form] | None = None,
    revealed: PersonRow | None = None,
) -> Template | Redirect:
    visitor = visitor_of(request)
    scope = person_scope(request)
    later = later_rooms_of(request)
    async with database_of(request).reading() as transaction:
        found = await person_by_id(transaction, scope, person)
        if found is None:
            raise NotFoundException
        if found.id != person:
            return Redirect(f"/people/{found.id}", status_code=303)
        members = await members_of_person(transaction, scope, person)
        seen = [one for one in members if visitor.may(RESULTS, one.place)]
        results = await later.results_of(transaction, [one.entry for one in seen])
        numbers = await hashes_of(transaction, person)
        decisions = await later.decisions_of(transaction, numbers)
        files = await attachments_of(transaction, Owner(OwnerKind.PERSON, person))
        titles = await earlier_titles_of(transaction, person)
        merges = await merges_of(transaction, person)
        names = await people_of(transaction, tuple({one.actor for one in merges}))
    photos = [one for one in files if one.kind is AttachmentKind.PHOTO]
    works = visitor.has_any(PEOPLE_WORK)
    context = {
        "person": revealed or found,
        "revealed": revealed is not None,
        "members": members,
        "results": {one.entry: one for one in results},
        "decisions": [one for one in decisions if visitor.may(RESULTS, one.place)],
        "titles": titles,
        "files": files,
        "photo": photos[0] if photos else None,
        "merges": merges,
        "names": names,
        "forms": forms or {},
        "no_form": _NO_FORM,
        "known": Form({"name": found.name}),
        "works": works,
        "merging": sees_whole_system(request, MERGING),
        "kinds": tuple(AttachmentKind),
    }
    return page_with(request, "people/person.html", context, 422 if forms else 200)


def _filter_of(query: Mapping[str, str]) -> PersonFilter:
    sex = query.get("sex", "")
    return PersonFilter(
        q=typed(query, "q"),
        unit=typed(query, "unit"),
        sex=sex if sex in {one.value for one in Sex} else "",
        born_from=_year(typed(query, "born_from")),
        born_to=_year(typed(query, "born_to")),
        holders=bool(query.get("holders")),
    )


def _year(text: str) -> int | None:
    real = len(text) == len("1990") and text.isascii() and text.isdigit()
    return int(text) if real and text > "1000" else None


def _after(query: Mapping[str, str]) -> Position | None:
    number = query.get("id", "")
    if not (number.isascii() and number.isdigit()) or len(number) > len("9" * 18):
        return None
    return Position(typed(query, "letters"), typed(query, "name"), int(number))


ROUTES = (
    people,
    find_person,
    person_page,
    reveal_numbers,
    correct_person,
    attach_to_person,
    remove_from_person,
    person_attachment,
)
