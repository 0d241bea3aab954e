"""Duties of agencies: issued by a committee, answered by the agency, confirmed by somebody else."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require, tenures_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import Election
from sandoq.apps.obstacles.errors import DutyActDoesNotFit, NotAnOwner, ObstacleKeyReused
from sandoq.apps.obstacles.models import Agency, Duty, DutyEvent
from sandoq.apps.obstacles.rules.deciding import levels_due
from sandoq.apps.obstacles.rules.duties import OWED, DutyAct, DutyState, after
from sandoq.apps.territory.models import Unit
from sandoq.common import clock
from sandoq.common.errors import BadInput
from sandoq.common.text import normalise


@dataclass(frozen=True, slots=True)
class DutyData:
    """What is asked of an agency, by which law, until when, and who answers for its head."""

    deliverable: str
    legal_reference: str
    deputy: str
    due_on: date
    key: UUID = field(default_factory=uuid4)


@transaction.atomic
def issue_duty(*, by: User, election: Election, agency: Agency, data: DutyData) -> Duty:
    """Ask something of an agency; the same key again returns the first.

    Raises:
        NotAllowed: no post of the person issues duties where the agency is.
        BadInput: a text is missing, or the day is after polling day.
        ObstacleKeyReused: the key is another duty's.
    """
    path = agency.unit.path
    require(by, Permission.AGENCY_EDIT, unit_path=path, election_id=election.pk)
    known = Duty.objects.filter(key=data.key).first()
    if known is not None:
        if (known.agency_id, known.election_id) != (agency.pk, election.pk):
            raise ObstacleKeyReused(str(data.key))
        return known
    for name in ("deliverable", "legal_reference", "deputy"):
        if not getattr(data, name).strip():
            raise BadInput(name, "", "required")
    if data.due_on > election.polling_day.date:
        raise BadInput("due_on", data.due_on.isoformat(), "after-polling-day")
    at = clock.now()
    duty = Duty.objects.create(
        key=data.key,
        election=election,
        agency=agency,
        unit_path=path,
        deliverable=normalise(data.deliverable),
        legal_reference=normalise(data.legal_reference),
        deputy=normalise(data.deputy),
        due_on=data.due_on,
        issued_by=by,
        issued_at=at,
    )
    _tell(duty, "issue", at, by)
    _record(by, "obstacles.duty-issue", duty)
    return duty


@transaction.atomic
def answer_duty(*, by: User, duty: Duty, act: str, note: str = "") -> Duty:
    """The agency acknowledges (`acknowledge`) or says it has delivered (`deliver`).

    Raises:
        NotAnOwner: the person does not speak for the agency.
        DutyActDoesNotFit: it is past that step.
    """
    row = _locked(duty)
    seated = tenures_of(by).filter(post__agency_seat__agency=row.agency_id)
    if not seated.exists():
        raise NotAnOwner(row.agency.code)
    wanted = DutyAct(act)
    at = clock.now()
    if wanted is DutyAct.ACKNOWLEDGE:
        if row.state == DutyState.ACKNOWLEDGED:
            return row
        row.acknowledged_at = at
    elif wanted is DutyAct.DELIVER:
        if row.state == DutyState.DELIVERED:
            return row
        row.delivered_by = by
    else:
        raise DutyActDoesNotFit(act, row.state)
    _move(row, wanted, at, by, note)
    verb = "obstacles.duty-deliver" if wanted is DutyAct.DELIVER else "obstacles.duty-acknowledge"
    _record(by, verb, row)
    return row


@transaction.atomic
def judge_duty(*, by: User, duty: Duty, is_confirmed: bool, note: str = "") -> Duty:
    """Somebody of the committee has seen what was delivered, or returns it with a reason.

    Raises:
        NotAllowed: no post of the person works where the agency is.
        DutyActDoesNotFit: nothing was delivered, or it was by the same person.
        BadInput: returned without a reason.
    """
    row = _locked(duty)
    require(by, Permission.OBSTACLE_EDIT, unit_path=row.unit_path, election_id=row.election_id)
    wanted = DutyAct.CONFIRM if is_confirmed else DutyAct.RETURN
    if row.state == DutyState.CONFIRMED and is_confirmed:
        return row
    if is_confirmed and row.delivered_by_id == by.pk:
        raise DutyActDoesNotFit(wanted.value, row.state)
    if not is_confirmed and not note.strip():
        raise BadInput("note", "", "required")
    row.confirmed_by = by if is_confirmed else None
    _move(row, wanted, clock.now(), by, note)
    _record(by, "obstacles.duty-confirm" if is_confirmed else "obstacles.duty-return", row)
    return row


def escalate_duties(*, at: datetime | None = None) -> int:
    """Tell the levels above of overdue duties, each once; how many were told.

    First the unit where the agency is, then those above it.
    """
    at = at or clock.now()
    today = clock.today(at)
    overdue = Duty.objects.filter(
        state__in=sorted(OWED), due_on__lt=today, election__polling_day__date__gte=today
    )
    return sum(_escalate(duty, today, at) for duty in overdue.order_by("pk"))


@transaction.atomic
def _escalate(duty: Duty, today: date, at: datetime) -> int:
    row = _locked(duty)
    if row.state not in OWED:
        return 0
    told = 0
    depth = len(row.unit_path) // Unit.steplen
    for level in levels_due(row.due_on, today, depth=depth + 1):
        unit = Unit.objects.get(path=row.unit_path[: level * Unit.steplen])
        _, is_new = DutyEvent.objects.get_or_create(
            duty=row, act="escalate", to_unit=unit, defaults={"at": at}
        )
        if is_new:
            told += 1
            record_action(
                by=None,
                verb="obstacles.duty-escalate",
                target=row,
                unit_path=row.unit_path,
                data={"to": str(unit.key), "due_on": row.due_on.isoformat()},
            )
    return told


def _locked(duty: Duty) -> Duty:
    return (
        Duty.objects.select_for_update(of=("self",))
        .select_related("agency__unit", "election__polling_day")
        .get(pk=duty.pk)
    )


def _move(row: Duty, act: DutyAct, at: datetime, by: User, note: str) -> None:
    following = after(row.state, act)
    if following is None:
        raise DutyActDoesNotFit(act.value, row.state)
    row.state = following.value
    row.save()
    _tell(row, act.value, at, by, note)


def _tell(row: Duty, act: str, at: datetime, by: User | None, note: str = "") -> None:
    DutyEvent.objects.create(duty=row, act=act, at=at, by=by, note=note.strip()[:500])


def _record(by: User, verb: str, row: Duty) -> None:
    data = {"agency": row.agency.code, "deliverable": row.deliverable, "state": row.state}
    record_action(by=by, verb=verb, target=row, unit_path=row.unit_path, data=data)
