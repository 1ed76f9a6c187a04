"""The pages of people, units and their attachments."""

from competition.people.controllers import merging, persons, units

ROUTES = (*persons.ROUTES, *merging.ROUTES, *units.ROUTES)
