"""Search over everything a person may see: units, stations, people, plans."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import signed_in
from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.selectors import PeopleFilter, find_people
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.selectors import find_scenarios
from sandoq.apps.territory.models import Station, Unit, UnitLevel
from sandoq.apps.territory.selectors import search as search_territory
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import digits, local_name

LEVELS = {
    UnitLevel.COUNTRY.value: gettext_lazy("Country"),
    UnitLevel.PROVINCE.value: gettext_lazy("Province"),
    UnitLevel.COUNTY.value: gettext_lazy("County"),
    UnitLevel.DISTRICT.value: gettext_lazy("District"),
}

_MOST = 8
_SHORTEST = 2
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Item:
    """One thing found: its name, where it is, and its page."""

    name: str
    where: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    items: list[Item]


@signed_in
@require_GET
def search(request: Request) -> HttpResponse:
    """Find stations, units and people by name, number or code."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    groups = found(request.user, text) if len(text) >= _SHORTEST else []
    return render(request, "project/search.html", {"text": text, "groups": groups})


def found(user: User, text: str) -> list[Group]:
    """What the person may see that fits the text, at most a handful of each kind."""
    territory = search_territory(user, text, limit=_MOST)
    prefetch_related_objects(territory.stations, "county")
    people = islice(find_people(user, PeopleFilter(search=text))[:_MOST], _MOST)
    groups = (
        Group(_("Units"), [_unit(unit) for unit in territory.units]),
        Group(_("Stations"), [_station(station) for station in territory.stations]),
        Group(_("People"), [_person(person) for person in people]),
        Group(_("Plans"), [_plan(plan) for plan in find_scenarios(user, text)[:_MOST]]),
    )
    return [group for group in groups if group.items]


def _unit(unit: Unit) -> Item:
    return Item(local_name(unit), str(LEVELS[unit.level]), _page("territory:unit", unit.key))


def _station(station: Station) -> Item:
    number = _("Station %(number)s") % {"number": digits(station.number)} if station.number else ""
    name = f"{number} · {digits(station.name)}" if number else digits(station.name)
    places = [station.county] + ([station.unit] if station.unit_id != station.county_id else [])
    where = " · ".join(map(local_name, places))
    return Item(name, where, _page("territory:station", station.key))


def _person(person: Person) -> Item:
    home = local_name(person.home_unit) if person.home_unit else ""
    return Item(local_name(person), home, _page("accounts:person", person.key))


def _plan(plan: Scenario) -> Item:
    return Item(plan.title, local_name(plan.unit), _page("planning:plan", plan.key))


def _page(url_name: str, key: Any) -> str:
    try:
        return reverse(url_name, args=[key])
    except NoReverseMatch:
        return ""
