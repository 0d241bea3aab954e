"""Tower lists and terrain: upload, preview, apply, undo."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.connectivity.forms.estimating import TerrainForm, TowersForm
from sandoq.apps.connectivity.models import TowerBatch
from sandoq.apps.connectivity.selectors.towers import (
    terrain_tiles,
    tower_batch_of_key,
    tower_batches,
)
from sandoq.apps.connectivity.services.estimating import (
    apply_towers,
    assess_towers_again,
    keep_tile,
    preview_towers,
    undo_towers,
)
from sandoq.apps.connectivity.services.importing import Outcome
from sandoq.apps.territory.services.importing import NamedFile
from sandoq.ui.http import Request

_SHOWN = 200
_BATCHES = 50


@requires(Permission.READING_IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Choose a tower list; what would become of its rows comes next."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    form = TowersForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["upload"]
        files = [NamedFile(given.name, given.read())]
        made = attempted(
            form, lambda: preview_towers(by=request.user, unit=request.place, files=files)
        )
        if made is not None:
            return redirect("connectivity:tower-import", made[0].key)
    return _page(request, form, TerrainForm())


@requires(Permission.READING_IMPORT)
@require_POST
def terrain(request: Request) -> HttpResponse:
    """Keep a tile of terrain."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    form = TerrainForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data["tile"]
        kept = attempted(
            form,
            lambda: keep_tile(
                by=request.user, unit=request.place, name=given.name, data=given.read()
            ),
        )
        if kept is not None:
            messages.success(request, _("The terrain %(name)s is kept.") % {"name": kept.name})
            return redirect("connectivity:towers")
    return _page(request, TowersForm(), form)


@requires(Permission.READING_IMPORT)
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """What becomes of every row, and why some are held back."""
    batch = tower_batch_of_key(request.user, key)
    context: dict[str, Any] = {"batch": batch, "counts": batch.counts}
    if batch.state == TowerBatch.State.PREVIEWED:
        found = assess_towers_again(batch=batch)
        held = [row for row in found.rows if row.outcome == Outcome.QUARANTINED]
        context |= {"counts": found.counts, "carriers": len(found.drafts)}
        context |= {"held": held[:_SHOWN], "held_count": len(held)}
    return render(request, "connectivity/tower_import.html", context)


@requires(Permission.READING_IMPORT)
@require_POST
def apply(request: Request, key: UUID) -> HttpResponse:
    """Write the new towers, all in one act."""
    batch = apply_towers(by=request.user, batch=tower_batch_of_key(request.user, key))
    messages.success(request, _("The towers are written. Make the estimate anew to use them."))
    return redirect("connectivity:tower-import", batch.key)


@requires(Permission.READING_IMPORT)
@require_POST
def undo(request: Request, key: UUID) -> HttpResponse:
    """Remove all towers of the import."""
    batch = undo_towers(by=request.user, batch=tower_batch_of_key(request.user, key))
    messages.success(request, _("The import is taken back; its towers are removed."))
    return redirect("connectivity:tower-import", batch.key)


def _page(request: Request, form: TowersForm, tile_form: TerrainForm) -> HttpResponse:
    context = {
        "form": form,
        "tile_form": tile_form,
        "batches": tower_batches(request.user)[:_BATCHES],
        "tiles": terrain_tiles(),
    }
    return render(request, "connectivity/towers.html", context)
