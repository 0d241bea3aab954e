"""Duties of agencies for programs: the list, the agency's answer, the committee's verdict."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Router, Schema

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.elections.selectors import election_of_slug
from sandoq.apps.obstacles.models import Duty
from sandoq.apps.obstacles.selectors import DutyFilters, duties, duty_of_key
from sandoq.apps.obstacles.services import answer_duty, judge_duty
from sandoq.ui.api import Page, ShortText, Slug, Window, answers, page_of
from sandoq.ui.http import Request

router = Router(tags=["obstacles"])


class DutiesAsked(Window):
    """Which duties; `state` is a state, "late" or "all", and without one what is unconfirmed."""

    state: ShortText = ""
    agency: ShortText = ""


class DutyShown(Schema):
    """What an agency must deliver, by which law, until when."""

    key: UUID
    agency: UUID
    deliverable: str
    legal_reference: str
    deputy: str
    due_on: date
    state: str


class DutyAnswerGiven(Schema):
    """The agency's answer."""

    act: Literal["acknowledge", "deliver"]
    note: ShortText = ""


class DutyVerdictGiven(Schema):
    """The committee's verdict; a return has a reason."""

    verdict: Literal["confirm", "return"]
    note: ShortText = ""


@router.get("/elections/{slug}/duties", response=answers(Page[DutyShown]), summary="Duties")
@asks(Permission.OBSTACLE_VIEW)
def list_duties(
    request: Request, slug: Slug, asked: Annotated[DutiesAsked, Query()]
) -> dict[str, Any]:
    """The duties of an election that the person sees, the next one due first."""
    election = election_of_slug(request.user, slug)
    found = duties(request.user, election, DutyFilters.read(asked.dict()))
    return page_of(found, asked, _row)


@router.post("/duties/{uuid:key}/answer", response=answers(DutyShown), summary="Answer for a duty")
@asks(Permission.OBSTACLE_ANSWER)
def answer(request: Request, key: UUID, given: DutyAnswerGiven) -> dict[str, Any]:
    """The agency acknowledges, or says it has delivered."""
    found = duty_of_key(request.user, key)
    return _row(answer_duty(by=request.user, duty=found, act=given.act, note=given.note))


@router.post("/duties/{uuid:key}/verdict", response=answers(DutyShown), summary="Judge a delivery")
@asks(Permission.OBSTACLE_EDIT)
def judge(request: Request, key: UUID, given: DutyVerdictGiven) -> dict[str, Any]:
    """Confirm what somebody else delivered, or return it with a reason."""
    found = duty_of_key(request.user, key)
    is_confirmed = given.verdict == "confirm"
    return _row(judge_duty(by=request.user, duty=found, is_confirmed=is_confirmed, note=given.note))


def _row(one: Duty) -> dict[str, Any]:
    names = ("key", "deliverable", "legal_reference", "deputy", "due_on", "state")
    return {name: getattr(one, name) for name in names} | {"agency": one.agency.key}
