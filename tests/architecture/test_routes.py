"""Every route is guarded, or listed as public with a reason; nothing changes by a GET."""

from litestar.handlers.http_handlers import HTTPRouteHandler

from competition.accounts.rules import AccountRole
from competition.people.access import MERGING, PEOPLE, PEOPLE_WORK, UNITS_WORK
from competition.web.guards import (
    CARDS,
    CHECK_IN,
    MONEY,
    PAPERS,
    PARTICIPATIONS,
    PLANS,
    PROVINCE,
    PUBLIC,
    READS_PLAN,
    REPORTS_PARTICIPATIONS,
    RESULTS,
    Requires,
)
from xinglu.app import ROUTES

#: Which roles may call which guarded route: the permission matrix, written out once more.
MATRIX = {
    "own_account": frozenset(AccountRole),
    "change_own_password": frozenset(AccountRole),
    "end_own_sessions": frozenset(AccountRole),
    "own_codes": frozenset(AccountRole),
    "codes_qr": frozenset(AccountRole),
    "start_codes": frozenset(AccountRole),
    "confirm_own_codes": frozenset(AccountRole),
    "take_off_codes": frozenset(AccountRole),
    "own_tokens": frozenset(AccountRole),
    "make_token": frozenset(AccountRole),
    "end_token": frozenset(AccountRole),
    "season_list": frozenset(AccountRole),
    "plan": frozenset(AccountRole),
    "plan_applications": READS_PLAN,
    "accept_plan_events": PROVINCE,
    "publish_plan_events": PROVINCE,
    "adopt_plan_events": PROVINCE,
    "new_competition": PLANS,
    "add_competition": PLANS,
    "competition_application": READS_PLAN,
    "store_competition": PLANS,
    "hand_in_competition": PLANS,
    "review_competition": PROVINCE,
    "add_competition_document": PLANS,
    "competition_document": READS_PLAN,
    "new_event": PLANS,
    "add_event": PLANS,
    "event_application": READS_PLAN,
    "store_event": PLANS,
    "review_event": PROVINCE,
    "take_back_event": PLANS,
    "new_season": PROVINCE,
    "add_new_season": PROVINCE,
    "plan_settings": PROVINCE,
    "store_plan_settings": PROVINCE,
    "discard_practice_season": PROVINCE,
    "plan_calendar": frozenset(AccountRole),
    "plan_calendar_file": frozenset(AccountRole),
    "plan_readiness": READS_PLAN,
    "selection_paths": RESULTS,
    "participation_counter": PARTICIPATIONS,
    "participation_tables": PARTICIPATIONS,
    "participation_reports": PARTICIPATIONS,
    "participation_report": PARTICIPATIONS,
    "participation_form": REPORTS_PARTICIPATIONS,
    "participation_sheet": REPORTS_PARTICIPATIONS,
    "participation_sheets": REPORTS_PARTICIPATIONS,
    "participation_template": REPORTS_PARTICIPATIONS,
    "report_participation": REPORTS_PARTICIPATIONS,
    "withdraw_participation": REPORTS_PARTICIPATIONS,
    "upload_participation_names": REPORTS_PARTICIPATIONS,
    "check_participation_sheet": REPORTS_PARTICIPATIONS,
    "import_participation_sheet": REPORTS_PARTICIPATIONS,
    "renew_participation_finals": frozenset({AccountRole.PROVINCE}),
    "carry_participations": frozenset({AccountRole.PROVINCE}),
    "decide_participation": frozenset({AccountRole.PROVINCE}),
    "season_overview": RESULTS,
    "event_results": RESULTS,
    "why_this_place": RESULTS,
    "medal_table": RESULTS,
    "titles": RESULTS,
    "promotions": RESULTS,
    "pool": RESULTS,
    "people": PEOPLE,
    "find_person": PEOPLE,
    "person_page": PEOPLE,
    "person_attachment": PEOPLE,
    "reveal_numbers": PEOPLE_WORK,
    "correct_person": PEOPLE_WORK,
    "attach_to_person": PEOPLE_WORK,
    "remove_from_person": PEOPLE_WORK,
    "choose_duplicate": MERGING,
    "merge_preview": MERGING,
    "merge_duplicate": MERGING,
    "unit_list": PEOPLE,
    "unit_page": PEOPLE,
    "new_unit": UNITS_WORK,
    "correct_unit": UNITS_WORK,
    "link_unit": UNITS_WORK,
    "unlink_unit": UNITS_WORK,
    "merge_unit": UNITS_WORK,
    "bonuses": MONEY,
    "result_document": RESULTS,
    "title_document": RESULTS,
    "money_document": MONEY,
    "registration_papers": PAPERS,
    "registration_document": PAPERS,
    "event_cards": CARDS,
    "print_cards": CARDS,
    "doors": CHECK_IN,
    "scanned_card": CHECK_IN,
    "door": CHECK_IN,
    "scan": CHECK_IN,
    "undo_scan": CHECK_IN,
    "number_door": CHECK_IN,
    "door_photo": CHECK_IN,
    "closing": CHECK_IN,
    "close_door": CHECK_IN,
    "reopen_door": CHECK_IN,
    "undo_absent": CHECK_IN,
}
"""Guarded routes by handler name."""


def guards_of(handler: HTTPRouteHandler) -> list[Requires]:
    """Give the role guards of a handler."""
    return [guard for guard in handler.guards or () if isinstance(guard, Requires)]


def test_every_route_is_guarded_or_public_with_a_reason() -> None:
    """No route is both, none is neither, and PUBLIC names no route that is gone."""
    names = {handler.handler_name for handler in ROUTES}
    guarded = {handler.handler_name for handler in ROUTES if guards_of(handler)}
    assert names - guarded == set(PUBLIC)
    assert guarded & set(PUBLIC) == set()
    assert all(reason.strip() for reason in PUBLIC.values())


def test_the_roles_of_each_route_are_those_of_the_matrix() -> None:
    """The permission matrix and the guards say the same."""
    found = {
        handler.handler_name: guards_of(handler)[0].roles
        for handler in ROUTES
        if guards_of(handler)
    }
    assert found == MATRIX


def test_what_changes_something_is_a_post() -> None:
    """A link, a preview or a crawler changes nothing: only POST does, and each is named here."""
    changing = {handler.handler_name for handler in ROUTES if handler.http_methods != {"GET"}}
    assert changing == {
        "carry_participations",
        "check_participation_sheet",
        "decide_participation",
        "import_participation_sheet",
        "renew_participation_finals",
        "report_participation",
        "upload_participation_names",
        "withdraw_participation",
        "accept_plan_events",
        "add_competition",
        "add_competition_document",
        "add_event",
        "add_new_season",
        "adopt_plan_events",
        "change_own_password",
        "close_door",
        "confirm_own_codes",
        "confirm_sign_in",
        "find_person",
        "reveal_numbers",
        "correct_person",
        "attach_to_person",
        "remove_from_person",
        "merge_duplicate",
        "new_unit",
        "correct_unit",
        "link_unit",
        "unlink_unit",
        "merge_unit",
        "discard_practice_season",
        "end_own_sessions",
        "end_token",
        "enter_account",
        "enter_code",
        "enter_winner",
        "hand_in_competition",
        "leave_winner",
        "make_token",
        "number_door",
        "print_cards",
        "publish_plan_events",
        "reopen_door",
        "review_competition",
        "review_event",
        "scan",
        "sign_out",
        "start_codes",
        "store_competition",
        "store_event",
        "store_plan_settings",
        "take_back_event",
        "take_off_codes",
        "undo_absent",
        "undo_scan",
        "verify",
    }
    assert {method for handler in ROUTES for method in handler.http_methods} == {"GET", "POST"}
