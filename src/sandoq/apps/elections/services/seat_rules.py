"""The seat rules of the law, from this room's data file into the register."""

import json
from importlib.resources import files
from typing import Any

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.errors import SeatRuleInUse
from sandoq.apps.elections.models import SeatRule
from sandoq.apps.elections.rules.seats import SeatRuleData
from sandoq.apps.elections.services.checks import require_editor


@transaction.atomic
def install_seat_rules(*, by: User | None) -> list[SeatRule]:
    """Write the seat rules of `data/seat_rules.json`; a second call changes nothing.

    Args:
        by: an editor of elections; None for the platform's own setting up.

    Raises:
        NotAllowed: the person may not edit elections.
        BadSeatRule: the file holds something that is no rule.
        SeatRuleInUse: a rule by which a contest is decided would change.
    """
    if by is not None:
        require_editor(by)
    return [_install(by, entry) for entry in read_seat_rules()]


def read_seat_rules() -> list[dict[str, Any]]:
    """The entries of the data file, every rule checked."""
    source = files("sandoq.apps.elections") / "data" / "seat_rules.json"
    entries: list[dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))
    for entry in entries:
        entry["rule"] = SeatRuleData.from_json(entry["rule"]).to_json()
    return entries


def _install(by: User | None, entry: dict[str, Any]) -> SeatRule:
    rule, is_new = SeatRule.objects.get_or_create(slug=entry["slug"], defaults=entry)
    changed = {field for field, value in entry.items() if getattr(rule, field) != value}
    if not is_new and not changed:
        return rule
    if "rule" in changed and (contests := rule.contests.count()):
        raise SeatRuleInUse(rule.name_fa, contests)
    for field in changed:
        setattr(rule, field, entry[field])
    rule.save()
    record_action(by=by, verb="elections.install-seat-rule", target=rule, data=entry)
    return rule
