"""The OpenAPI 3.1 document of the JSON interface; pages are not in it."""

from functools import cache

from litestar import Litestar, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.serialization import encode_json

from competition.api import controllers, registrations
from competition.api.routing import API
from competition.web.static import NO_SESSION
from xinglu.api import results

DESCRIPTION = "Skills competitions of Shandong province, for programs. See docs/api.md."
HANDLERS = (*controllers.ROUTES, *registrations.ROUTES, *results.ROUTES)


@cache
def openapi_json() -> bytes:
    """Give the document; an application of its own keeps the pages out."""
    config = OpenAPIConfig(
        title="兴鲁 Xinglu",
        version="1",
        description=DESCRIPTION,
        components=Components(
            security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}
        ),
        security=[{"token": []}],
        use_handler_docstrings=True,
        operation_id_creator=_operation_id,
    )
    app = Litestar(route_handlers=HANDLERS, openapi_config=config, logging_config=None)
    return encode_json(app.openapi_schema.to_schema())


def _operation_id(handler: HTTPRouteHandler, _method: object, _path: object) -> str:
    """Name an operation like its function, without the prefix."""
    return handler.handler_name.removeprefix("api_")


@get(f"{API}/openapi.json", sync_to_thread=False, opt={NO_SESSION: True})
def api_document() -> Response[bytes]:
    """Send the document."""
    return Response(openapi_json(), media_type="application/json")


ROUTES = (*HANDLERS, api_document)
