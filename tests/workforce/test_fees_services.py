"""From attendance to the bank: what is computed, who must agree, what can never be exceeded."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import AuditEntry, Person
from sandoq.apps.workforce.models import (
    Attendance,
    FeeAllocation,
    FeeBatch,
    FeeDay,
    FeeExport,
    FeeItem,
    FeeLine,
)
from sandoq.apps.workforce.rules.fees.rates import FeeRuleData
from sandoq.apps.workforce.rules.fees.refusals import (
    AllocationExceeded,
    BadAllocation,
    BankFileUnreadable,
    BatchAltered,
    BatchState,
    FeeReasonMissing,
    FeesChanged,
    FeesStale,
    FourEyes,
    NoAllocation,
    NoFeeRule,
    NotCorrected,
    NothingToDo,
    WrongFeeState,
)
from sandoq.apps.workforce.selectors.fees import Tally, fee_differences
from sandoq.apps.workforce.services.fees import (
    allocate,
    compute_fees,
    confirm_fees,
    correct_account,
    export_batch,
    issue_rule,
    make_batch,
    read_bank_answer,
    send_back_fees,
    void_batch,
)
from sandoq.common.errors import NotAllowed, NotFound
from tests.factories import a_polling_day
from tests.workforce.fees_scene import DAY, SALARY, FeeScene, a_fee_scene, a_sheba

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> FeeScene:
    return a_fee_scene()


def batched(scene: FeeScene, by: object = None) -> FeeBatch:
    made = make_batch(by=by or scene.head, polling_day=scene.day, unit=scene.province)  # type: ignore[arg-type]
    assert made.batch is not None
    return made.batch


def exported(scene: FeeScene, kind: str = "csv") -> tuple[FeeBatch, bytes]:
    batch, file = batched(scene), io.BytesIO()
    export_batch(by=scene.head, batch=batch, format=kind, to=file)
    batch.refresh_from_db()
    return batch, file.getvalue()


def answer(scene: FeeScene, *rows: str, by: object = None, name: str = "bank.csv") -> object:
    text = "end_to_end_id,status,amount_rial,reason\n" + "\n".join(rows) + "\n"
    return read_bank_answer(
        by=by or scene.member,  # type: ignore[arg-type]
        polling_day=scene.day,
        unit=scene.province,
        name=name,
        data=io.BytesIO(text.encode()),
    )


def test_only_verified_attendance_is_paid(scene: FeeScene) -> None:
    """Claimed and refuted days make no line; computing again changes nothing."""
    worker, claimant, refuted = scene.worker(), scene.worker(), scene.worker()
    scene.works(worker, days=2)
    scene.works(claimant, state="claimed")
    scene.works(refuted, state="refuted")

    first, again = scene.compute(), scene.compute()

    line = scene.line(worker)
    assert (line.amount_rial, line.paid_days, line.unit) == (2 * DAY, 2, scene.babol)
    assert FeeLine.objects.count() == 1
    assert (first.written, again.written, again.unchanged) == (1, 0, 1)
    assert scene.line(worker).pk == line.pk


def test_a_double_appointment_on_one_day_pays_once_at_the_better_rate(scene: FeeScene) -> None:
    """Even in another county and with a lower rate there; the unpaid claim is told."""
    worker = scene.worker()
    scene.works(worker, role="guard", unit=scene.amol)
    scene.works(worker)

    done = scene.compute()

    line = scene.line(worker)
    assert (line.unit, line.amount_rial) == (scene.babol, DAY)
    assert (line.claimed_days, line.doubled_days, line.paid_days) == (2, 1, 1)
    assert done.doubled_days == 1


def test_four_claimed_days_are_capped_at_three(scene: FeeScene) -> None:
    worker = scene.worker()
    scene.works(worker, days=4)

    scene.compute()

    line = scene.line(worker)
    assert (line.claimed_days, line.capped_days, line.paid_days) == (4, 1, 3)
    assert line.amount_rial == 3 * DAY


def test_a_date_is_paid_once_whatever_the_election(scene: FeeScene) -> None:
    """The day before a polling day may be the day after another: the database keeps it single."""
    worker = scene.worker()
    scene.works(worker)
    scene.compute()
    other = a_polling_day(scene.day.date + timedelta(days=1))
    first_day, scene.day = scene.day, other
    scene.works(worker, since=-1, days=2)

    scene.compute()

    assert FeeDay.objects.filter(person=worker).count() == 2
    assert FeeLine.objects.get(polling_day=other).amount_rial == DAY
    scene.day = first_day
    assert scene.compute().written == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeDay.objects.create(
            line=FeeLine.objects.get(polling_day=other),
            person=worker,
            date=first_day.date,
            attendance=scene.works(worker)[0],
            rate_class="operator",
            amount_rial=1,
        )


def test_a_person_of_two_counties_has_a_line_in_each_and_one_cap(scene: FeeScene) -> None:
    worker = scene.worker()
    scene.works(worker, days=2)
    scene.works(worker, days=2, since=2, unit=scene.amol)

    scene.compute()

    lines = FeeLine.objects.order_by("unit__path").values_list("unit__name_fa", "paid_days")
    assert list(lines) == [("بابل", 2), ("آمل", 1)]


def test_a_day_verified_later_makes_a_further_line_within_the_cap(scene: FeeScene) -> None:
    """The confirmed line is not touched: somebody has vouched for it."""
    worker = scene.worker()
    scene.works(worker, days=2)
    scene.compute()
    scene.confirm()
    scene.works(worker, days=3, since=2)

    scene.compute()
    scene.compute()

    told = FeeLine.objects.filter(person=worker).values_list("part", "state", "paid_days")
    assert list(told) == [(1, "county-confirmed", 2), (2, "computed", 1)]


def test_a_refuted_day_leaves_the_computed_line_and_stops_a_confirmed_one(scene: FeeScene) -> None:
    one, two = scene.worker(), scene.worker()
    scene.works(one)
    [attended] = scene.works(two)
    scene.compute()
    scene.confirm()
    Attendance.objects.filter(pk=attended.pk).update(state="refuted")

    with pytest.raises(FeesStale):
        scene.check(lines=[scene.line(two).key])
    assert scene.check().left_out == 1
    back = {"unit": scene.province, "polling_day": scene.day, "reason": "حضور رد شد"}
    send_back_fees(by=scene.member, lines=[scene.line(two).key], **back)
    assert scene.compute().withdrawn == 1
    assert not FeeLine.objects.filter(person=two).exists()


def test_a_new_rule_changes_computed_lines_only(scene: FeeScene) -> None:
    one, two = scene.worker(), scene.worker()
    scene.works(one)
    scene.compute()
    scene.confirm()
    scene.works(two)
    scene.compute()
    issue_rule(
        by=scene.headquarters,
        name_fa="قاعده نو",
        name_en="New rule",
        since=scene.rule.since,
        legal_reference="ت-1",
        salary_order="ح-2",
        data=FeeRuleData(2 * SALARY, {"operator": 1000}),
    )

    scene.compute()

    assert scene.line(one).amount_rial == DAY
    assert scene.line(two).amount_rial == 2 * DAY


def test_a_class_without_rate_is_named_and_without_rule_nothing_is_computed(
    scene: FeeScene,
) -> None:
    scene.works(scene.worker(), role="driver")
    assert scene.compute().unrated == {"driver": 1}
    with pytest.raises(NoFeeRule):
        compute_fees(
            by=scene.headquarters,
            polling_day=a_polling_day(scene.rule.since - timedelta(days=1)),
            unit=scene.country,
        )


def test_each_step_is_by_somebody_else(scene: FeeScene) -> None:
    """A person with several posts is still one person; the refusal names the earlier step."""
    scene.works(scene.worker())
    scene.fund()
    scene.compute()
    everything = scene.member
    from sandoq.apps.accounts.models import Post, Tenure

    for role, unit in (("county-it", scene.babol), ("province-head", scene.province)):
        post = Post.objects.create(unit=unit, role=role, number=90)
        Tenure.objects.create(
            post=post, person=everything.person, since=scene.rule.issued_at, order_number="1"
        )
    scene.confirm(by=everything)

    with pytest.raises(FourEyes) as refusal:
        scene.check(by=everything)
    assert (refusal.value.step, refusal.value.taken) == ("check", "confirm")
    scene.check(by=scene.member_2)
    with pytest.raises(FourEyes):
        scene.approve(by=everything)
    scene.approve()
    with pytest.raises(FourEyes) as refusal:
        batched(scene, by=everything)
    assert refusal.value.taken == "confirm"
    line = FeeLine.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeLine.objects.filter(pk=line.pk).update(approved_by=line.checked_by)


def test_nobody_confirms_their_own_fee_but_all_others_at_once(scene: FeeScene) -> None:
    assert scene.babol_it.person is not None
    scene.works(scene.babol_it.person)
    scene.works(scene.worker())
    scene.compute()

    with pytest.raises(FourEyes) as refusal:
        scene.confirm(lines=[scene.line(scene.babol_it.person).key])
    assert refusal.value.taken == "own"
    taken = scene.confirm()
    assert (taken.lines, taken.left_out) == (1, 1)


def test_a_county_confirms_its_own_and_members_only_people_of_the_province(
    scene: FeeScene,
) -> None:
    scene.works(scene.worker(), unit=scene.amol)
    scene.works(scene.worker(), unit=scene.province)
    scene.compute()

    with pytest.raises(NothingToDo):
        scene.confirm()
    with pytest.raises(NotAllowed):
        scene.confirm(unit=scene.amol)
    assert scene.confirm(by=scene.member, unit=scene.province).lines == 1
    assert FeeLine.objects.get(unit=scene.amol).state == "computed"


def test_who_may_not_is_refused_and_a_stranger_sees_nothing(scene: FeeScene) -> None:
    scene.works(scene.worker())
    scene.compute()
    key = FeeLine.objects.get().key

    for by in (scene.auditor, scene.head, scene.headquarters):
        with pytest.raises(NotAllowed):
            scene.confirm(by=by)
    with pytest.raises(NotAllowed):
        compute_fees(by=scene.auditor, polling_day=scene.day, unit=scene.province)
    with pytest.raises(NotAllowed):
        scene.check(by=scene.babol_it)
    with pytest.raises(NotFound):
        confirm_fees(by=scene.amol_it, polling_day=scene.day, unit=scene.amol, lines=[key])
    assert FeeLine.objects.get().state == "computed"


def test_agreement_holds_for_what_was_shown_only(scene: FeeScene) -> None:
    scene.works(scene.worker())
    scene.compute()
    seen = Tally(1, DAY)
    scene.works(scene.worker())
    scene.compute()

    with pytest.raises(FeesChanged) as refusal:
        scene.confirm(seen=seen)
    assert (refusal.value.lines, refusal.value.rial) == (2, 2 * DAY)
    assert scene.confirm(seen=Tally(2, 2 * DAY)).lines == 2


def test_a_repeated_step_is_harmless_and_a_skipped_one_refused(scene: FeeScene) -> None:
    scene.works(scene.worker())
    scene.compute()
    key = FeeLine.objects.get().key

    with pytest.raises(WrongFeeState):
        scene.check(lines=[key])
    assert scene.confirm(lines=[key]).lines == 1
    assert scene.confirm(lines=[key]).lines == 0
    assert AuditEntry.objects.filter(verb="workforce.confirm-fees").count() == 1


def test_sent_back_lines_begin_again_with_the_reason(scene: FeeScene) -> None:
    worker = scene.worker()
    scene.works(worker)
    scene.compute()
    scene.confirm()
    back = {"polling_day": scene.day, "unit": scene.province, "lines": [scene.line(worker).key]}

    with pytest.raises(FeeReasonMissing):
        send_back_fees(by=scene.member, reason=" ", **back)
    send_back_fees(by=scene.member, reason="شعبه را ببینید", **back)
    send_back_fees(by=scene.member, reason="شعبه را ببینید", **back)

    line = scene.line(worker)
    assert (line.state, line.note, line.confirmed_by) == ("computed", "شعبه را ببینید", None)
    with pytest.raises(NotAllowed):
        send_back_fees(by=scene.babol_it, reason="بس", **back)


def test_the_sum_never_passes_the_allocation(scene: FeeScene) -> None:
    """The refusal names allocation, committed, asked and missing; nothing of it is approved."""
    scene.fund(2 * DAY)
    scene.works(scene.worker(), days=1)
    scene.compute()
    scene.confirm()
    scene.check()
    scene.approve()
    scene.works(scene.worker(), days=2)
    scene.compute()
    scene.confirm()
    scene.check()

    with pytest.raises(AllocationExceeded) as refusal:
        scene.approve()

    told = refusal.value
    assert (told.allocated_rial, told.committed_rial) == (2 * DAY, DAY)
    assert (told.asked_rial, told.missing_rial) == (2 * DAY, DAY)
    assert told.unit.name_fa == "مازندران"
    assert FeeLine.objects.filter(state="finance-checked").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeAllocation.objects.update(committed_rial=2 * DAY + 1)
    scene.fund(DAY, order="تخ-2")
    assert scene.approve().rial == 2 * DAY


def test_a_county_allocation_bounds_below_the_province(scene: FeeScene) -> None:
    scene.fund()
    scene.fund(DAY, unit=scene.babol, order="ش-1")
    scene.works(scene.worker(), days=2)
    scene.compute()
    scene.confirm()
    scene.check()

    with pytest.raises(AllocationExceeded) as refusal:
        scene.approve()
    assert refusal.value.unit.name_fa == "بابل"


def test_money_is_promised_only_where_some_is_allocated_by_order(scene: FeeScene) -> None:
    scene.works(scene.worker())
    scene.compute()
    scene.confirm()
    scene.check()
    with pytest.raises(NoAllocation):
        scene.approve()

    first = scene.fund(DAY)
    assert scene.fund(DAY).pk == first.pk
    with pytest.raises(BadAllocation):
        scene.fund(2 * DAY)
    scene.approve()
    with pytest.raises(BadAllocation) as refusal:
        scene.fund(-1, order="تخ-9")
    assert refusal.value.reason == "below-committed"
    with pytest.raises(NotAllowed):
        allocate(
            by=scene.head,
            polling_day=scene.day,
            unit=scene.province,
            order_number="x",
            amount_rial=1,
        )


def test_bad_accounts_are_held_singly_and_the_rest_goes_on(scene: FeeScene) -> None:
    good = scene.approved(3)
    bad = scene.worker(sheba="IR" + "1" * 24)
    none = scene.worker(sheba="")
    for person in (bad, none):
        scene.works(person)
    scene.compute()
    scene.confirm()
    scene.check()
    scene.approve()

    made = make_batch(by=scene.head, polling_day=scene.day, unit=scene.province)

    assert made.held == 2
    assert made.batch is not None
    assert made.batch.lines == 3
    assert (scene.line(bad).held, scene.line(none).held) == ("sheba-bad", "sheba-missing")
    assert {scene.line(person).state for person in good} == {"batched"}
    again = make_batch(by=scene.head, polling_day=scene.day, unit=scene.province)
    assert again.batch is None
    correct_account(by=scene.babol_it, line=scene.line(none), sheba=a_sheba(77))
    last = make_batch(by=scene.head, polling_day=scene.day, unit=scene.province)
    assert last.batch is not None
    assert last.batch.lines == 1
    assert not list(fee_differences(scene.day))


def test_a_line_is_in_one_live_batch_at_most(scene: FeeScene) -> None:
    [worker] = scene.approved()
    key = uuid4()
    made = make_batch(by=scene.head, polling_day=scene.day, unit=scene.province, key=key)
    again = make_batch(by=scene.head, polling_day=scene.day, unit=scene.province, key=key)

    assert made == again
    with pytest.raises(NothingToDo):
        batched(scene)
    other = FeeBatch.objects.create(
        number="x",
        polling_day=scene.day,
        unit=scene.province,
        payer_name="x",
        payer_sheba=a_sheba(1),
        pay_on=scene.day.date,
        made_by=scene.head,
        made_at=scene.rule.issued_at,
        state_at=scene.rule.issued_at,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeItem.objects.create(
            batch=other,
            line=scene.line(worker),
            seq=1,
            end_to_end_id="x",
            name="x",
            sheba=a_sheba(1),
            amount_rial=1,
        )


def test_the_database_refuses_to_change_a_sealed_batch(scene: FeeScene) -> None:
    scene.approved(2)
    batch = batched(scene)
    item = batch.items.first()
    assert item is not None
    changes = [
        lambda: FeeBatch.objects.filter(pk=batch.pk).update(amount_rial=1),
        lambda: FeeBatch.objects.filter(pk=batch.pk).update(payer_name="دیگری"),
        lambda: FeeBatch.objects.filter(pk=batch.pk).update(sha256="0" * 64),
        lambda: FeeItem.objects.filter(pk=item.pk).update(amount_rial=1),
        lambda: FeeItem.objects.filter(pk=item.pk).update(name="دیگری"),
        lambda: FeeItem.objects.filter(pk=item.pk)._raw_delete("default"),
        lambda: FeeItem.objects.create(
            batch=batch,
            line=item.line,
            seq=9,
            end_to_end_id="x",
            name="x",
            sheba=a_sheba(1),
            amount_rial=1,
            is_live=False,
        ),
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()
    assert not list(fee_differences(scene.day))


def test_an_account_changed_behind_the_seal_is_found_and_nothing_is_exported(
    scene: FeeScene,
) -> None:
    """Ciphertexts may be rewritten when keys rotate, so the hash guards what they say."""
    scene.approved()
    batch = batched(scene)
    FeeItem.objects.update(sheba=a_sheba(666))

    with pytest.raises(BatchAltered):
        export_batch(by=scene.head, batch=batch, format="csv", to=io.BytesIO())

    assert not FeeExport.objects.exists()
    assert [one.what for one in fee_differences(scene.day)] == ["hash"]


@pytest.mark.parametrize("kind", ["csv", "pain001"])
def test_a_second_export_writes_the_same_bytes(scene: FeeScene, kind: str) -> None:
    """Even after the person's account was changed: the batch keeps what it was sealed with."""
    [worker] = scene.approved()
    batch, first = exported(scene, kind)
    Person.objects.filter(pk=worker.pk).update(name_fa="نام نو", sheba=a_sheba(5))

    again = io.BytesIO()
    export_batch(by=scene.head, batch=batch, format=kind, to=again)

    assert again.getvalue() == first
    assert FeeExport.objects.get().size_bytes == len(first)
    assert batch.state == "exported"
    assert scene.line(worker).state == "exported"
    assert AuditEntry.objects.filter(verb="workforce.export-fee-batch").count() == 1


def test_a_withdrawn_batch_frees_its_lines_and_a_sent_one_stays(scene: FeeScene) -> None:
    scene.approved(2)
    batch = batched(scene)
    with pytest.raises(FeeReasonMissing):
        void_batch(by=scene.head, batch=batch, reason="")
    void_batch(by=scene.head, batch=batch, reason="حساب پرداخت‌کننده اشتباه بود")

    with pytest.raises(BatchState):
        export_batch(by=scene.head, batch=batch, format="csv", to=io.BytesIO())
    sent, _ = exported(scene)
    assert sent.lines == 2
    with pytest.raises(BatchState):
        void_batch(by=scene.head, batch=sent, reason="دیر است")
    assert not list(fee_differences(scene.day))


def test_bank_returns_are_matched_and_corrected_into_a_new_batch(scene: FeeScene) -> None:
    """Nobody is paid twice: the returned transfer is dead, the new one is another."""
    paid, returned = scene.approved(2)
    batch, _ = exported(scene)
    good, bad = batch.items.order_by("seq")

    answer(scene, f"{good.end_to_end_id},paid,{DAY},", f"{bad.end_to_end_id},RJCT,{DAY},AC04")

    batch.refresh_from_db()
    assert batch.state == "settled"
    assert (scene.line(paid).state, scene.line(returned).state) == ("paid", "returned")
    with pytest.raises(NotCorrected) as refusal:
        correct_account(by=scene.babol_it, line=scene.line(returned))
    assert refusal.value.reason == "same-account"
    with pytest.raises(WrongFeeState):
        correct_account(by=scene.babol_it, line=scene.line(paid), sheba=a_sheba(4))
    correct_account(by=scene.babol_it, line=scene.line(returned), sheba=a_sheba(4))
    second, _ = exported(scene)
    [item] = second.items.all()
    assert (item.line, item.sheba) == (scene.line(returned), a_sheba(4))
    answer(scene, f"{item.end_to_end_id},ACSC,{DAY},")
    assert scene.line(returned).state == "paid"
    assert FeeItem.objects.filter(outcome="paid").count() == 2
    assert not list(fee_differences(scene.day))


def test_what_does_not_fit_is_listed_and_changes_nothing(scene: FeeScene) -> None:
    scene.approved(2)
    batch, _ = exported(scene)
    one, two = (item.end_to_end_id for item in batch.items.order_by("seq"))

    read = answer(
        scene,
        f"{one},paid,{DAY},",
        f"{one},paid,{DAY},",
        f"{one},returned,{DAY},AC01",
        f"{two},paid,{DAY - 1},",
        "someone-else,paid,1,",
        f"{two},perhaps,,",
        f"{two},PDNG,,",
    )

    problems = [problem["problem"] for problem in read.problems]  # type: ignore[attr-defined]
    assert problems == ["contradicts", "amount-differs", "unknown-transfer", "unknown-status"]
    assert (read.paid, read.returned, read.unchanged) == (1, 0, 2)  # type: ignore[attr-defined]
    assert FeeLine.objects.get(items__end_to_end_id=two).state == "exported"
    again = answer(
        scene,
        f"{one},paid,{DAY},",
        f"{one},paid,{DAY},",
        f"{one},returned,{DAY},AC01",
        f"{two},paid,{DAY - 1},",
        "someone-else,paid,1,",
        f"{two},perhaps,,",
        f"{two},PDNG,,",
    )
    assert again == read


def test_a_batch_that_was_not_sent_cannot_be_paid(scene: FeeScene) -> None:
    [worker] = scene.approved()
    item = batched(scene).items.get()

    read = answer(scene, f"{item.end_to_end_id},paid,,")

    assert [one["problem"] for one in read.problems] == ["not-sent"]  # type: ignore[attr-defined]
    assert scene.line(worker).state == "batched"


def test_a_settled_message_speaks_for_all_its_transfers(scene: FeeScene) -> None:
    scene.approved(3)
    batch, _ = exported(scene, "pain001")
    named = batch.items.get(seq=2)
    report = (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{batch.key.hex}</OrgnlMsgId><GrpSts>ACSC</GrpSts>"
        "</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><TxInfAndSts>"
        f"<OrgnlEndToEndId>{named.end_to_end_id}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
        "<StsRsnInf><Rsn><Cd>AC01</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    )
    read = read_bank_answer(
        by=scene.member,
        polling_day=scene.day,
        unit=scene.province,
        name="pain002.xml",
        data=io.BytesIO(report.encode()),
    )

    assert (read.paid, read.returned) == (2, 1)
    assert FeeItem.objects.get(pk=named.pk).reason == "AC01"


def test_an_unreadable_answer_changes_nothing(scene: FeeScene) -> None:
    scene.approved()
    exported(scene)
    for data in (b"\xff\xfe\x00", b"<a>", b"name,amount\nx,1\n"):
        with pytest.raises(BankFileUnreadable):
            read_bank_answer(
                by=scene.member,
                polling_day=scene.day,
                unit=scene.province,
                name="x",
                data=io.BytesIO(data),
            )
    assert FeeLine.objects.get().state == "exported"


def test_who_corrects_an_account_cannot_pay_into_it(scene: FeeScene) -> None:
    scene.approved()
    batch, _ = exported(scene)
    answer(scene, f"{batch.items.get().end_to_end_id},returned,,AC01")
    line = FeeLine.objects.get()
    correct_account(by=scene.babol_it, line=line, sheba=a_sheba(9))
    FeeLine.objects.update(corrected_by=scene.head)

    with pytest.raises(FourEyes) as refusal:
        batched(scene)
    assert refusal.value.taken == "correct"
    assert batched(scene, by=scene.head_2).lines == 1
