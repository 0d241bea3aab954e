"""People who worked, and everybody whose hand a fee passes through: what the tests of fees need."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.models.fields import index_of
from sandoq.apps.elections.models import Election, PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import Appointment, Attendance, FeeLine, FeeRule, Shift, WorkRole
from sandoq.apps.workforce.rules.fees.rates import FeeRuleData
from sandoq.apps.workforce.services.fees import (
    allocate,
    approve_fees,
    check_fees,
    compute_fees,
    confirm_fees,
    issue_rule,
)
from sandoq.common.text import search_key
from tests.factories import (
    LONG_AGO,
    a_country,
    a_county,
    a_district,
    a_province,
    a_user,
    an_election,
)

SALARY = 60_000_000
DAY = SALARY // 12
"""What a day at the full rate pays, in rials."""

_numbers = count(1)


def a_sheba(number: int) -> str:
    """A valid Sheba made of a number."""
    account = f"{number:022d}"
    return f"IR{98 - int(account + '182700') % 97:02d}{account}"


@dataclass
class FeeScene:
    """Two counties of a province, their offices, and a polling day that is over."""

    country: Unit
    province: Unit
    babol: Unit
    amol: Unit
    babol_central: Unit
    election: Election
    day: PollingDay
    headquarters: User
    head: User
    head_2: User
    member: User
    member_2: User
    babol_it: User
    amol_it: User
    auditor: User
    rule: FeeRule
    shifts: list[Shift] = field(default_factory=list)

    def worker(self, name: str = "", **fields: Any) -> Person:
        """Somebody with a good account."""
        number = next(_numbers)
        name = name or f"کارمند {number}"
        account = fields.pop("sheba", a_sheba(number))
        return Person.objects.create(
            name_fa=name,
            search_name=search_key(name),
            home_unit=fields.pop("home_unit", self.babol),
            sheba=account,
            sheba_index=index_of("sheba", account),
            created_at=LONG_AGO,
        )

    def works(
        self,
        person: Person,
        *,
        days: int = 1,
        since: int = 0,
        unit: Unit | None = None,
        role: str = "operator",
        state: str = "verified",
    ) -> list[Attendance]:
        """Verified (or other) attendance of one appointment on following days."""
        found, _ = WorkRole.objects.get_or_create(
            code=role, defaults={"name_fa": role, "name_en": role, "rate_class": role}
        )
        number = next(_numbers)
        shift = Shift.objects.create(
            polling_day=self.day,
            code=f"s{number}",
            name_fa="نوبت",
            name_en="Shift",
            starts_at=datetime.combine(self.day.date, time(4), UTC),
            ends_at=datetime.combine(self.day.date, time(16), UTC),
        )
        appointment = Appointment.objects.create(
            person=person,
            role=found,
            unit=unit or self.babol_central,
            polling_day=self.day,
            shift=shift,
            rate_class=found.rate_class,
            state="accepted",
            state_at=LONG_AGO,
            appointed_at=LONG_AGO,
            appointed_by=self.headquarters,
        )
        judged = {} if state == "claimed" else {"judged_by": self.head, "judged_at": LONG_AGO}
        return [
            Attendance.objects.create(
                appointment=appointment,
                date=self.day.date + timedelta(days=since + offset),
                arrived_at=shift.starts_at,
                state=state,
                claimed_by=self.babol_it,
                claimed_at=LONG_AGO,
                **judged,
            )
            for offset in range(days)
        ]

    def compute(self) -> Any:
        return compute_fees(by=self.headquarters, polling_day=self.day, unit=self.country)

    def fund(self, rial: int = 10**12, unit: Unit | None = None, order: str = "تخ-1") -> Any:
        return allocate(
            by=self.headquarters,
            polling_day=self.day,
            unit=unit or self.province,
            order_number=order,
            amount_rial=rial,
            payer_name="استانداری مازندران",
            payer_sheba=a_sheba(10**9),
        )

    def confirm(self, by: User | None = None, unit: Unit | None = None, **more: Any) -> Any:
        by = by or self.babol_it
        return confirm_fees(by=by, polling_day=self.day, unit=unit or self.babol, **more)

    def check(self, by: User | None = None, **more: Any) -> Any:
        by = by or self.member
        return check_fees(by=by, polling_day=self.day, unit=self.province, **more)

    def approve(self, by: User | None = None, **more: Any) -> Any:
        by = by or self.head
        return approve_fees(by=by, polling_day=self.day, unit=self.province, **more)

    def approved(self, people: int = 1, **works: Any) -> list[Person]:
        """People whose fees have come as far as the head's approval."""
        persons = [self.worker() for _ in range(people)]
        for person in persons:
            self.works(person, **works)
        if not self.day.fee_allocations.exists():
            self.fund()
        self.compute()
        self.confirm()
        self.check()
        self.approve()
        return persons

    def line(self, person: Person) -> FeeLine:
        return FeeLine.objects.get(person=person)


def a_fee_scene(on: date = date(2024, 3, 1)) -> FeeScene:
    """The scene, with a rule in force and nobody at work yet."""
    country = a_country()
    province = a_province()
    babol, amol = a_county("بابل", province), a_county("آمل", province)
    election = an_election(on=on)
    headquarters = a_user("headquarters", country)
    rule = issue_rule(
        by=headquarters,
        name_fa="قاعده آزمون",
        name_en="Test rule",
        since=date(2024, 1, 1),
        legal_reference="ت-1",
        salary_order="ح-1",
        data=FeeRuleData(SALARY, {"operator": 1000, "guard": 500}),
    )
    return FeeScene(
        country=country,
        province=province,
        babol=babol,
        amol=amol,
        babol_central=a_district("مرکزی بابل", babol),
        election=election,
        day=election.polling_day,
        headquarters=headquarters,
        head=a_user("province-head", province),
        head_2=a_user("province-head", province),
        member=a_user("province-member", province),
        member_2=a_user("province-member", province),
        babol_it=a_user("county-it", babol),
        amol_it=a_user("county-it", amol),
        auditor=a_user("auditor", province),
        rule=rule,
    )
