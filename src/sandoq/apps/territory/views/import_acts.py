"""Acts on an import: approve it, take it back, give it up, name the order."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.errors import ImportStateForbids
from sandoq.apps.territory.forms.importing import OrderForm
from sandoq.apps.territory.models import ImportBatch
from sandoq.apps.territory.selectors.importing import batch_of_key, undecided
from sandoq.apps.territory.services.importing import apply_batch, discard, set_order, undo_batch
from sandoq.apps.territory.views.acting import act
from sandoq.ui.http import Request


@requires(Permission.STATION_IMPORT)
@require_http_methods(["GET", "POST"])
def apply(request: Request, key: UUID) -> HttpResponse:
    """Say what will happen, to how many; then do it."""
    batch = batch_of_key(request.user, key)
    if batch.state == ImportBatch.State.APPLIED:
        return redirect("territory:import_batch", key=key)
    if batch.state != ImportBatch.State.PREVIEWED:
        raise ImportStateForbids("apply", batch.state)
    context = {"batch": batch, "pairs": undecided(request.user, batch).count(), "step": 4}
    return _confirmed(
        request,
        "territory/import/apply.html",
        context,
        do=lambda: apply_batch(by=request.user, batch=batch),
        said=_("The stations are in the register."),
    )


@requires(Permission.STATION_IMPORT)
@require_http_methods(["GET", "POST"])
def undo(request: Request, key: UUID) -> HttpResponse:
    """Say what will be taken back; then do it."""
    batch = batch_of_key(request.user, key)
    if batch.state == ImportBatch.State.UNDONE:
        return redirect("territory:import_batch", key=key)
    if batch.state != ImportBatch.State.APPLIED:
        raise ImportStateForbids("undo", batch.state)
    return _confirmed(
        request,
        "territory/import/undo.html",
        {"batch": batch},
        do=lambda: undo_batch(by=request.user, batch=batch),
        said=_("The register is as it was before the import."),
    )


@requires(Permission.STATION_IMPORT)
@require_POST
def discard_preview(request: Request, key: UUID) -> HttpResponse:
    """Give a preview up."""
    discard(by=request.user, batch=batch_of_key(request.user, key))
    messages.success(request, _("The preview was given up. Nothing was written."))
    return redirect("territory:imports")


@requires(Permission.STATION_IMPORT)
@require_POST
def order(request: Request, key: UUID) -> HttpResponse:
    """Name the order by which electors may fall."""
    batch = batch_of_key(request.user, key)
    form = OrderForm(request.POST)
    if form.is_valid():
        set_order(by=request.user, batch=batch, order_number=form.cleaned_data["order_number"])
    return redirect("territory:import_batch", key=key)


def _confirmed(
    request: Request,
    template: str,
    context: dict[str, Any],
    *,
    do: Callable[[], ImportBatch],
    said: str,
) -> HttpResponse:
    """A page that asks once more, and what follows the yes."""

    def go() -> str:
        batch = do()
        messages.success(request, said)
        return reverse("territory:import_batch", args=[batch.key])

    return act(request, template, context, valid=lambda: True, do=go)
