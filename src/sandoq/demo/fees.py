"""The fees of a former election: most paid, some on their way, some in arrears, as in life.

The minimum salary of the demo's rule is a sample and marked as such: no order states it.
"""

import io
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import Appointment, FeeBatch, Shift
from sandoq.apps.workforce.rules.fees.rates import DECREE_1402, FeeRuleData
from sandoq.apps.workforce.services import (
    Claim,
    Placing,
    appoint_many,
    claim_many,
    record_answers,
    set_shift,
    verify_many,
)
from sandoq.apps.workforce.services.fees import (
    allocate,
    approve_fees,
    check_fees,
    compute_fees,
    confirm_fees,
    export_batch,
    issue_rule,
    make_batch,
    read_bank_answer,
)
from sandoq.common import clock
from sandoq.demo.workforce import Plan

SAMPLE_SALARY_RIAL = 72_000_000
ALLOCATED_RIAL = 20_000_000_000
PEOPLE_A_COUNTY = 6
_COUNTIES = 6
_RATES = {"operator": 850, "expert": 1000}
_SHIFTS = (
    (-2, "delivery", "تحویل تجهیزات", "Delivery"),
    (-1, "setting-up", "برپایی شعبه", "Setting up"),
    (0, "polling", "روز رأی‌گیری", "Polling day"),
    (1, "return", "بازگرداندن تجهیزات", "Return"),
)
_ORDER = ("polling", "setting-up", "return", "delivery")


def pay_former(*, by: User, plan: Plan, counties: Sequence[Unit], seed: int) -> None:
    """Work, confirmation, one batch and the bank's answer of the election before.

    Args:
        by: the national headquarters.
        plan: whose people worked then, too.
        counties: staffed counties of one province; the first few are enough.
    """
    day = PollingDay.objects.order_by("date").first()
    if day is None or day == plan.day or not counties:
        return
    # Not a secret: the demo must be repeatable.
    rng = Random(f"{seed}/fees")  # noqa: S311
    chosen = counties[:_COUNTIES]
    province = chosen[0].parent()
    if province is None:
        return
    _rule(by, day)
    _work(by, day, plan, chosen, rng)
    compute_fees(by=by, polling_day=day, unit=province)
    allocate(
        by=by,
        polling_day=day,
        unit=province,
        order_number="1403/تخ/18",
        amount_rial=ALLOCATED_RIAL,
        payer_name=f"استانداری {province.name_fa} (نمونه)",
        payer_sheba=_sheba(1403),
    )
    _agree(day, province, chosen)
    _through_the_bank(day, province, rng)


def _rule(by: User, day: PollingDay) -> None:
    issue_rule(
        by=by,
        name_fa=DECREE_1402["name_fa"],
        name_en=DECREE_1402["name_en"],
        since=day.date - timedelta(days=120),
        legal_reference="تصویب‌نامه ۱۴۰۲",
        salary_order="نمونه",
        data=FeeRuleData(
            salary_rial=SAMPLE_SALARY_RIAL,
            rates=_RATES,
            share_numerator=DECREE_1402["share_numerator"],
            share_denominator=DECREE_1402["share_denominator"],
            max_days=DECREE_1402["max_days"],
            round_to_rial=1000,
        ),
        is_sample=True,
    )


def _work(by: User, day: PollingDay, plan: Plan, counties: Sequence[Unit], rng: Random) -> None:
    """People of each county at their stations, one to four days each, claimed and verified."""
    shifts = [_shift(by, day, shift) for shift in _SHIFTS]
    for county in counties:
        placings = [
            placing
            for person, place in _people(plan, county)
            for placing in _placings(person, place, shifts, rng)
        ]
        appointed = appoint_many(by=by, placings=placings)
        record_answers(by=by, accepted=appointed)
        claims = [
            Claim(one, arrived_at=one.shift.starts_at + timedelta(minutes=rng.randrange(30)))
            for one in appointed
        ]
        claimed = claim_many(by=_holder(county, Role.COUNTY_IT), claims=claims)
        verify_many(by=by, attendances=claimed)


def _shift(by: User, day: PollingDay, data: tuple[int, str, str, str]) -> Shift:
    offset, code, name_fa, name_en = data
    date = day.date + timedelta(days=offset)
    hours = (time(6, 30), time(20)) if not offset else (time(9), time(15))
    return set_shift(
        by=by,
        polling_day=day,
        code=code,
        name_fa=name_fa,
        name_en=name_en,
        starts_at=datetime.combine(date, hours[0], clock.TEHRAN),
        ends_at=datetime.combine(date, hours[1], clock.TEHRAN),
    )


def _people(plan: Plan, county: Unit) -> list[tuple[Person, Appointment]]:
    """Some people with an appointment of the coming election like the one they held; and the
    operator who signs in to the demo, whose account nobody knows yet."""
    held = Appointment.objects.filter(
        polling_day=plan.day, unit__path__startswith=county.path
    ).select_related("person", "role", "station", "unit")
    people = [(one.person, one) for one in held.order_by("role__code", "pk")[:PEOPLE_A_COUNTY]]
    operators = Person.objects.filter(
        tenures__post__unit__path__startswith=county.path,
        tenures__post__role=Role.OPERATOR,
        tenures__until=None,
    )
    like = held.filter(station__isnull=False).first()
    if like is not None:
        people += [(person, like) for person in operators.order_by("pk")[:1]]
    return people


def _placings(
    person: Person, like: Appointment, shifts: Sequence[Shift], rng: Random
) -> list[Placing]:
    """Polling day and up to three days around it; four are more than the rule pays."""
    nearest = sorted(shifts, key=lambda one: _ORDER.index(one.code))
    days = rng.choice([1, 2, 2, 3, 4])
    unit = None if like.station else like.unit
    return [
        Placing(person, like.role, shift, station=like.station, unit=unit, order_number="1403/ن/7")
        for shift in nearest[:days]
    ]


def _agree(day: PollingDay, province: Unit, counties: Sequence[Unit]) -> None:
    """The last county has not confirmed, the one before waits for finance."""
    for county in counties[:-1]:
        confirm_fees(by=_holder(county, Role.COUNTY_IT), polling_day=day, unit=county)
    member, head = _holder(province, Role.PROVINCE_MEMBER), _holder(province, Role.PROVINCE_HEAD)
    for county in counties[:-2]:
        check_fees(by=member, polling_day=day, unit=county)
    for county in counties[:-3]:
        approve_fees(by=head, polling_day=day, unit=county)


def _through_the_bank(day: PollingDay, province: Unit, rng: Random) -> None:
    """One batch: sealed, sent, answered; some transfers come back."""
    head = _holder(province, Role.PROVINCE_HEAD)
    made = make_batch(by=head, polling_day=day, unit=province)
    if made.batch is None:
        return
    export_batch(by=head, batch=made.batch, format="pain001", to=io.BytesIO())
    text = "".join(_answers(made.batch, rng))
    read_bank_answer(
        by=_holder(province, Role.PROVINCE_MEMBER),
        polling_day=day,
        unit=province,
        name=f"bank-{made.batch.number}.csv",
        data=io.BytesIO(text.encode()),
    )


def _answers(batch: FeeBatch, rng: Random) -> list[str]:
    items = list(batch.items.order_by("seq"))
    back = set(rng.sample(range(len(items)), min(2, len(items) - 1)))
    rows = [
        f"{item.end_to_end_id},{'RJCT' if at in back else 'ACSC'},{item.amount_rial},"
        f"{'AC04' if at in back else ''}\n"
        for at, item in enumerate(items)
    ]
    return ["end_to_end_id,status,amount_rial,reason\n", *rows]


def _holder(unit: Unit, role: Role) -> User:
    """The first holder of an office at the unit."""
    held = User.objects.filter(
        person__tenures__post__unit=unit,
        person__tenures__post__role=role,
        person__tenures__until=None,
    )
    return held.order_by("person__tenures__post__number", "pk")[:1].get()


def _sheba(number: int) -> str:
    account = f"{number:022d}"
    return f"IR{98 - int(f'{account}182700') % 97:02d}{account}"
