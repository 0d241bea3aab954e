"""My custody, on a phone and without a network; hand-overs; what is still out."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.inventory.forms import CodesForm
from sandoq.apps.inventory.forms.handing import ReceiverForm
from sandoq.apps.inventory.models import Asset, Kit
from sandoq.apps.inventory.papers.making import receipt_pdf
from sandoq.apps.inventory.selectors import (
    days_out,
    hand_over_of_key,
    hand_overs,
    kit_of_key,
    my_custody,
    not_returned,
    offered_by,
    receiver_of_key,
    receivers,
    sealed_kits_of,
    station_for,
    stations_for,
    stores_to_give,
    waiting_for,
)
from sandoq.apps.inventory.services import offer_hand_over, one_asset, perform
from sandoq.apps.inventory.services.phone import store_to_return
from sandoq.apps.inventory.templatetags.inventory import side
from sandoq.apps.inventory.views.acting import new_key
from sandoq.apps.inventory.views.assets import pdf
from sandoq.apps.inventory.wording import WORDS
from sandoq.common import clock
from sandoq.common.errors import BadInput, DomainError, NotAllowed
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.problems import sentence
from sandoq.ui.templatetags.sandoq import local_name

PAGE_ROWS = 50
MOST_ACTS = 100
_STATIONS_SHOWN = 400


@requires(Permission.CUSTODY_HAND)
@require_GET
def phone(request: Request) -> HttpResponse:
    """What I keep, what is offered to me, and what I offered."""
    held = list(my_custody(request.user))
    kits = sealed_kits_of(held)
    in_kits = {one.pk for kit in kits for one in kit.held}
    context = {
        "held": held,
        "kits": kits,
        "loose": [one for one in held if one.pk not in in_kits],
        "waiting": waiting_for(request.user),
        "offered": offered_by(request.user),
        "receivers": receivers(request.user),
        "stores": stores_to_give(request.user),
        "at": clock.now(),
    }
    response = render(request, "inventory/phone.html", context)
    response.headers["Cache-Control"] = "no-store"  # only the worker keeps it, and drops it
    return response


@requires(Permission.CUSTODY_HAND)
@require_GET
def worker(request: Request) -> HttpResponse:  # noqa: ARG001
    """The service worker of the phone page; it stands where its scope begins."""
    source = Path(str(finders.find("inventory/worker.js")))
    return HttpResponse(
        source.read_text(encoding="utf-8"),
        content_type="text/javascript",
        headers={"Cache-Control": "no-cache"},
    )


@requires(Permission.CUSTODY_HAND)
@require_POST
def send(request: Request) -> HttpResponse:
    """One act from a form of the phone page, without its script."""
    act: dict[str, Any] = {name: request.POST.get(name) for name in request.POST}
    for name in ("received", "asset", "kit"):
        act[name] = request.POST.getlist(name)
    perform(by=request.user, act=act)
    messages.success(request, _("It was recorded."))
    return redirect("inventory:custody")


@requires(Permission.CUSTODY_HAND)
@require_POST
def send_queue(request: Request) -> HttpResponse:
    """Acts that a phone kept while it had no network, in their order; one answer each.

    Each is its own transaction: a refused one does not hold back the others.
    """
    try:
        acts = json.loads(request.body)["acts"]
    except (ValueError, KeyError, TypeError):
        raise BadInput("acts", "", "unreadable") from None
    if not isinstance(acts, list) or len(acts) > MOST_ACTS:
        raise BadInput("acts", "", "unreadable")
    return JsonResponse({"results": [_answer(request, act) for act in acts]})


def _answer(request: Request, act: Any) -> dict[str, Any]:
    key = str(act.get("client_uuid", "")) if isinstance(act, dict) else ""
    try:
        if not isinstance(act, dict):
            raise BadInput("acts", "", "unreadable")
        perform(by=request.user, act=act)
    except DomainError as error:
        told = sentence(error, request)
        return {"client_uuid": key, "ok": False, "code": error.code, "sentence": told}
    return {"client_uuid": key, "ok": True}


@requires(Permission.CUSTODY_HAND)
def hand_over(request: Request) -> HttpResponse:
    """The wizard: which devices, to whom, a last look; nothing is written before the end."""
    data = request.POST if request.method == "POST" else request.GET
    kit = _kit(request, data.get("kit", ""))
    context: dict[str, Any] = {"step": 1, "kit": kit}
    codes = CodesForm(data if "codes" in data else None)
    if kit is not None:
        chosen = list(kit.assets.select_related("model__kind", "unit"))
    elif codes.is_bound and codes.is_valid():
        try:
            chosen = _meant(request, codes.lines())
        except NotAllowed:
            raise
        except DomainError as error:
            context["refusal"] = sentence(error, request)
            return render(request, "inventory/hand_over.html", {**context, "codes": codes})
    else:
        return render(request, "inventory/hand_over.html", {**context, "codes": codes})
    form = ReceiverForm(
        data if "to" in data else None,
        receivers=receivers(request.user),
        stores=stores_to_give(request.user),
        stations=stations_for(request.user, request.place)[:_STATIONS_SHOWN],
        initial={"station": str(kit.station.key) if kit and kit.station else ""},
    )
    context |= {
        "codes": codes,
        "lines": "\n".join(str(asset.key) for asset in chosen),
        "chosen": chosen,
        "form": form,
        "client_uuid": data.get("client_uuid") or new_key(),
        "step": 2,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "inventory/hand_over.html", context)
    if request.method != "POST" or "confirm" not in data:
        context |= {"step": 3, "given": form.cleaned_data, **_named(form)}
        return render(request, "inventory/hand_over.html", context)
    try:
        offer = _offer(request, chosen, form.cleaned_data, kit, str(context["client_uuid"]))
    except NotAllowed:
        raise
    except DomainError as error:
        context |= {"refusal": sentence(error, request)}
        return render(request, "inventory/hand_over.html", context, status=error.status)
    messages.success(request, _("The hand-over waits for the receiver."))
    return redirect("inventory:hand_over_record", offer.key)


def _kit(request: Request, key: str) -> Kit | None:
    return kit_of_key(request.user, key) if key else None


def _meant(request: Request, codes: list[str]) -> list[Asset]:
    found = [one_asset(request.user, code) for code in codes]
    return list({asset.pk: asset for asset in found}.values())


def _named(form: ReceiverForm) -> dict[str, str]:
    """What the last look shows of the choices."""
    flat: dict[str, str] = {}
    for value, label in form.fields["to"].choices:  # type: ignore[attr-defined]
        flat.update(dict(label) if isinstance(label, list) else {value: label})
    stations = dict(form.fields["station"].choices)  # type: ignore[attr-defined]
    return {
        "receiver": flat[form.cleaned_data["to"]],
        "station": str(stations[form.cleaned_data["station"]]),
    }


def _offer(
    request: Request, chosen: list[Asset], given: dict[str, str], kit: Kit | None, key: str
) -> Any:
    kind, _sep, value = given["to"].partition(":")
    return offer_hand_over(
        by=request.user,
        assets=chosen,
        to_person=receiver_of_key(request.user, value) if kind == "person" else None,
        to_store=store_to_return(request.user, value) if kind == "store" else None,
        station=station_for(request.user, given["station"]) if given["station"] else None,
        kit=kit,
        note=given["note"],
        client_uuid=_key(key),
    )


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput("client_uuid", text[:40], "unreadable") from None


@requires(Permission.INVENTORY_VIEW)
@require_GET
def hand_over_list(request: Request) -> HttpResponseBase:
    """Hand-overs of the place, the last first."""
    found = hand_overs(request.user)
    if request.place is not None and request.place.depth > 1:
        found = found.filter(unit__path__startswith=request.place.path)
    if (state := request.GET.get("state", "")) in {"offered", "accepted", "declined", "withdrawn"}:
        found = found.filter(state=state)
    if wanted := request.GET.get("format"):
        names = ["key", "state", "giver", "receiver", "station", "devices", "offered", "answered"]
        told = [
            _("Key"),
            _("State"),
            _("Giver"),
            _("Receiver"),
            _("Station"),
            _("Devices"),
            _("Offered"),
            _("Answered"),
        ]
        shown = names if wanted == "json" else told
        lines = (
            [
                one.key,
                one.state if wanted == "json" else WORDS[one.state],
                side(one.from_person, one.from_store),
                side(one.to_person, one.to_store),
                one.station.name if one.station else "",
                len(one.lines.all()),
                one.offered_at,
                one.answered_at,
            ]
            for one in found
        )
        return table_response("hand-overs", shown, lines, wanted)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "inventory/hand_overs.html", {"page": page, "state": state})


@requires(Permission.INVENTORY_VIEW)
@require_GET
def hand_over_record(request: Request, key: UUID) -> HttpResponse:
    """A hand-over: both sides, its devices, and the answer if it waits for this person's."""
    found = hand_over_of_key(request.user, key)
    context = {
        "hand_over": found,
        "may_answer": waiting_for(request.user).filter(pk=found.pk).exists(),
        "may_withdraw": found.state == "offered" and found.offered_by_id == request.user.pk,
    }
    return render(request, "inventory/hand_over_record.html", context)


@requires(Permission.INVENTORY_VIEW)
@require_GET
def receipt(request: Request, key: UUID) -> HttpResponse:
    """The receipt as PDF; the same hand-over gives the same bytes."""
    found = hand_over_of_key(request.user, key)
    return pdf("receipt", receipt_pdf(found, at=found.answered_at or found.offered_at))


@requires(Permission.INVENTORY_VIEW)
@require_GET
def outstanding(request: Request) -> HttpResponseBase:
    """Devices that are still out, critical kinds first asked for."""
    all_kinds = request.GET.get("all") == "1"
    found = not_returned(request.user, request.place, critical=not all_kinds)
    at = clock.now()
    if wanted := request.GET.get("format"):
        programs = wanted == "json"
        names = ["kind", "serial", "state", "keeper", "station", "since", "days"]
        told = [
            _("Kind"),
            _("Serial"),
            _("State"),
            _("Keeper"),
            _("Station"),
            _("Since"),
            _("Days"),
        ]
        lines = (
            [
                one.asset.model.kind.code if programs else local_name(one.asset.model.kind),
                one.asset.serial,
                one.asset.state if programs else WORDS[one.asset.state],
                local_name(one.person),
                one.asset.station.name if one.asset.station else "",
                one.since,
                days_out(one, at),
            ]
            for one in found
        )
        return table_response("not-returned", names if programs else told, lines, wanted)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.days = days_out(one, at)  # type: ignore[attr-defined]
    context = {"page": page, "at": at, "all_kinds": all_kinds, "total": page.paginator.count}
    return render(request, "inventory/outstanding.html", context)
