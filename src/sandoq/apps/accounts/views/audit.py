"""The audit trail as a board."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.forms import AuditFilterForm
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.names import verb_name
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import audit_entries, known_verbs
from sandoq.apps.accounts.services import check_newest
from sandoq.apps.accounts.views.pages import page_of
from sandoq.common.clock import now
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request

_CHECKED = 500  # links checked on every view; `verify_audit` checks all


@requires(Permission.AUDIT_VIEW)
@require_GET
def audit(request: Request) -> HttpResponseBase:
    """Acts of the place in view, newest first, and whether the newest links of the chain hold."""
    form = AuditFilterForm(request.GET, verbs=known_verbs(request.user))
    # A record's trail is asked for wherever it is; a place in view would hide half of it.
    place = None if request.GET.get("target") else request.place
    rows = audit_entries(request.user, form.wanted(place))
    if file := request.GET.get("format"):
        return table_response("audit", _header(), _lines(rows), file)
    context = {
        "form": form,
        "page": page_of(request, rows),
        "finding": check_newest(_CHECKED),
        "now": now(),
    }
    return render(request, "accounts/audit.html", context)


def _header() -> list[str]:
    return [
        _("Number"),
        pgettext("audit", "At"),
        _("Act"),
        _("Code"),
        _("Username"),
        pgettext("audit", "Of"),
        _("Data"),
        _("Hash"),
    ]


def _lines(rows: Any) -> Iterator[list[Any]]:
    for entry in rows.iterator(chunk_size=500):
        yield [
            entry.seq,
            entry.at,
            verb_name(entry.verb),
            entry.verb,
            entry.user.username if entry.user else "",
            f"{entry.target_kind}:{entry.target_key}",
            json.dumps(entry.data, ensure_ascii=False, sort_keys=True),
            entry.hash,
        ]
