"""Assigning stages: one step further at each election, and back only for a reason."""

from django.db import transaction
from django.db.models import QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.errors import (
    FallbackNotLower,
    OutsideContest,
    StageOrderMissing,
    StagesBuiltUpon,
    StageTooFar,
    StepBackWithoutReason,
)
from sandoq.apps.elections.models import Contest, StageAssignment
from sandoq.apps.elections.rules.stages import (
    LADDER,
    falls_back,
    furthest,
    is_step_back,
    may_advance,
)
from sandoq.apps.elections.selectors.previous import spots
from sandoq.apps.elections.services.announcing import announce
from sandoq.apps.elections.services.checks import read_text
from sandoq.apps.territory.models import Station, Unit
from sandoq.common.clock import now
from sandoq.common.errors import BadInput

_LONGEST_ORDER = 64
_LONGEST_REASON = 300


@transaction.atomic
def assign_stage(
    *,
    by: User,
    contest: Contest,
    place: Unit | Station,
    stage: str,
    fallback: str,
    order_number: str,
    reason: str = "",
) -> StageAssignment:
    """Say how electronic a contest is at a unit or a station; the same again changes nothing.

    The nearest assignment holds, so one for a unit leaves those below it as they are.

    Args:
        fallback: the lower stage to which a station returns when this one fails; S0 for S0.
        reason: needed where the stage is below the previous election's.

    Raises:
        NotAllowed: the person may not assign stages at this place.
        BadInput: there is no such stage, or a text is too long.
        FallbackNotLower: the fallback is not a lower stage.
        StageOrderMissing: there is no order number.
        OutsideContest: the contest is not held at the place.
        StagesBuiltUpon: a later election took its stages from this one's.
        StageTooFar: more than one step beyond the previous election's stage somewhere there.
        StepBackWithoutReason: below the previous election's stage, without a reason.
    """
    unit = place if isinstance(place, Unit) else place.unit
    require(by, Permission.STAGE_EDIT, unit_path=unit.path, election_id=contest.election_id)
    contest = (
        Contest.objects.select_for_update(of=("self",))
        .select_related("election")
        .get(pk=contest.pk)
    )
    wanted = {
        "stage": _known(stage),
        "fallback": _known(fallback),
        "order_number": read_text("order_number", order_number, _LONGEST_ORDER),
        "reason": read_text("reason", reason, _LONGEST_REASON),
    }
    if not falls_back(stage, fallback):
        raise FallbackNotLower(stage, fallback)
    if not wanted["order_number"]:
        raise StageOrderMissing(str(place))
    key = {"unit": place} if isinstance(place, Unit) else {"station": place}
    known = contest.stages.filter(**key).first()
    if known is not None and all(getattr(known, field) == value for field, value in wanted.items()):
        return known
    _require_open(contest)
    _require_step(contest, place, stage, wanted["reason"])
    stamp = {**wanted, "assigned_by": by, "assigned_at": now()}
    assignment, _ = contest.stages.update_or_create(**key, defaults=stamp)
    before = {"stage": known.stage, "fallback": known.fallback} if known else None
    record_action(
        by=by,
        verb="elections.assign-stage",
        target=assignment,
        unit_path=unit.path,
        data={
            "election": contest.election.slug,
            "contest": contest.slug,
            "place": str(place.key),
            "before": before,
            **wanted,
        },
    )
    announce(contest.election, _stations_at(place))
    return assignment


def _known(stage: str) -> str:
    if stage not in LADDER:
        raise BadInput("stage", stage[:20], "unknown-value")
    return stage


def _require_open(contest: Contest) -> None:
    built = StageAssignment.objects.filter(contest__election__previous_election=contest.election)
    later = built.select_related("contest__election").first()
    if later is not None:
        raise StagesBuiltUpon(contest.election.name_fa, later.contest.election.name_fa)


def _require_step(contest: Contest, place: Unit | Station, stage: str, reason: str) -> None:
    decided = False
    for spot in spots(contest, place):
        decided = True
        if not may_advance(spot.previous, stage):
            raise StageTooFar(spot.name, spot.previous, stage, furthest(spot.previous))
        if is_step_back(spot.previous, stage) and not reason:
            raise StepBackWithoutReason(spot.name, spot.previous, stage)
    if not decided:
        raise OutsideContest(str(place), contest.name_fa)


def _stations_at(place: Unit | Station) -> QuerySet[Station]:
    live = Station.objects.filter(retired_at=None)
    if isinstance(place, Station):
        return live.filter(pk=place.pk)
    return live.filter(unit__path__startswith=place.path)
