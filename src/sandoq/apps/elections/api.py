"""Elections, contests and constituencies for programs."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Router, Schema

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.elections.models import Constituency, Election
from sandoq.apps.elections.selectors import constituencies_of, election_of_slug, elections
from sandoq.ui.api import Asked, Page, Slug, answers, page_of
from sandoq.ui.http import Request

router = Router(tags=["elections"])


class ElectionRow(Schema):
    """One election, one round; times are local, HH:MM."""

    slug: str
    kind: str
    name_fa: str
    name_en: str
    round: int
    polling_day: date
    opens: str
    closes: str


class ConstituencyRow(Schema):
    """Units that together fill seats of a contest."""

    key: UUID
    contest: str
    name_fa: str
    name_en: str
    seats: int
    units: list[UUID]


@router.get("/elections", response=answers(Page[ElectionRow]), summary="Elections")
@asks(Permission.ELECTION_VIEW)
def list_elections(request: Request, window: Asked) -> dict[str, Any]:
    """The elections this person may see, the latest polling day first."""
    return page_of(elections(request.user), window, _election_row)


@router.get("/elections/{slug}", response=answers(ElectionRow), summary="One election")
@asks(Permission.ELECTION_VIEW)
def show_election(request: Request, slug: Slug) -> dict[str, Any]:
    """The election with this short name."""
    return _election_row(election_of_slug(request.user, slug))


@router.get(
    "/elections/{slug}/constituencies",
    response=answers(Page[ConstituencyRow]),
    summary="Constituencies of an election",
)
@asks(Permission.ELECTION_VIEW)
def list_constituencies(request: Request, slug: Slug, window: Asked) -> dict[str, Any]:
    """All constituencies of all contests of the election."""
    election = election_of_slug(request.user, slug)
    found = constituencies_of(election).select_related("contest").prefetch_related("units")
    return page_of(found, window, _constituency_row)


def _election_row(election: Election) -> dict[str, Any]:
    return {
        "slug": election.slug,
        "kind": election.kind,
        "name_fa": election.name_fa,
        "name_en": election.name_en,
        "round": election.round,
        "polling_day": election.polling_day.date,
        "opens": f"{election.polling_day.opens:%H:%M}",
        "closes": f"{election.polling_day.closes:%H:%M}",
    }


def _constituency_row(constituency: Constituency) -> dict[str, Any]:
    return {
        "key": constituency.key,
        "contest": constituency.contest.slug,
        "name_fa": constituency.name_fa,
        "name_en": constituency.name_en,
        "seats": constituency.seats,
        "units": [unit.key for unit in constituency.units.all()],
    }
