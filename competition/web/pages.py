"""A page: its template with everything that every template needs."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import Request
from litestar.datastructures import Cookie, State
from litestar.response import Template
from markupsafe import Markup

from competition.web import formats
from competition.web.language import LANGUAGE_CODES, texts_of
from competition.web.security import CSRF_FIELD, form_token, is_secure
from competition.web.static import StaticFiles
from competition.web.visitor import (
    LANGUAGE_COOKIE,
    THEME_COOKIE,
    THEMES,
    Connection,
    Visitor,
    visitor_of,
)

_A_YEAR = 365 * 24 * 3600


def template_environment(folder: Path, static: StaticFiles) -> Environment:
    """Make the Jinja environment: everything escaped, nothing undefined, numbers formatted."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        static=static.url,
        number=formats.number,
        grouped=formats.grouped,
        yuan=formats.yuan,
        moment=formats.moment,
    )
    return environment


def page(
    request: Request[object, object, State],
    template: str,
    *,
    status_code: int = 200,
    **context: object,
) -> Template:
    """Answer with a template in the visitor's language; `?lang=` and `?theme=` are remembered."""
    return page_with(request, template, context, status_code)


def page_with(
    request: Request[object, object, State],
    template: str,
    context: Mapping[str, object],
    status_code: int = 200,
) -> Template:
    """Answer as `page` does, with a context that was put together before."""
    visitor = visitor_of(request)
    texts = texts_of(visitor.language)
    return Template(
        template,
        context={
            "visitor": visitor,
            "t": texts,
            "term": texts.term,
            "csrf_field": lambda: _csrf_field(visitor),
            **context,
        },
        status_code=status_code,
        cookies=_wishes(request),
    )


def _csrf_field(visitor: Visitor) -> Markup:
    if visitor.signed_in is None:
        return Markup()
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format(CSRF_FIELD, form_token(visitor.signed_in.token))


def _wishes(connection: Connection) -> list[Cookie]:
    wishes = []
    secure = is_secure(connection)
    for name, parameter, known in (
        (LANGUAGE_COOKIE, "lang", tuple(LANGUAGE_CODES)),
        (THEME_COOKIE, "theme", THEMES),
    ):
        wish = connection.query_params.get(parameter)
        if wish in known:
            wishes.append(
                Cookie(name, value=wish, path="/", max_age=_A_YEAR, samesite="lax", secure=secure)
            )
    return wishes
