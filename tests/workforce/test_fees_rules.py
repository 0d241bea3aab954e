"""What a day is worth, which days are paid, who may take which step, what the bank is told."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from itertools import combinations
from uuid import UUID

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.workforce.rules.fees.accounts import read_account
from sandoq.apps.workforce.rules.fees.answers import (
    Answer,
    read_csv_answers,
    read_pain002,
)
from sandoq.apps.workforce.rules.fees.arrears import BUCKETS, age_days, bucket_of
from sandoq.apps.workforce.rules.fees.bank_csv import COLUMNS, write_csv
from sandoq.apps.workforce.rules.fees.batches import (
    BatchHead,
    BatchLine,
    Seal,
    end_to_end_id,
    fit_name,
    sealed,
)
from sandoq.apps.workforce.rules.fees.counting import Counted, Day, count_days
from sandoq.apps.workforce.rules.fees.pain001 import write_pain001
from sandoq.apps.workforce.rules.fees.rates import FeeRuleData, checked, day_rial, rule_on
from sandoq.apps.workforce.rules.fees.refusals import BadFeeRule, BankFileUnreadable
from sandoq.apps.workforce.rules.fees.steps import (
    BEGINS,
    DECISIONS,
    ENDS,
    LineState,
    Step,
    eyes_problem,
)

RULE = FeeRuleData(salary_rial=50_000_001, rates={"chief": 1000, "operator": 850})
FRIDAY = date(2024, 3, 1)
SHEBA = "IR150170000000123456789123"


def a_day(attendance: int, offset: int = 0, rial: int | None = 100, unit: int = 1) -> Day:
    return Day(attendance, FRIDAY + timedelta(days=offset), unit, "operator", rial)


def test_a_day_never_pays_more_than_a_twelfth_of_the_salary() -> None:
    """The ceiling is rounded down to the rial; a lower rate is rounded down once, not twice."""
    assert day_rial(RULE, "chief") == 50_000_001 // 12 == 4_166_666
    assert day_rial(RULE, "operator") == 50_000_001 * 850 // 12_000 == 3_541_666
    assert day_rial(replace(RULE, round_to_rial=1000), "operator") == 3_541_000
    assert day_rial(RULE, "guest") is None


@given(
    salary=st.integers(1, 10**12),
    rate=st.integers(1, 1000),
    step=st.sampled_from([1, 10, 1000, 100_000]),
)
def test_the_ceiling_holds_for_every_salary_and_rate(salary: int, rate: int, step: int) -> None:
    rial = day_rial(FeeRuleData(salary, {"a": rate}, round_to_rial=step), "a")

    assert rial is not None
    assert 0 <= rial * 12 <= salary
    assert rial % step == 0
    assert rial * 12_000 > salary * rate - 12_000 * step


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("salary_rial", 0),
        ("salary_rial", 1.5),
        ("share_numerator", 13),
        ("max_days", 0),
        ("rates", {}),
        ("rates", {"operator": 1001}),
        ("rates", {"operator": True}),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(BadFeeRule) as refusal:
        checked(replace(RULE, **{field: value}))
    assert refusal.value.field == field


def test_the_newest_rule_that_has_begun_is_in_force() -> None:
    rules = [(date(2020, 1, 1), 1, "old"), (FRIDAY, 2, "first"), (FRIDAY, 3, "corrected")]

    assert rule_on(rules, FRIDAY) == "corrected"
    assert rule_on(rules, FRIDAY - timedelta(days=1)) == "old"
    assert rule_on(rules, date(2019, 1, 1)) is None


def test_two_appointments_on_one_day_pay_once_at_the_better_rate() -> None:
    counted = count_days([a_day(1, rial=100), a_day(2, rial=300)], max_days=3)

    assert [day.attendance for day in counted.paid] == [2]
    assert [day.attendance for day in counted.doubled] == [1]


def test_four_days_are_capped_at_three_and_the_best_paid_stay() -> None:
    days = [a_day(1, 0, 100), a_day(2, 1, 100), a_day(3, 2, 100), a_day(4, 3, 200)]

    counted = count_days(days, max_days=3)

    assert [day.attendance for day in counted.paid] == [1, 2, 4]
    assert [day.attendance for day in counted.over_cap] == [3]


def test_days_already_settled_or_paid_elsewhere_leave_less_room() -> None:
    """A late verified day adds a line only while the cap and the calendar leave room."""
    counted = count_days(
        [a_day(1, 0), a_day(2, 1), a_day(3, 2)], max_days=3, settled=2, taken={FRIDAY}
    )

    assert [day.attendance for day in counted.paid] == [2]
    assert [day.attendance for day in counted.doubled] == [1]
    assert [day.attendance for day in counted.over_cap] == [3]


def test_a_class_without_rate_is_named_and_not_guessed() -> None:
    counted = count_days([a_day(1, rial=None)], max_days=3)
    assert counted == Counted((), unrated=(a_day(1, rial=None),))


DAYS = st.lists(
    st.builds(
        a_day,
        attendance=st.integers(1, 10**6),
        offset=st.integers(0, 5),
        rial=st.sampled_from([None, 1, 2, 3]),
    ),
    max_size=7,
    unique_by=lambda day: day.attendance,
)


@given(days=DAYS, settled=st.integers(0, 4), data=st.data())
def test_counting_is_the_best_honest_choice_in_any_order(
    days: list[Day], settled: int, data: st.DataObject
) -> None:
    """Against brute force: the most money with one day a date and at most three days."""
    counted = count_days(days, max_days=3, settled=settled)

    room = max(0, 3 - settled)
    rated = [day for day in days if day.rial is not None]
    best = max(
        sum(day.rial or 0 for day in chosen)
        for size in range(room + 1)
        for chosen in combinations(rated, size)
        if len({day.on for day in chosen}) == size
    )
    assert sum(day.rial or 0 for day in counted.paid) == best
    groups = [*counted.paid, *counted.doubled, *counted.over_cap, *counted.unrated]
    assert sorted(groups, key=lambda day: day.attendance) == sorted(
        days, key=lambda day: day.attendance
    )
    assert count_days(data.draw(st.permutations(days)), max_days=3, settled=settled) == counted


def test_each_decision_is_by_somebody_else_and_nobody_decides_on_their_own_fee() -> None:
    for step in DECISIONS:
        for earlier in DECISIONS:
            if earlier != step:
                assert eyes_problem(step, 7, {earlier: 7}, None) == earlier.value
        assert eyes_problem(step, 7, {}, 7) == "own"
        assert eyes_problem(step, 7, dict.fromkeys(DECISIONS, 8), 9) == ""


def test_who_corrected_an_account_does_not_pay_into_it() -> None:
    assert eyes_problem(Step.BATCH, 7, {Step.CORRECT: 7}, None) == "correct"
    assert eyes_problem(Step.BATCH, 7, {Step.APPROVE: 7, Step.CORRECT: 8}, None) == ""


def test_every_state_is_reached_and_only_paid_is_an_end() -> None:
    begins = {state for states in BEGINS.values() for state in states}
    assert set(LineState) - begins == {LineState.PAID}
    assert set(ENDS.values()) == set(LineState)


def test_an_account_is_read_as_banks_write_it_or_held_with_its_reason() -> None:
    assert read_account("ir15 0170 0000 0012 3456 7891 23") == (SHEBA, "")
    assert read_account("  ") == ("", "sheba-missing")
    assert read_account("IR150170000000123456789124") == ("", "sheba-bad")
    assert read_account("not an account") == ("", "sheba-bad")


def test_ages_fall_into_buckets_without_gaps() -> None:
    assert age_days(FRIDAY, FRIDAY - timedelta(days=9)) == 0
    found = [bucket_of(age_days(FRIDAY, FRIDAY + timedelta(days=n))) for n in range(400)]
    assert [found.count(name) for name in BUCKETS] == [31, 30, 30, 90, 219]
    assert found == sorted(found, key=BUCKETS.index)


BATCH = UUID("0123456789abcdef0123456789abcdef")
HEAD = BatchHead(
    key=BATCH,
    number="14021211-1",
    polling_day=FRIDAY,
    payer_name="استانداری <مازندران> & شرکا",
    payer_sheba=SHEBA,
    made_at=datetime(2024, 4, 1, 6, 30, tzinfo=UTC),
    pay_on=date(2024, 4, 2),
)


def some_lines(count: int) -> list[BatchLine]:
    return [
        BatchLine(seq, end_to_end_id(BATCH, seq), UUID(int=seq), f"کارمند {seq}", SHEBA, 1000 + seq)
        for seq in range(1, count + 1)
    ]


def test_every_part_of_a_batch_moves_its_hash() -> None:
    lines = some_lines(3)
    whole = sealed(HEAD, lines)
    assert (whole.lines, whole.rial) == (3, 3006)

    others = [
        sealed(replace(HEAD, payer_sheba="IR" + "1" * 24), lines),
        sealed(HEAD, lines[:2]),
        *(
            sealed(HEAD, [*lines[:2], replace(lines[2], **change)])
            for change in ({"rial": 1}, {"sheba": "x"}, {"name": "x"}, {"line": UUID(int=9)})
        ),
    ]
    hashes = {whole.hash(), *(other.hash() for other in others)}
    assert len(hashes) == 1 + len(others)
    assert sealed(HEAD, lines).hash() == whole.hash()


def test_a_batch_has_no_gap() -> None:
    with pytest.raises(ValueError, match="follows"):
        Seal(HEAD).add(some_lines(2)[1])


def test_the_table_has_the_fixed_columns_and_the_sum() -> None:
    lines = [*some_lines(600), replace(some_lines(601)[600], name="=HYPERLINK(1)")]

    text = b"".join(write_csv(HEAD, lines)).decode()

    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert sum(int(row["amount_rial"]) for row in rows) == sum(line.rial for line in lines)
    assert rows[-1]["name"] == "'=HYPERLINK(1)"
    assert text.isascii() is False
    assert text.count("\r\n") == 602


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    """The message's schema as ISO publishes it, out of the package sepaxml."""
    return xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))


def test_the_message_is_valid_by_the_schema_of_iso_20022(schema: xmlschema.XMLSchema) -> None:
    """pain.001.001.09, with awkward names; header and block say the same count and sum."""
    lines = [
        replace(line, name=fit_name(f"{line.name} <&\"'\x00\x0b> {'ن' * 150}"))
        for line in some_lines(450)
    ]
    total = sum(line.rial for line in lines)

    text = b"".join(write_pain001(HEAD, lines, count=450, rial=total)).decode()

    schema.validate(text)
    told = schema.to_dict(text)["CstmrCdtTrfInitn"]
    block = told["PmtInf"][0]
    for part in (told["GrpHdr"], block):
        assert (int(part["NbOfTxs"]), int(part["CtrlSum"])) == (450, total)
    transfers = block["CdtTrfTxInf"]
    assert sum(int(one["Amt"]["InstdAmt"]["$"]) for one in transfers) == total
    assert len({one["PmtId"]["EndToEndId"] for one in transfers}) == 450
    assert block["DbtrAcct"]["Id"]["IBAN"] == SHEBA
    assert all(len(one["Cdtr"]["Nm"]) <= 140 for one in transfers)


def test_a_message_whose_lines_are_not_its_header_is_not_finished() -> None:
    with pytest.raises(ValueError, match="header"):
        list(write_pain001(HEAD, some_lines(2), count=2, rial=1))


PAIN_002 = """<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>bank-1</MsgId><CreDtTm>2024-04-03T08:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
<GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>x</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>a-1</OrgnlEndToEndId><TxSts>ACSC</TxSts>
<OrgnlTxRef><Amt><InstdAmt Ccy="IRR">1001.00</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>a-2</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>closed</AddtlInf></StsRsnInf></TxInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>a-3</OrgnlEndToEndId><TxSts>PDNG</TxSts></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"""


def report(group: str = "PART", size: int = 7) -> list[Answer]:
    """Fed in small pieces, as a large upload arrives."""
    data = PAIN_002.format(message=BATCH.hex, group=group).encode()
    return list(read_pain002(data[at : at + size] for at in range(0, len(data), size)))


def test_a_status_report_is_read_transfer_by_transfer() -> None:
    assert report() == [
        Answer(1, "a-1", "paid", rial=1001, message=BATCH.hex),
        Answer(2, "a-2", "returned", "AC04", message=BATCH.hex),
        Answer(3, "a-3", "pending", message=BATCH.hex),
    ]


def test_a_settled_group_speaks_for_all_it_does_not_name() -> None:
    assert report("ACSC")[-1] == Answer(0, "*", "paid", message=BATCH.hex)


def test_a_table_of_answers_is_read_in_either_digits() -> None:
    text = (
        "End_To_End_Id,Status,Amount_Rial,Reason\r\n"
        'a-۰۰۱,paid,"1,001",\r\n,,,\r\na-2,RJCT,12.5,closed\r\na-3,maybe,,\r\n'
    )
    assert list(read_csv_answers(io.StringIO(text, newline=""))) == [
        Answer(1, "a-001", "paid", rial=1001),
        Answer(3, "a-2", "returned", "closed", rial=-1),
        Answer(4, "a-3", "unknown"),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<Document/>", "no-report"),
        ("not xml", "not-xml"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "doctype"),
        ("<a>", "not-xml"),
    ],
)
def test_a_report_that_is_none_is_refused_with_its_reason(text: str, reason: str) -> None:
    """A document type is never expanded: it is how files swell or reach for others."""
    with pytest.raises(BankFileUnreadable) as refusal:
        list(read_pain002([text.encode()]))
    assert refusal.value.reason == reason


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(BankFileUnreadable) as refusal:
        list(read_csv_answers(["name,amount\n", "a,1\n"]))
    assert refusal.value.value == "end_to_end_id, status"
