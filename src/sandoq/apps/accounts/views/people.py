"""The board of people, their records, and what is done with a person."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.forms import (
    AccountForm,
    PeopleFilterForm,
    PersonForm,
    RecoverForm,
    RevealForm,
    SuspendForm,
    attempted,
)
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.models import Person
from sandoq.apps.accounts.names import post_title
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import (
    PeopleFilter,
    find_people,
    identifiers_of,
    managed_person,
    may,
    person_seen_by,
    scope_of,
    tenures_seen,
    units_in_scope,
)
from sandoq.apps.accounts.services import (
    correct_person,
    register_person,
    reveal_identifier,
)
from sandoq.apps.accounts.views.pages import page_of, render_unkept
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.PEOPLE_VIEW)
@require_GET
def people(request: Request) -> HttpResponseBase:
    """Whom the person may see, by name; never an identifier."""
    form = PeopleFilterForm(request.GET)
    wanted = form.wanted(request.place)
    rows = find_people(request.user, wanted)
    if file := request.GET.get("format"):
        header = [_("Name"), _("Latin name"), _("Registered at"), _("Posts"), _("Account")]
        return table_response("people", header, _lines(rows), file)
    everybody = find_people(request.user, PeopleFilter(unit=request.place))
    idle = find_people(request.user, PeopleFilter(unit=request.place, state="without-post"))
    context = {
        "form": form,
        "page": page_of(request, rows),
        "is_narrowed": any((wanted.search, wanted.role, wanted.state)),
        "all_count": everybody.count(),
        "idle_count": idle.count(),
        "may_register": may(request.user, Permission.PEOPLE_EDIT),
    }
    return render(request, "accounts/people.html", context)


@requires(Permission.PEOPLE_EDIT)
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Register somebody at a unit within reach."""
    units = units_in_scope(request.user, Permission.PEOPLE_EDIT)
    start = {"key": uuid4(), "home_unit": request.place.key if request.place else None}
    form = PersonForm(request.POST or None, units=units, place=request.place, initial=start)
    if form.is_valid():
        data = form.cleaned_data
        person = attempted(
            form,
            lambda: register_person(
                by=request.user,
                home_unit=data["home_unit"],
                name_fa=data["name_fa"],
                name_en=data["name_en"],
                key=data["key"],
                **form.identifiers(),
            ),
        )
        if person:
            messages.success(request, _("%(name)s is registered.") % {"name": local_name(person)})
            return redirect("accounts:person", person=person.key)
    return render(request, "accounts/person_form.html", {"form": form, "person": None})


@requires(Permission.PEOPLE_VIEW)
@require_GET
def person_record(request: Request, person: UUID) -> HttpResponse:
    """Who somebody is, which posts they hold and held, and what may be done now."""
    found = person_seen_by(request.user, person)
    return render(request, "accounts/person.html", person_context(request, found))


@requires(Permission.PEOPLE_EDIT)
@require_http_methods(["GET", "POST"])
def correct(request: Request, person: UUID) -> HttpResponse:
    """Correct names and identifiers; an identifier left empty stays."""
    found = person_seen_by(request.user, person, Permission.PEOPLE_EDIT)
    units = units_in_scope(request.user, Permission.PEOPLE_EDIT)
    start = {
        "name_fa": found.name_fa,
        "name_en": found.name_en,
        "home_unit": found.home_unit.key if found.home_unit else None,
    }
    form = PersonForm(request.POST or None, units=units, initial=start)
    if form.is_valid():
        data = form.cleaned_data
        done = attempted(
            form,
            lambda: correct_person(
                by=request.user,
                person=found,
                name_fa=data["name_fa"],
                name_en=data["name_en"],
                home_unit=data["home_unit"],
                **form.identifiers(),
            ),
        )
        if done:
            messages.success(request, _("The record is corrected."))
            return redirect("accounts:person", person=found.key)
    return render(request, "accounts/person_form.html", {"form": form, "person": found})


@requires(Permission.PEOPLE_REVEAL)
@require_POST
def reveal(request: Request, person: UUID) -> HttpResponse:
    """Show one identifier once; who looked, and why, is in the audit trail."""
    found = person_seen_by(request.user, person, Permission.PEOPLE_REVEAL)
    form = RevealForm(request.POST)
    revealed = None
    if form.is_valid():
        field = form.cleaned_data["field"]
        value = reveal_identifier(
            by=request.user, person=found, field=field, reason=form.cleaned_data["reason"]
        )
        revealed, form = {"field": field, "value": value}, RevealForm()
    context = person_context(request, found) | {"reveal_form": form, "revealed": revealed}
    return render_unkept(request, "accounts/person.html", context, 200 if revealed else 422)


def person_context(request: Request, person: Person) -> dict[str, Any]:
    """What a person's record shows."""
    user = request.user
    is_mine = managed_person(user, person)
    return {
        "person": person,
        "account": getattr(person, "user", None),
        "identifiers": identifiers_of(person),
        "tenures": tenures_seen(user, person),
        "is_mine": is_mine,
        "reveal_form": RevealForm() if scope_of(user, Permission.PEOPLE_REVEAL) else None,
        "account_form": AccountForm(initial={"language": "fa"}),
        "suspend_form": SuspendForm(),
        "recover_form": RecoverForm(),
        "may_audit": may(user, Permission.AUDIT_VIEW),
    }


def _lines(rows: Any) -> Iterator[list[Any]]:
    for person in rows.iterator(chunk_size=500):
        posts = [f"{post_title(t.post)} · {local_name(t.post.unit)}" for t in person.held]
        account = person.user.username if hasattr(person, "user") else ""
        home = local_name(person.home_unit)
        yield [person.name_fa, person.name_en, home, "; ".join(posts), account]
