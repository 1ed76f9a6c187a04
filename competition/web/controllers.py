"""The front door, the style page and the sign of life."""

from litestar import Request, get
from litestar.datastructures import State
from litestar.response import Response, Template

from competition.web.forms import Form
from competition.web.pages import page


@get("/", sync_to_thread=False)
def home(request: Request[object, object, State]) -> Template:
    """Show the ways in."""
    return page(request, "web/home.html")


@get("/alive", sync_to_thread=False)
def alive() -> Response[str]:
    """Answer that the server runs."""
    return Response("ok", media_type="text/plain")


@get("/style", sync_to_thread=False)
def style(request: Request[object, object, State]) -> Template:
    """Show the design system with invented samples."""
    return page(
        request,
        "web/style.html",
        chips=(
            ("title_state", ("nominated", "approved", "refuse", "ruling")),
            ("medal", ("gold", "silver", "bronze", "excellence")),
            ("status", ("guest", "absent", "withdrawn", "disqualified")),
            ("payment", ("pay", "refuse", "ruling")),
        ),
        figures=(("season.events", "66"), ("season.entries", "1,935"), ("season.rulings", "4")),
        form=Form({"number": "鲁技能〔2026〕0001号"}, {"token": "verify.missing"}),
        rows=(
            {"rank": 1, "name": "王䶮", "delegation": "青岛市代表队", "total": "92.35",
             "medal": "gold", "amount": 5000},
            {"rank": 2, "name": "阿依古丽·买买提", "delegation": "烟台市代表队", "total": "91.08",
             "medal": "silver", "amount": 3000},
            {"rank": 3, "name": "欧阳若男", "delegation": "省属企业代表队", "total": "88.90",
             "medal": "bronze", "amount": 2000},
        ),
    )  # fmt: skip
