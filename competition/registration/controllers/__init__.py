"""Pages of registration: lists, forms, steps and terms."""

from competition.registration.controllers.filing import (
    add_registration_file,
    registration_file,
    remove_registration_file,
)
from competition.registration.controllers.forms import (
    change_registration,
    check_registration_form,
    edit_registration,
    make_registration,
    new_registration,
    registration_events,
)
from competition.registration.controllers.lists import one_registration, registration_list
from competition.registration.controllers.reviewing import (
    decide_substitute,
    verify_registered_level,
)
from competition.registration.controllers.steps import (
    ask_for_substitute,
    override_registration_rule,
    reveal_registered,
    submit_one_registration,
    substitute_form,
    withdraw_one_registration,
)
from competition.registration.controllers.terms import (
    change_event_terms,
    change_window,
    event_terms_form,
    registration_terms,
    window_form,
)

ROUTES = (
    registration_list,
    registration_events,
    new_registration,
    make_registration,
    check_registration_form,
    one_registration,
    add_registration_file,
    remove_registration_file,
    registration_file,
    edit_registration,
    change_registration,
    submit_one_registration,
    withdraw_one_registration,
    reveal_registered,
    override_registration_rule,
    substitute_form,
    ask_for_substitute,
    decide_substitute,
    verify_registered_level,
    registration_terms,
    window_form,
    change_window,
    event_terms_form,
    change_event_terms,
)
