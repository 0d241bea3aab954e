"""Computes lines from verified attendance; nobody types a day or an amount."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import PATH_STEP, require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import Appointment, Attendance, FeeDay, FeeLine, FeeRule
from sandoq.apps.workforce.rules.fees.counting import Counted, Day, count_days
from sandoq.apps.workforce.rules.fees.rates import FeeRuleData, day_rial
from sandoq.apps.workforce.rules.fees.refusals import NoFeeRule
from sandoq.apps.workforce.selectors.fees import rule_in_force
from sandoq.apps.workforce.selectors.fees.lines import stale
from sandoq.apps.workforce.services.fees.book import lock_book
from sandoq.apps.workforce.services.fees.granting import rule_data
from sandoq.common.clock import now

_PEOPLE = 500
_ROWS = 5000
_COUNTY = 3 * PATH_STEP

Progress = Callable[[int], None]


@dataclass
class Computed:
    """What a computation did: lines written, unchanged and withdrawn, days paid and not.

    `unrated` counts days by rate class that the rule names no rate for.
    """

    written: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rial: int = 0
    paid_days: int = 0
    doubled_days: int = 0
    capped_days: int = 0
    people: int = 0
    unrated: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def compute_fees(
    *,
    by: User | None,
    polling_day: PollingDay,
    unit: Unit,
    progress: Progress = lambda _: None,
) -> Computed:
    """Bring the computed lines of a place to what verified attendance says; again is harmless.

    Lines a county has confirmed stay; days verified later make a further line while the cap
    leaves room. `by` is None for the platform's own command.

    Raises:
        NotAllowed: no post of the person computes there.
        NoFeeRule: no rule is in force on the polling day.
    """
    if by is not None:
        require(by, Permission.FEES_COMPUTE, unit_path=unit.path)
    book = lock_book(polling_day)
    rule = rule_in_force(polling_day)
    if rule is None:
        raise NoFeeRule(polling_day.date.isoformat())
    at = now()
    done = Computed()
    _withdraw_refuted(polling_day, unit, done)
    writer = _Writer(polling_day, rule, unit, at, done)
    people = groupby(_attended(polling_day, unit, writer.rule), key=itemgetter(0))
    while block := [(pk, [row[1] for row in rows]) for pk, rows in islice(people, _PEOPLE)]:
        writer.write(dict(block))
        done.people += len(block)
        progress(done.people)
    book.computed_at = at
    book.save(update_fields=["computed_at"])
    if done.written or done.withdrawn:
        record_action(
            by=by,
            verb="workforce.compute-fees",
            target=book,
            unit_path=unit.path,
            data={
                "day": polling_day.date,
                "rule": rule.pk,
                "written": done.written,
                "withdrawn": done.withdrawn,
                "rial": done.rial,
            },
        )
    return done


def _withdraw_refuted(day: PollingDay, unit: Unit, done: Computed) -> None:
    """Computed lines none of whose days is still verified."""
    verified = FeeDay.objects.filter(
        line=OuterRef("pk"), attendance__state=Attendance.State.VERIFIED
    )
    lines = FeeLine.objects.filter(
        ~Exists(verified),
        stale(),
        polling_day=day,
        unit__path__startswith=unit.path,
        state=FeeLine.State.COMPUTED,
    )
    done.withdrawn += len(pks := list(lines.values_list("pk", flat=True)))
    FeeLine.objects.filter(pk__in=pks).delete()


def _attended(day: PollingDay, unit: Unit, rule: FeeRuleData) -> Iterator[tuple[int, Day]]:
    """(person, verified day) of everybody who worked in the place; all their days, wherever."""
    rows = Attendance.objects.filter(
        appointment__polling_day=day, state=Attendance.State.VERIFIED
    ).exclude(appointment__state=Appointment.State.DECLINED)
    if unit.parent_path:
        here = Appointment.objects.filter(polling_day=day, unit__path__startswith=unit.path)
        rows = rows.filter(appointment__person__in=here.values("person"))
    fields = ("appointment__person_id", "pk", "date", "appointment__unit_id")
    told = rows.order_by("appointment__person_id", "pk").values_list(
        *fields, "appointment__rate_class"
    )
    rates: dict[str, int | None] = {}
    counties = _counties()
    for person, pk, date, unit_id, rate_class in told.iterator(chunk_size=_ROWS):
        if rate_class not in rates:
            rates[rate_class] = day_rial(rule, rate_class)
        yield person, Day(pk, date, counties[unit_id], rate_class, rates[rate_class])


def _counties() -> dict[int, int]:
    """The unit that vouches for people of each unit: its county, or itself above counties."""
    paths = dict(Unit.objects.values_list("path", "pk"))
    return {pk: paths[path[:_COUNTY]] for path, pk in paths.items()}


class _Writer:
    """Writes the lines of some people at a time: what differs is replaced, the rest is left."""

    def __init__(
        self, day: PollingDay, rule: FeeRule, unit: Unit, at: datetime, done: Computed
    ) -> None:
        self.day, self.row, self.unit, self.at, self.done = day, rule, unit, at, done
        self.rule = rule_data(rule)
        inside = Unit.objects.filter(path__startswith=unit.path)
        self.inside = set(inside.values_list("pk", flat=True))

    def write(self, people: Mapping[int, list[Day]]) -> None:
        kept = _Kept(people, self.day)
        lines: list[tuple[FeeLine, tuple[Day, ...]]] = []
        outdated: list[int] = []
        for person, days in people.items():
            wanted = self._lines_of(person, days, kept)
            computed = {
                unit: line for unit, line in kept.computed[person].items() if unit in self.inside
            }
            for unit, (line, chosen) in wanted.items():
                old = computed.pop(unit, None)
                if old is not None and _is_same(old, line, kept.days_of[old["pk"]], chosen):
                    self.done.unchanged += 1
                    continue
                if old is not None:
                    outdated.append(old["pk"])
                lines.append((line, chosen))
            gone = [old["pk"] for old in computed.values()]
            self.done.withdrawn += len(gone)
            outdated += gone
        if outdated:
            FeeLine.objects.filter(pk__in=outdated).delete()
        self._store(lines)

    def _lines_of(
        self, person: int, days: Iterable[Day], kept: "_Kept"
    ) -> dict[int, tuple[FeeLine, tuple[Day, ...]]]:
        """The lines due to one person, by the unit that vouches."""
        settled = kept.settled[person]
        counted = count_days(
            [day for day in days if day.attendance not in kept.attendances[person]],
            max_days=self.rule.max_days,
            settled=settled,
            taken=kept.dates[person],
        )
        self._count(counted)
        groups: dict[int, list[Day]] = defaultdict(list)
        for day in counted.paid:
            groups[day.unit].append(day)
        first = next(iter(groups), None)
        doubled = _by_line(counted.doubled, groups, first)
        capped = _by_line(counted.over_cap, groups, first)
        found = {}
        for unit, chosen in groups.items():
            if unit not in self.inside:
                continue
            line = FeeLine(
                polling_day=self.day,
                person_id=person,
                unit_id=unit,
                part=1 + kept.parts[person, unit],
                rule=self.row,
                claimed_days=len(chosen) + doubled[unit] + capped[unit],
                doubled_days=doubled[unit],
                capped_days=capped[unit],
                paid_days=len(chosen),
                amount_rial=sum(day.rial or 0 for day in chosen),
                state_at=self.at,
            )
            found[unit] = (line, tuple(chosen))
        return found

    def _count(self, counted: Counted) -> None:
        self.done.paid_days += len(counted.paid)
        self.done.doubled_days += len(counted.doubled)
        self.done.capped_days += len(counted.over_cap)
        self.done.unrated.update(day.rate_class for day in counted.unrated)

    def _store(self, lines: list[tuple[FeeLine, tuple[Day, ...]]]) -> None:
        FeeLine.objects.bulk_create([line for line, _ in lines])
        FeeDay.objects.bulk_create(
            FeeDay(
                line=line,
                person_id=line.person_id,
                date=day.on,
                attendance_id=day.attendance,
                rate_class=day.rate_class,
                amount_rial=day.rial or 0,
            )
            for line, chosen in lines
            for day in chosen
        )
        self.done.written += len(lines)
        self.done.rial += sum(line.amount_rial for line, _ in lines)


class _Kept:
    """What is written already about some people: lines to compare, and days that are settled."""

    def __init__(self, people: Iterable[int], day: PollingDay) -> None:
        people = list(people)
        self.computed: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
        self.parts: Counter[tuple[int, int]] = Counter()
        self.settled: Counter[int] = Counter()
        self.dates: dict[int, set[Any]] = defaultdict(set)
        self.attendances: dict[int, set[int]] = defaultdict(set)
        self.days_of: dict[int, set[tuple[int, int]]] = defaultdict(set)
        self._read_lines(people, day)
        self._read_days(people, day)

    def _read_lines(self, people: list[int], day: PollingDay) -> None:
        fields = ("pk", "person_id", "unit_id", "part", "state", "rule_id", *_COMPARED)
        for line in FeeLine.objects.filter(polling_day=day, person__in=people).values(*fields):
            key = (line["person_id"], line["unit_id"])
            if line["state"] == FeeLine.State.COMPUTED:
                self.computed[key[0]][key[1]] = line
            else:
                self.parts[key] = max(self.parts[key], line["part"])

    def _read_days(self, people: list[int], day: PollingDay) -> None:
        fields = ("person_id", "date", "attendance_id", "amount_rial", "line_id")
        rows = FeeDay.objects.filter(person__in=people).order_by()
        told = rows.values_list(*fields, "line__state", "line__polling_day_id")
        for person, date, attendance, rial, line, state, polling_day in told:
            if polling_day == day.pk and state == FeeLine.State.COMPUTED:
                self.days_of[line].add((attendance, rial))
                continue
            self.dates[person].add(date)
            if polling_day == day.pk:
                self.settled[person] += 1
                self.attendances[person].add(attendance)


_COMPARED = ("claimed_days", "doubled_days", "capped_days", "paid_days", "amount_rial")


def _is_same(
    old: Mapping[str, Any], line: FeeLine, days: set[tuple[int, int]], chosen: Iterable[Day]
) -> bool:
    same = all(old[name] == getattr(line, name) for name in _COMPARED)
    return (
        same
        and (old["rule_id"], old["part"]) == (line.rule_id, line.part)
        and days == {(day.attendance, day.rial or 0) for day in chosen}
    )


def _by_line(days: Iterable[Day], groups: Mapping[int, Any], first: int | None) -> Counter[int]:
    """Unpaid days by the line that tells of them: of the same unit, else the first line."""
    found: Counter[int] = Counter()
    for day in days:
        unit = day.unit if day.unit in groups else first
        if unit is not None:
            found[unit] += 1
    return found
