"""Fees for programs: what the pages show and do. No identifier of a person leaves by it."""

from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Annotated, Any
from uuid import UUID

from django.http import FileResponse
from ninja import Body, File, Form, Query, Router
from ninja.files import UploadedFile

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.rules.identifiers import masked
from sandoq.apps.elections.selectors import election_of_slug
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.selectors import top_units, unit_of_key
from sandoq.apps.workforce.api import fee_shapes as shapes
from sandoq.apps.workforce.models import BankAnswer, FeeAllocation, FeeBatch, FeeExport, FeeLine
from sandoq.apps.workforce.rules.fees.rates import FeeRuleData
from sandoq.apps.workforce.rules.fees.refusals import BankFileUnreadable
from sandoq.apps.workforce.selectors.fees import (
    LineFilter,
    Tally,
    allocations_seen,
    answer_seen,
    answers_seen,
    arrears_by_unit,
    batch_seen,
    batches_seen,
    find_lines,
    line_seen,
    rules_issued,
    sealed_now,
    standing_by_unit,
)
from sandoq.apps.workforce.services import fees as acts
from sandoq.common.clock import now, today
from sandoq.common.errors import BadInput, NotFound
from sandoq.ui.api import Asked, Page, Slug, answers, one_of, page_of
from sandoq.ui.downloads import documented
from sandoq.ui.http import Request

router = Router(tags=["fees"])

_ENDINGS = {FeeExport.Format.CSV: "csv", FeeExport.Format.PAIN001: "xml"}
_MEDIA = {FeeExport.Format.CSV: "text/csv", FeeExport.Format.PAIN001: "application/xml"}
_STATES = (*FeeLine.State.values, "unpaid", "held")


@router.get(
    "/elections/{slug}/fees",
    response=answers(list[shapes.StandingShown]),
    summary="How the fees of each unit stand",
)
@asks(Permission.FEES_VIEW)
def standing(request: Request, slug: Slug, unit: UUID | None = None) -> list[dict[str, Any]]:
    """Units of the place that vouch for fees, each with its sums by state and its allocation."""
    day, place = _day(request, slug), _place(request, unit)
    return [
        {
            "unit": one.unit.key,
            "unit_name": one.unit.name_fa,
            "by_state": {state: _tally(tally) for state, tally in one.by_state.items()},
            "total": _tally(one.total),
            "paid": _tally(one.paid),
            "allocated_rial": one.allocation.amount_rial if one.allocation else None,
            "committed_rial": one.committed_rial,
        }
        for one in standing_by_unit(request.user, day, place)
    ]


@router.post(
    "/elections/{slug}/fees/computation",
    response=answers(shapes.ComputedShown),
    summary="Compute the fees",
)
@asks(Permission.FEES_COMPUTE)
def compute(request: Request, slug: Slug, given: shapes.UnitGiven) -> dict[str, Any]:
    """From verified attendance; again with nothing changed writes nothing."""
    day, unit = _day(request, slug), unit_of_key(request.user, given.unit)
    done = acts.compute_fees(by=request.user, polling_day=day, unit=unit)
    return {
        "written": done.written,
        "unchanged": done.unchanged,
        "withdrawn": done.withdrawn,
        "doubled_days": done.doubled_days,
        "capped_days": done.capped_days,
        "unrated": dict(done.unrated),
    }


@router.get(
    "/elections/{slug}/fees/lines", response=answers(Page[shapes.FeeLineShown]), summary="Fee lines"
)
@asks(Permission.FEES_VIEW)
def list_lines(
    request: Request, slug: Slug, asked: Annotated[shapes.LinesAsked, Query()], window: Asked
) -> dict[str, Any]:
    """Everybody with a fee, by unit and name; `state` may also be `unpaid` or `held`."""
    wanted = LineFilter(
        polling_day=_day(request, slug),
        unit=unit_of_key(request.user, asked.unit) if asked.unit else None,
        state=one_of("state", asked.state, _STATES),
        search=asked.text,
    )
    return page_of(find_lines(request.user, wanted), window, _line)


@router.get("/fees/lines/{uuid:key}", response=answers(shapes.WholeLine), summary="One fee")
@asks(Permission.FEES_VIEW)
def show_line(request: Request, key: UUID) -> dict[str, Any]:
    """Its days and its way to the bank, accounts masked."""
    found = line_seen(request.user, key)
    return _line(found) | {
        "note": found.note,
        "days": [
            {"date": day.date, "rate_class": day.rate_class, "amount_rial": day.amount_rial}
            for day in found.days.all()
        ],
        "transfers": [
            {
                "batch": item.batch.key,
                "end_to_end_id": item.end_to_end_id,
                "account": masked(item.sheba),
                "amount_rial": item.amount_rial,
                "outcome": item.outcome,
                "reason": item.reason,
            }
            for item in found.items.select_related("batch").order_by("-pk")
        ],
    }


@router.post(
    "/fees/lines/{uuid:key}/correction", response=answers(shapes.FeeLineShown), summary="Correct"
)
@asks(Permission.FEES_CONFIRM)
def correct(request: Request, key: UUID, given: shapes.CorrectionGiven) -> dict[str, Any]:
    """Give the right account of a returned or held fee, or say why the bank erred."""
    line = line_seen(request.user, key)
    acts.correct_account(by=request.user, line=line, sheba=given.sheba, bank_erred=given.bank_erred)
    return _line(line_seen(request.user, key))


_STEPS = {
    "confirmation": acts.confirm_fees,
    "check": acts.check_fees,
    "approval": acts.approve_fees,
}


def _step(name: str, request: Request, slug: str, given: shapes.StepGiven) -> dict[str, Any]:
    day, unit = _day(request, slug), unit_of_key(request.user, given.unit)
    seen = Tally(given.seen.lines, given.seen.rial) if given.seen else None
    take: Callable[..., acts.Taken] = _STEPS[name]
    taken = take(by=request.user, polling_day=day, unit=unit, lines=given.lines, seen=seen)
    return {"lines": taken.lines, "rial": taken.rial, "left_out": taken.left_out}


@router.post(
    "/elections/{slug}/fees/confirmation",
    response=answers(shapes.TakenShown),
    summary="The county confirms",
)
@asks(Permission.FEES_CONFIRM)
def confirm(request: Request, slug: Slug, given: shapes.StepGiven) -> dict[str, Any]:
    """Vouch for people of the unit; nobody confirms their own fee."""
    return _step("confirmation", request, slug, given)


@router.post(
    "/elections/{slug}/fees/check", response=answers(shapes.TakenShown), summary="Finance checks"
)
@asks(Permission.FEES_CHECK)
def check(request: Request, slug: Slug, given: shapes.StepGiven) -> dict[str, Any]:
    """Check what counties confirmed; whoever confirmed a fee cannot check it."""
    return _step("check", request, slug, given)


@router.post(
    "/elections/{slug}/fees/approval",
    response=answers(shapes.TakenShown),
    summary="The province approves",
)
@asks(Permission.FEES_APPROVE)
def approve(request: Request, slug: Slug, given: shapes.StepGiven) -> dict[str, Any]:
    """Promise the money from the allocation; done by a third person."""
    return _step("approval", request, slug, given)


def _send_back(request: Request, slug: str, given: shapes.ReturnGiven) -> dict[str, Any]:
    day, unit = _day(request, slug), unit_of_key(request.user, given.unit)
    taken = acts.send_back_fees(
        by=request.user, polling_day=day, unit=unit, lines=given.lines, reason=given.reason
    )
    return {"lines": taken.lines, "rial": taken.rial, "left_out": taken.left_out}


@router.post(
    "/elections/{slug}/fees/check/return",
    response=answers(shapes.TakenShown),
    summary="Finance sends back",
)
@asks(Permission.FEES_CHECK)
def send_back_confirmed(request: Request, slug: Slug, given: shapes.ReturnGiven) -> dict[str, Any]:
    """Send what was confirmed back to the county, with the reason."""
    return _send_back(request, slug, given)


@router.post(
    "/elections/{slug}/fees/approval/return",
    response=answers(shapes.TakenShown),
    summary="The province sends back",
)
@asks(Permission.FEES_APPROVE)
def send_back_checked(request: Request, slug: Slug, given: shapes.ReturnGiven) -> dict[str, Any]:
    """Send what was checked back to the county, with the reason."""
    return _send_back(request, slug, given)


@router.get(
    "/elections/{slug}/fees/batches", response=answers(Page[shapes.BatchShown]), summary="Batches"
)
@asks(Permission.FEES_VIEW)
def list_batches(
    request: Request, slug: Slug, window: Asked, unit: UUID | None = None
) -> dict[str, Any]:
    """Batches of the place and below, the newest first."""
    day, place = _day(request, slug), _place(request, unit)
    return page_of(batches_seen(request.user, day, place), window, _batch)


@router.post(
    "/elections/{slug}/fees/batches", response=answers(shapes.MadeShown), summary="Seal a batch"
)
@asks(Permission.FEES_BATCH)
def make(request: Request, slug: Slug, given: shapes.BatchGiven) -> dict[str, Any]:
    """Seal what is approved; bad accounts are held singly, the same key again changes nothing."""
    day, unit = _day(request, slug), unit_of_key(request.user, given.unit)
    made = acts.make_batch(
        by=request.user, polling_day=day, unit=unit, key=given.key, pay_on=given.pay_on
    )
    return {"batch": _batch(made.batch) if made.batch else None, "held": made.held}


@router.get("/fees/batches/{uuid:key}", response=answers(shapes.WholeBatch), summary="One batch")
@asks(Permission.FEES_VIEW)
def show_batch(request: Request, key: UUID) -> dict[str, Any]:
    """What it is, and whether what is stored still has the hash it was sealed with."""
    found = batch_seen(request.user, key)
    return _batch(found) | {
        "holds": sealed_now(found).hash() == found.sha256,
        "payer_name": found.payer_name,
        "payer_account": masked(found.payer_sheba),
        "void_reason": found.void_reason,
        "exports": [
            {"format": one.format, "sha256": one.sha256, "size_bytes": one.size_bytes, "at": one.at}
            for one in found.exports.all()
        ],
    }


@router.post(
    "/fees/batches/{uuid:key}/export",
    response=answers(None),
    summary="The file for the bank",
    openapi_extra=documented(*_MEDIA.values()),
)
@asks(Permission.FEES_BATCH)
def export(request: Request, key: UUID, given: shapes.ExportGiven) -> FileResponse:
    """Whole accounts, so for the hands that send it only; every time the same bytes."""
    found = batch_seen(request.user, key)
    file = TemporaryFile()  # noqa: SIM115 - the response closes it after sending
    try:
        acts.export_batch(by=request.user, batch=found, format=given.format, to=file)
    except Exception:
        file.close()
        raise
    file.seek(0)
    kind = FeeExport.Format(given.format)
    name = f"fees-{found.number}.{_ENDINGS[kind]}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=_MEDIA[kind])
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post(
    "/fees/batches/{uuid:key}/withdrawal", response=answers(shapes.BatchShown), summary="Withdraw"
)
@asks(Permission.FEES_BATCH)
def void(request: Request, key: UUID, given: shapes.ReasonGiven) -> dict[str, Any]:
    """Withdraw a batch the bank has not been told of."""
    found = batch_seen(request.user, key)
    acts.void_batch(by=request.user, batch=found, reason=given.reason)
    return _batch(batch_seen(request.user, key))


@router.get(
    "/elections/{slug}/fees/answers",
    response=answers(Page[shapes.AnswerShown]),
    summary="The bank's answers",
)
@asks(Permission.FEES_VIEW)
def list_answers(
    request: Request, slug: Slug, window: Asked, unit: UUID | None = None
) -> dict[str, Any]:
    """Files of the bank that were read, the newest first."""
    day, place = _day(request, slug), _place(request, unit)
    return page_of(answers_seen(request.user, day, place), window, _answer)


@router.post(
    "/elections/{slug}/fees/answers",
    response=answers(shapes.WholeAnswer),
    summary="Read the bank's file",
)
@asks(Permission.FEES_CHECK)
def read_answer(
    request: Request,
    slug: Slug,
    unit: Annotated[UUID | None, Form()] = None,
    file: Annotated[UploadedFile | None, File()] = None,
) -> dict[str, Any]:
    """A table or a pain.002 report; the same file again gives the first reading."""
    day = _day(request, slug)
    if unit is None:
        raise BadInput("unit", "", "missing")
    place = unit_of_key(request.user, unit)
    if file is None:
        raise BankFileUnreadable("file", "", "empty")
    read = acts.read_bank_answer(
        by=request.user, polling_day=day, unit=place, name=(file.name or "")[:160], data=file
    )
    return _whole_answer(read)


@router.get("/fees/answers/{uuid:key}", response=answers(shapes.WholeAnswer), summary="One answer")
@asks(Permission.FEES_VIEW)
def show_answer(request: Request, key: UUID) -> dict[str, Any]:
    """What one file changed, and the rows that did not fit."""
    return _whole_answer(answer_seen(request.user, key))


@router.get(
    "/elections/{slug}/fees/allocations",
    response=answers(Page[shapes.AllocationShown]),
    summary="Allocations",
)
@asks(Permission.FEES_VIEW)
def list_allocations(
    request: Request, slug: Slug, window: Asked, unit: UUID | None = None
) -> dict[str, Any]:
    """Money of the place and below: allocated, promised, left."""
    day, place = _day(request, slug), _place(request, unit)
    return page_of(allocations_seen(request.user, day, place), window, _allocation)


@router.post(
    "/elections/{slug}/fees/allocations",
    response=answers(shapes.AllocationShown),
    summary="Allocate by an order",
)
@asks(Permission.FEES_RULES)
def allocate(request: Request, slug: Slug, given: shapes.AllocationGiven) -> dict[str, Any]:
    """Give money, or take some back; the same order again changes nothing."""
    day, unit = _day(request, slug), unit_of_key(request.user, given.unit)
    values = given.dict(exclude={"unit"})
    return _allocation(acts.allocate(by=request.user, polling_day=day, unit=unit, **values))


@router.get("/fees/rules", response=answers(Page[shapes.RuleShown]), summary="Fee rules")
@asks(Permission.FEES_VIEW)
def list_rules(request: Request, window: Asked) -> dict[str, Any]:  # noqa: ARG001
    """Every rule, the newest first."""
    return page_of(rules_issued(), window, shapes.rule_shown)


@router.post("/fees/rules", response=answers(shapes.RuleShown), summary="Put a rule in force")
@asks(Permission.FEES_RULES)
def issue(request: Request, given: Annotated[shapes.RuleGiven, Body()]) -> dict[str, Any]:
    """A newer rule supersedes; none is edited."""
    told = given.dict()
    texts = ("name_fa", "name_en", "since", "legal_reference", "salary_order")
    data = FeeRuleData(**{name: value for name, value in told.items() if name not in texts})
    words = {name: told[name] for name in texts}
    return shapes.rule_shown(acts.issue_rule(by=request.user, data=data, **words))


@router.get(
    "/fees/arrears", response=answers(list[shapes.ArrearsShown]), summary="Arrears by unit and age"
)
@asks(Permission.FEES_VIEW)
def arrears(request: Request, unit: UUID | None = None) -> list[dict[str, Any]]:
    """What is owed and not paid, of every polling day, the most rials first."""
    place = _place(request, unit)
    return [
        {
            "unit": one.unit.key,
            "unit_name": one.unit.name_fa,
            "by_age": {age: _tally(tally) for age, tally in one.by_age.items()},
            "total": _tally(one.total),
            "oldest_days": one.oldest_days,
        }
        for one in arrears_by_unit(request.user, place, today(now()))
    ]


def _day(request: Request, slug: str) -> Any:
    return election_of_slug(request.user, slug).polling_day


def _place(request: Request, key: UUID | None) -> Unit:
    """The unit asked for, else the highest the person sees."""
    if key is not None:
        return unit_of_key(request.user, key)
    tops = top_units(request.user)
    if not tops:
        raise NotFound("unit", "")
    return tops[0]


def _tally(tally: Tally) -> dict[str, int]:
    return {"lines": tally.lines, "rial": tally.rial}


def _line(line: FeeLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "person": line.person.key,
        "name": line.person.name_fa,
        "unit": line.unit.key,
        "part": line.part,
        "claimed_days": line.claimed_days,
        "doubled_days": line.doubled_days,
        "capped_days": line.capped_days,
        "paid_days": line.paid_days,
        "amount_rial": line.amount_rial,
        "state": line.state,
        "state_at": line.state_at,
        "held": line.held,
    }


def _batch(batch: FeeBatch) -> dict[str, Any]:
    return {
        "key": batch.key,
        "number": batch.number,
        "unit": batch.unit.key,
        "made_at": batch.made_at,
        "pay_on": batch.pay_on,
        "lines": batch.lines,
        "amount_rial": batch.amount_rial,
        "held_lines": batch.held_lines,
        "sha256": batch.sha256,
        "state": batch.state,
    }


def _answer(read: BankAnswer) -> dict[str, Any]:
    return {
        "key": read.key,
        "unit": read.unit.key,
        "name": read.name,
        "sha256": read.sha256,
        "paid": read.paid,
        "returned": read.returned,
        "unchanged": read.unchanged,
        "problem_count": read.problem_count,
        "at": read.at,
    }


def _whole_answer(read: BankAnswer) -> dict[str, Any]:
    return _answer(read) | {"problems": read.problems}


def _allocation(found: FeeAllocation) -> dict[str, Any]:
    unit: Unit = found.unit
    return {
        "unit": unit.key,
        "unit_name": unit.name_fa,
        "amount_rial": found.amount_rial,
        "committed_rial": found.committed_rial,
        "payer_name": found.payer_name,
    }
