"""Puts the account of a returned or held fee right, so that it goes into the next batch."""

from django.db import transaction

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import correct_person, record_action
from sandoq.apps.workforce.models import FeeLine
from sandoq.apps.workforce.rules.fees.accounts import read_account
from sandoq.apps.workforce.rules.fees.refusals import FourEyes, NotCorrected, WrongFeeState
from sandoq.apps.workforce.rules.fees.steps import Step
from sandoq.apps.workforce.services.fees.book import lock_book
from sandoq.common.clock import now

_HELD = (FeeLine.State.APPROVED, FeeLine.State.CORRECTED)


@transaction.atomic
def correct_account(*, by: User, line: FeeLine, sheba: str = "", bank_erred: str = "") -> FeeLine:
    """Give the person's right Sheba, or say why the bank erred; the line may be sent again.

    Whoever corrects cannot make the batch that pays it. Again changes nothing.

    Raises:
        NotAllowed: no post of the person corrects there, or may correct the person's record.
        FourEyes: it is their own fee.
        BadInput: the Sheba is none.
        NotCorrected: `same-account` without the bank's error, or `no-account`.
        WrongFeeState: the fee was neither returned nor held.
    """
    lock_book(line.polling_day)
    line = FeeLine.objects.select_for_update(of=("self",)).select_related("unit").get(pk=line.pk)
    require(by, Permission.FEES_CONFIRM, unit_path=line.unit.path)
    if by.person_id == line.person_id:
        raise FourEyes(Step.CORRECT.value, "own", 1)
    is_held = line.state in _HELD and bool(line.held)
    if line.state == FeeLine.State.CORRECTED and not is_held:
        return line
    if line.state != FeeLine.State.RETURNED and not is_held:
        raise WrongFeeState(Step.CORRECT.value, 1)
    person = Person.objects.get(pk=line.person_id)
    if sheba.strip():
        person = correct_person(by=by, person=person, sheba=sheba)
    account, problem = read_account(person.sheba)
    if problem:
        raise NotCorrected("no-account")
    returned = line.items.filter(outcome="returned").order_by("-pk").first()
    if returned is not None and returned.sheba == account and not bank_erred.strip():
        raise NotCorrected("same-account")
    line.state_at, line.corrected_at = (at := now()), at
    line.corrected_by, line.held = by, ""
    line.note = bank_erred.strip()[:300]
    if line.state == FeeLine.State.RETURNED:
        line.state = FeeLine.State.CORRECTED
    line.save()
    record_action(
        by=by,
        verb="workforce.correct-fee-account",
        target=line,
        unit_path=line.unit.path,
        data={"bank_erred": line.note},
    )
    return line
