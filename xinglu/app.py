"""The web application: every room's routes, the protections around them, the open database."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from litestar import Litestar
from litestar.datastructures import State
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig

from certificates.documents import controllers as documents
from certificates.documents.registration import card_controllers as admission_cards
from certificates.documents.registration import controllers as registration_papers
from certificates.issuing import controllers as issuing
from certificates.verification import controllers as verification
from competition.accounts import controllers as accounts
from competition.api.allowance import Allowance
from competition.api.problems import with_problems
from competition.participation import controllers as participation
from competition.people import controllers as people
from competition.plan import controllers as plan
from competition.registration import controllers as registration
from competition.registration import review_controllers as review
from competition.registration.checkin import closing_controllers as closing
from competition.registration.checkin import controllers as checkin
from competition.registration.sheets import controllers as sheets
from competition.registration.sheets.worker import sheet_worker
from competition.storage.database import Database
from competition.storage.opening import open_database
from competition.web import controllers as web
from competition.web.errors import EXCEPTION_HANDLERS
from competition.web.gate import Gate
from competition.web.pages import template_environment
from competition.web.security import OriginCheck, set_headers
from competition.web.sessions import SessionMiddleware
from competition.web.static import StaticFiles, static_file
from judging.awards import controllers as awards
from judging.awards.rules.money import capital_text, ten_thousands_text
from judging.ranking import controllers as ranking
from xinglu.api.document import ROUTES as API_ROUTES
from xinglu.housekeeping import housekeeping
from xinglu.later_rooms import SeasonsOfXinglu
from xinglu.planning import planning
from xinglu.settings import Settings, settings_from

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
LARGEST_FORM = 100_000

ROUTES = (
    web.home,
    web.alive,
    web.style,
    static_file,
    *accounts.ROUTES,
    *plan.ROUTES,
    *registration.ROUTES,
    *sheets.ROUTES,
    *review.ROUTES,
    *people.ROUTES,
    *participation.ROUTES,
    awards.season_overview,
    awards.titles,
    awards.promotions,
    awards.bonuses,
    awards.pool,
    ranking.event_results,
    ranking.why_this_place,
    ranking.medal_table,
    documents.result_document,
    documents.title_document,
    documents.money_document,
    *registration_papers.ROUTES,
    *admission_cards.ROUTES,
    *checkin.ROUTES,
    *closing.ROUTES,
    verification.verify_form,
    verification.verify,
    verification.verify_token,
    issuing.winner_form,
    issuing.enter_winner,
    issuing.leave_winner,
    issuing.winner_results,
    issuing.winner_result,
    issuing.winner_certificate,
)


def create_app(settings: Settings | None = None, database: Database | None = None) -> Litestar:
    """Build the application.

    Without settings they come from the environment. Without an open database the application opens
    its own at start and closes it at the end.
    """
    used = settings or settings_from(os.environ)
    static = StaticFiles(TEMPLATES / "static")
    environment = template_environment(TEMPLATES, static)
    environment.globals.update(capital=capital_text, ten_thousands=ten_thousands_text)
    app = Litestar(
        route_handlers=(*ROUTES, *API_ROUTES),
        middleware=[OriginCheck(), SessionMiddleware()],
        before_send=[set_headers],
        exception_handlers=with_problems(EXCEPTION_HANDLERS),
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment)),
        lifespan=[_opened(used, database)],
        state=State(
            {
                "static": static,
                "later_rooms": SeasonsOfXinglu(),
                "public_url": used.public_url,
                "planning": planning(),
                "totp_required": used.totp_required,
                "api_allowance": Allowance(),
            }
        ),
        openapi_config=None,
        logging_config=None,
        request_max_body_size=LARGEST_FORM,
    )
    app.asgi_handler = Gate(app.asgi_handler)
    return app


def _opened(
    settings: Settings, given: Database | None
) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        if given is not None:
            app.state.database = given
            async with housekeeping(given), sheet_worker(given) as woken:
                app.state.sheets_woken = woken
                yield
            return
        async with open_database(settings.storage) as database:
            app.state.database = database
            async with housekeeping(database), sheet_worker(database) as woken:
                app.state.sheets_woken = woken
                yield

    return lifespan
