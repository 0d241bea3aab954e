"""Shortage, appointments, teams and readings of cards: the selectors and services of the pages."""

from typing import Any
from uuid import UUID

from ninja import Router

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.elections.selectors import election_of_slug
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.selectors import station_of_key, top_units, unit_of_key
from sandoq.apps.workforce.api.shapes import (
    AppointmentRow,
    CardRead,
    PresenceShown,
    ShortageRow,
    TeamRow,
)
from sandoq.apps.workforce.models import Appointment
from sandoq.apps.workforce.selectors.forecast import forecast, opens_at
from sandoq.apps.workforce.selectors.people import appointments
from sandoq.apps.workforce.selectors.ready import trained_and_accepted
from sandoq.apps.workforce.services import scan_card
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.ui.api import Asked, Page, Slug, answers, page_of, page_of_list
from sandoq.ui.http import Request

router = Router(tags=["workforce"])


@router.get(
    "/elections/{slug}/workforce/shortage",
    response=answers(Page[ShortageRow]),
    summary="Who is missing where",
)
@asks(Permission.WORKFORCE_VIEW)
def shortage(
    request: Request, slug: Slug, window: Asked, under: UUID | None = None
) -> dict[str, Any]:
    """For each area directly below the unit, or for the unit itself, each role asked there.

    Without a unit: the highest that the person may see.
    """
    election = election_of_slug(request.user, slug)
    top = unit_of_key(request.user, under) if under else _highest(request.user)
    found = forecast(request.user, election, top, now())
    rows = [
        {
            "unit": area.unit.key,
            "unit_name": area.unit.name_fa,
            "role": role.code,
            "needed": tally.needed,
            "own": tally.own,
            "by_substitute": tally.by_substitute,
            "missing": tally.missing,
            "appointed": tally.appointed,
            "accepted": tally.accepted,
            "trained": tally.trained,
            "listed": tally.listed,
            "short_stations": tally.short_stations,
            "electors_at_short": tally.electors,
        }
        for area in found.areas or [found.whole]
        for role in found.roles
        if (tally := area.roles.get(role.code)) is not None
    ]
    return page_of_list(rows, window)


@router.get(
    "/elections/{slug}/workforce/appointments",
    response=answers(Page[AppointmentRow]),
    summary="Appointments of the election's polling day",
)
@asks(Permission.WORKFORCE_VIEW)
def list_appointments(request: Request, slug: Slug, window: Asked) -> dict[str, Any]:
    """Appointments within reach, whichever election of the day they are for."""
    election = election_of_slug(request.user, slug)
    found = appointments(request.user).filter(polling_day=election.polling_day_id)
    return page_of(found.order_by("pk"), window, _appointment_row)


@router.get(
    "/elections/{slug}/workforce/stations/{uuid:key}",
    response=answers(list[TeamRow]),
    summary="Who counts at a station",
)
@asks(Permission.WORKFORCE_VIEW)
def show_team(request: Request, slug: Slug, key: UUID) -> list[dict[str, Any]]:
    """For each role needed there, how many are accepted and trained on polling day."""
    election = election_of_slug(request.user, slug)
    station = station_of_key(request.user, key)
    day = election.polling_day
    at = max(now(), opens_at(day))
    states = trained_and_accepted([station.pk], at, polling_day=day)[station.pk]
    return [
        {
            "role": state.role,
            "needed": state.needed,
            "ready": state.ready,
            "by_substitute": state.by_substitute,
            "until": state.until,
            "lacking": [lack.reason for lack in state.lacking],
        }
        for state in states.values()
    ]


@router.post("/training/presences", response=answers(PresenceShown), summary="Send a card read")
@asks(Permission.TRAINING_EXAMINE)
def send_card(request: Request, given: CardRead) -> dict[str, Any]:
    """Take a trainee's card; the same `client_uuid` again answers with the first."""
    presence = scan_card(
        by=request.user, card=given.card, seen_at=given.seen_at, client_uuid=given.client_uuid
    )
    return {
        "client_uuid": presence.client_uuid,
        "session": presence.enrolment.session.key,
        "seen_at": presence.seen_at,
        "way": presence.way,
    }


def _appointment_row(row: Appointment) -> dict[str, Any]:
    return {
        "key": row.key,
        "person": row.person.key,
        "name": row.person.name_fa,
        "role": row.role.code,
        "station": row.station.key if row.station else None,
        "unit": row.unit.key,
        "shift": row.shift.code,
        "starts_at": row.shift.starts_at,
        "ends_at": row.shift.ends_at,
        "state": row.state,
        "rate_class": row.rate_class,
    }


def _highest(user: User) -> Unit:
    """The highest unit that the person may see, the first where there are several."""
    tops = top_units(user)
    if not tops:
        raise NotFound("unit", "")
    return tops[0]
