"""What the elections room refuses, and why."""

from datetime import date

from sandoq.common.errors import BadInput, Conflict, DomainError


class BadSeatRule(BadInput):
    """A seat rule's data cannot be read; `field` is the key at fault."""

    code = "bad-seat-rule"


class BadVotes(BadInput):
    """A count that cannot be: `field` is the candidate, "seats" or "valid-votes"."""

    code = "bad-votes"


class SeatRuleInUse(Conflict):
    """A rule by which contests are decided never changes; a changed rule gets a new name."""

    code = "seat-rule-in-use"

    def __init__(self, rule: str, contests: int) -> None:
        super().__init__(rule, contests)
        self.rule = rule
        self.contests = contests


class SlugTaken(Conflict):
    """Another election, or contest of the election, has this short name."""

    code = "slug-taken"

    def __init__(self, slug: str, holder: str) -> None:
        super().__init__(slug, holder)
        self.slug = slug
        self.holder = holder


class HoursOutOfOrder(DomainError):
    """The stations of a polling day close after they open."""

    code = "hours-out-of-order"
    status = 422

    def __init__(self, opens: str, closes: str) -> None:
        super().__init__(opens, closes)
        self.opens = opens
        self.closes = closes


class PollingDayPlanned(Conflict):
    """The day is planned with other hours; every election of a day has the same."""

    code = "polling-day-planned"

    def __init__(self, date: date, opens: str, closes: str) -> None:
        super().__init__(date, opens, closes)
        self.date = date
        self.opens = opens
        self.closes = closes


class PreviousElectionNotEarlier(DomainError):
    """The previous election, or round, was held before this one."""

    code = "previous-election-not-earlier"
    status = 422

    def __init__(self, previous: str, previous_date: date, date: date) -> None:
        super().__init__(previous, previous_date, date)
        self.previous = previous
        self.previous_date = previous_date
        self.date = date


class ConstituencyEmpty(DomainError):
    """A constituency has at least one unit and one seat."""

    code = "constituency-empty"
    status = 422

    def __init__(self, constituency: str) -> None:
        super().__init__(constituency)
        self.constituency = constituency


class ConstituenciesOverlap(Conflict):
    """A unit would belong to two constituencies of one contest.

    `holder` is the other constituency; empty if the units given overlap each other.
    """

    code = "constituencies-overlap"

    def __init__(self, unit: str, holder: str, contest: str) -> None:
        super().__init__(unit, holder, contest)
        self.unit = unit
        self.holder = holder
        self.contest = contest


class ConstituencyNameTaken(Conflict):
    """Another constituency of the contest has the name, with other seats or units."""

    code = "constituency-name-taken"

    def __init__(self, constituency: str, contest: str) -> None:
        super().__init__(constituency, contest)
        self.constituency = constituency
        self.contest = contest


class StageTooFar(DomainError):
    """A contest goes at most one step further than at the previous election at the same place.

    `place` is the first unit or station in the way, `previous` its stage then ("S0" if there was
    no election), `stage` the one asked for, `furthest` the furthest allowed there.
    """

    code = "stage-too-far"
    status = 422

    def __init__(self, place: str, previous: str, stage: str, furthest: str) -> None:
        super().__init__(place, previous, stage, furthest)
        self.place = place
        self.previous = previous
        self.stage = stage
        self.furthest = furthest


class StepBackWithoutReason(DomainError):
    """A stage below the previous election's needs a reason."""

    code = "step-back-without-reason"
    status = 422

    def __init__(self, place: str, previous: str, stage: str) -> None:
        super().__init__(place, previous, stage)
        self.place = place
        self.previous = previous
        self.stage = stage


class FallbackNotLower(DomainError):
    """A stage falls back to a lower one."""

    code = "fallback-not-lower"
    status = 422

    def __init__(self, stage: str, fallback: str) -> None:
        super().__init__(stage, fallback)
        self.stage = stage
        self.fallback = fallback


class StageOrderMissing(DomainError):
    """A stage is assigned by an order."""

    code = "stage-order-missing"
    status = 422

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


class OutsideContest(DomainError):
    """The contest is not held at this unit or station."""

    code = "outside-contest"
    status = 422

    def __init__(self, place: str, contest: str) -> None:
        super().__init__(place, contest)
        self.place = place
        self.contest = contest


class StagesBuiltUpon(Conflict):
    """A later election took its stages from this one's; they stay as they were."""

    code = "stages-built-upon"

    def __init__(self, election: str, later: str) -> None:
        super().__init__(election, later)
        self.election = election
        self.later = later


class CalendarOutOfOrder(DomainError):
    """A step of the calendar ends on or after the day it begins."""

    code = "calendar-out-of-order"
    status = 422

    def __init__(self, begins_on: date, ends_on: date) -> None:
        super().__init__(begins_on, ends_on)
        self.begins_on = begins_on
        self.ends_on = ends_on


class RunOffEmpty(DomainError):
    """A run-off is held in at least one constituency of the round before."""

    code = "run-off-empty"
    status = 422

    def __init__(self, election: str) -> None:
        super().__init__(election)
        self.election = election


class RunOffSeats(DomainError):
    """A run-off fills between one and all of the constituency's seats."""

    code = "run-off-seats"
    status = 422

    def __init__(self, constituency: str, seats: int, limit: int) -> None:
        super().__init__(constituency, seats, limit)
        self.constituency = constituency
        self.seats = seats
        self.limit = limit


class ForeignConstituency(DomainError):
    """The constituency belongs to another election than the round before."""

    code = "foreign-constituency"
    status = 422

    def __init__(self, constituency: str, election: str) -> None:
        super().__init__(constituency, election)
        self.constituency = constituency
        self.election = election
