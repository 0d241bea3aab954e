"""Operators, and the rule by which readings count: the headquarters' own data."""

import re
from dataclasses import asdict

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.connectivity.errors import OperatorKnown
from sandoq.apps.connectivity.models import GradingSettings, Operator, StationLinks
from sandoq.apps.connectivity.rules.grading import GradingRule, check_rule
from sandoq.apps.connectivity.rules.operators import KNOWN_OPERATORS, KnownOperator
from sandoq.apps.connectivity.selectors import rule_in_force
from sandoq.apps.connectivity.services.refreshing import refresh_stations
from sandoq.apps.territory.models import Station
from sandoq.common.clock import now
from sandoq.common.errors import BadInput
from sandoq.common.text import normalise

_SLUG = re.compile(r"[a-z][a-z0-9-]{1,23}")


@transaction.atomic
def set_grading_rule(*, by: User, rule: GradingRule) -> GradingRule:
    """Change the grading rule for the whole country, and grade every point by it.

    The rule in force set again changes nothing.

    Raises:
        NotAllowed: only the headquarters sets it.
        BadGradingRule: names the setting that cannot be.
    """
    require(by, Permission.CONNECTIVITY_SETTINGS, unit_path="")
    check_rule(rule)
    before = rule_in_force()
    if before == rule:
        return rule
    at = now()
    row = GradingSettings.objects.create(
        **asdict(rule) | {"band_starts": list(rule.band_starts)}, since=at, by=by
    )
    stations = list(StationLinks.objects.values_list("pk", flat=True))
    refresh_stations(stations, at=at, rule=rule)
    record_action(
        by=by,
        verb="connectivity.set-grading-rule",
        target=row,
        data={"before": asdict(before), "after": asdict(rule)},
    )
    return rule


@transaction.atomic
def register_operator(*, by: User, operator: KnownOperator) -> Operator:
    """Make an operator known; the same again returns the first.

    Raises:
        NotAllowed: only the headquarters registers operators.
        BadInput: the code is not of small letters, digits and hyphens, or a name is empty.
        OperatorKnown: the code belongs to an operator of another kind.
    """
    require(by, Permission.CONNECTIVITY_SETTINGS, unit_path="")
    _check_operator(operator)
    row, is_new = Operator.objects.get_or_create(
        slug=operator.slug,
        defaults={
            "kind": operator.kind.value,
            "name_fa": normalise(operator.name_fa),
            "name_en": operator.name_en.strip(),
            "network_code": operator.network_code,
            "order": Operator.objects.count(),
        },
    )
    if row.kind != operator.kind:
        raise OperatorKnown(operator.slug)
    if is_new:
        record_action(
            by=by,
            verb="connectivity.register-operator",
            target=row,
            data={"slug": row.slug, "kind": row.kind},
        )
    return row


@transaction.atomic
def register_known_operators(*, by: User) -> list[Operator]:
    """Register the country's operators that the platform knows by itself; harmless to repeat.

    Raises:
        NotAllowed: only the headquarters registers operators.
    """
    return [register_operator(by=by, operator=operator) for operator in KNOWN_OPERATORS]


@transaction.atomic
def begin_following(*, by: User | None = None) -> int:
    """Compute every live station that was in the register before this room was; how many."""
    known = StationLinks.objects.values("pk")
    missing = Station.objects.filter(retired_at=None).exclude(pk__in=known)
    stations = list(missing.values_list("pk", flat=True))
    if stations:
        refresh_stations(stations, at=now())
        record_action(by=by, verb="connectivity.begin", data={"stations": len(stations)})
    return len(stations)


def _check_operator(operator: KnownOperator) -> None:
    if not _SLUG.fullmatch(operator.slug):
        raise BadInput("slug", operator.slug[:40], "not-a-code")
    for name in ("name_fa", "name_en"):
        if not getattr(operator, name).strip():
            raise BadInput(name, "", "empty")
