"""What every route of the JSON interface has in common, for its decorator."""

from typing import Any

from competition.accounts.rules import AccountRole
from competition.api.bearer import BearerMiddleware
from competition.api.problems import problem_specs
from competition.web.guards import Requires
from competition.web.static import NO_SESSION

API = "/api/v1"
#: What any route answers; 304 is no error and has no body.
USUAL_ERRORS = (400, 401, 403, 404, 429, 500)
WRITING_ERRORS = (*USUAL_ERRORS, 409, 413, 415, 422)
BEARER = BearerMiddleware()


def reading(roles: frozenset[AccountRole], tag: str) -> dict[str, Any]:
    """Give the settings of a route that reads: whose it is, tokens only, its errors."""
    return {
        "guards": [Requires(roles)],
        "middleware": [BEARER],
        "opt": {NO_SESSION: True},
        "responses": problem_specs(*USUAL_ERRORS),
        "tags": [tag],
    }


def writing(roles: frozenset[AccountRole], tag: str) -> dict[str, Any]:
    """Give the settings of a route that writes."""
    return {**reading(roles, tag), "responses": problem_specs(*WRITING_ERRORS)}
