"""Pages of participations: the counter, the reports, and reports by sheet."""

from competition.participation.controllers import (
    counter_pages,
    evidence_pages,
    report_pages,
    sheet_pages,
)

ROUTES = (*counter_pages.ROUTES, *report_pages.ROUTES, *evidence_pages.ROUTES, *sheet_pages.ROUTES)
