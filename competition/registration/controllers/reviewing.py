"""What a reviewer decides on the page of one registration: substitutes and certificates."""

from litestar import Request, post
from litestar.datastructures import State
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from competition.registration.controllers.steps import back, opened_form, revision_of
from competition.registration.services.ruling import verify_level
from competition.registration.services.steps import (
    NotEligibleError,
    RevisionConflictError,
    StepError,
)
from competition.registration.services.substituting import (
    NoSuchSubstituteError,
    SameDeciderError,
    approve_substitution,
    refuse_substitution,
)
from competition.web.acting import stamp_of
from competition.web.database import database_of
from competition.web.guards import REVIEWS, reviews

AppRequest = Request[object, object, State]
_LAST_POSITION = 99


@post(
    "/seasons/{season:str}/registrations/{number:int}/substitute/{position:int}/decide",
    guards=[reviews],
)
async def decide_substitute(
    request: AppRequest, season: FromPath[str], number: FromPath[int], position: FromPath[int]
) -> Redirect:
    """Approve or refuse a waiting substitute; whoever asked does not approve."""
    form = await opened_form(request, season, number, REVIEWS, ("answer", "why"))
    database, stamp, revision = database_of(request), stamp_of(request), revision_of(form)
    if form.values["answer"] not in {"approve", "refuse"}:
        raise ClientException
    try:
        if form.values["answer"] == "approve":
            await approve_substitution(database, number, revision, position=position, stamp=stamp)
        elif form.values["why"]:
            why = form.values["why"]
            await refuse_substitution(
                database, number, revision, position=position, why=why, stamp=stamp
            )
        else:
            return back(season, number, "why")
    except NoSuchSubstituteError as error:
        raise NotFoundException from error
    except SameDeciderError:
        return back(season, number, "same")
    except NotEligibleError:
        return back(season, number, "substitute")
    except (RevisionConflictError, StepError):
        return back(season, number, "conflict")
    return back(season, number)


@post("/seasons/{season:str}/registrations/{number:int}/verify", guards=[reviews])
async def verify_registered_level(
    request: AppRequest, season: FromPath[str], number: FromPath[int]
) -> Redirect:
    """Record that a person's skill certificate was verified, and by what."""
    fields = ("position", "verified", "why")
    form = await opened_form(request, season, number, REVIEWS, fields)
    position = form.values["position"]
    if not (position.isascii() and position.isdigit() and 1 <= int(position) <= _LAST_POSITION):
        raise ClientException
    if not form.values["why"]:
        return back(season, number, "why")
    try:
        await verify_level(
            database_of(request),
            number,
            revision_of(form),
            position=int(position),
            verified=form.values["verified"] == "yes",
            why=form.values["why"],
            stamp=stamp_of(request),
        )
    except (RevisionConflictError, StepError):
        return back(season, number, "conflict")
    return back(season, number)
