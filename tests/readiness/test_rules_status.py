"""Ready, ready on fallback, not ready: against a brute-force reading of the definition."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.readiness.rules.bridge import Change, Step, bridge
from sandoq.apps.readiness.rules.needs import NeedState
from sandoq.apps.readiness.rules.status import (
    NO_POINT,
    NO_REQUIREMENT,
    SEVERITY,
    NeedFacts,
    Readiness,
    Tally,
    point_state,
    station_state,
)

AT = datetime(2024, 2, 1, tzinfo=UTC)
CODES = ("power", "link", "link-b", "pollbook", "seals", "paper")
RANK = {Readiness.NOT_READY: 0, Readiness.ON_FALLBACK: 1, Readiness.READY: 2}


@st.composite
def needs(draw: st.DrawFn, codes: tuple[str, ...] = CODES) -> NeedFacts:
    state = draw(st.sampled_from(NeedState))
    return NeedFacts(
        code=draw(st.sampled_from(codes)),
        blocking=draw(st.booleans()),
        state=state,
        verified_until=AT + timedelta(days=draw(st.integers(-1, 2)))
        if state is NeedState.VERIFIED
        else None,
        fallbacks=frozenset(draw(st.sets(st.sampled_from(codes), max_size=2))),
    )


POINT = st.lists(needs(), max_size=7)
STATION = st.tuples(
    st.lists(needs(CODES[:3]), max_size=4),
    st.dictionaries(st.integers(1, 3), st.lists(needs(CODES[3:]), max_size=4), max_size=3),
)


def by_the_book(facts: list[NeedFacts]) -> Readiness:
    """`domain.md`, word by word and without economy."""
    blocking = [need for need in facts if need.blocking]
    if not blocking:
        return Readiness.NOT_READY  # unknown is not ready
    if all(need.is_verified(AT) for need in blocking):
        return Readiness.READY
    for gap in (need for need in blocking if not need.is_verified(AT)):
        covering = [
            code
            for code in gap.fallbacks
            if any(need.code == code for need in facts)
            and all(need.is_verified(AT) for need in facts if need.code == code)
        ]
        if not covering:
            return Readiness.NOT_READY
    return Readiness.ON_FALLBACK


@given(POINT)
def test_a_point_is_judged_as_the_domain_says(facts: list[NeedFacts]) -> None:
    """The verdict, and that exactly the not-ready have a reason."""
    verdict = point_state(facts, AT)
    assert verdict.state is by_the_book(facts)
    assert bool(verdict.gaps) == (verdict.state is Readiness.NOT_READY)
    assert bool(verdict.covered) >= (verdict.state is Readiness.ON_FALLBACK)


@given(POINT, st.data())
def test_losing_a_verification_never_improves_a_point(
    facts: list[NeedFacts], data: st.DataObject
) -> None:
    """Whoever makes evidence disappear cannot gain by it."""
    before = point_state(facts, AT).state
    worse = [
        replace(need, state=data.draw(st.sampled_from(list(set(NeedState) - {NeedState.VERIFIED}))))
        if need.state is NeedState.VERIFIED and data.draw(st.booleans())
        else need
        for need in facts
    ]
    assert RANK[point_state(worse, AT).state] <= RANK[before]


@given(POINT, st.data())
def test_a_waiver_never_improves_a_point(facts: list[NeedFacts], data: st.DataObject) -> None:
    """Waiving any needs leaves the verdict, or worsens it where a verified one was waived."""
    waived = [
        replace(need, state=NeedState.WAIVED, verified_until=None)
        if data.draw(st.booleans())
        else need
        for need in facts
    ]
    assert RANK[point_state(waived, AT).state] <= RANK[point_state(facts, AT).state]


@given(POINT, needs())
def test_asking_for_more_never_improves_a_judged_point(
    facts: list[NeedFacts], added: NeedFacts
) -> None:
    """A province that adds a requirement cannot make a point of the nation's set greener.

    The added code is new: within one code, all needs must be verified.
    """
    added = replace(added, code="added")
    if any(need.blocking for need in facts):
        facts = [replace(need, fallbacks=need.fallbacks - {"added"}) for need in facts]
        assert RANK[point_state([*facts, added], AT).state] <= RANK[point_state(facts, AT).state]


@given(POINT)
def test_past_its_date_a_verification_counts_no_longer(facts: list[NeedFacts]) -> None:
    """Even before a job has written so: a board read late is not greener."""
    later = AT + timedelta(days=3)
    assert point_state(facts, later).state is not Readiness.READY or not facts


@given(STATION)
def test_a_station_is_as_ready_as_its_worst_point(
    station: tuple[list[NeedFacts], dict[int, list[NeedFacts]]],
) -> None:
    """A mobile station with one dead stop is not ready, and the stop is named."""
    own, by_point = station
    verdict = station_state(own, by_point, AT)
    points = {seq: point_state([*own, *facts], AT) for seq, facts in by_point.items()}
    if not points:
        assert verdict.state is Readiness.NOT_READY
        assert (NO_POINT, None) in verdict.gaps
        return
    assert verdict.state is min((p.state for p in points.values()), key=SEVERITY.__getitem__)
    assert verdict.points == points
    for seq, point in points.items():
        for code in point.gaps:
            assert (code, seq) in verdict.gaps or (code, None) in verdict.gaps
    for code, seq in verdict.gaps:
        lacking = points.values() if seq is None else [points[seq]]
        assert all(code in point.gaps for point in lacking)


def test_nothing_asked_is_nothing_known() -> None:
    """A station without requirements is not ready, and says that this is why."""
    verdict = station_state([], {1: []}, AT)
    assert verdict.state is Readiness.NOT_READY
    assert verdict.gaps == ((NO_REQUIREMENT, None),)


def test_the_second_of_three_points_is_named() -> None:
    """«محل ۲ پیوند ندارد»: the exact need at the exact point, and nothing else."""

    def link(state: NeedState) -> NeedFacts:
        until = AT + timedelta(days=9) if state is NeedState.VERIFIED else None
        return NeedFacts("link", blocking=True, state=state, verified_until=until)

    ok = NeedState.VERIFIED
    verdict = station_state([], {1: [link(ok)], 2: [link(NeedState.EVIDENCED)], 3: [link(ok)]}, AT)
    assert verdict.state is Readiness.NOT_READY
    assert verdict.gaps == (("link", 2),)


STATIONS = st.lists(st.tuples(st.sampled_from(Readiness), st.integers(0, 3000)), max_size=20)


@given(STATIONS, st.integers(0, 20))
def test_an_area_is_the_sum_of_its_parts(stations: list[tuple[Readiness, int]], cut: int) -> None:
    """However the area is divided, nothing is lost and nothing counted twice."""
    tallies = [Tally.of(state, electors) for state, electors in stations]
    whole = sum(tallies, Tally())
    assert whole == sum(tallies[:cut], Tally()) + sum(tallies[cut:], Tally())
    assert whole - sum(tallies[:cut], Tally()) == sum(tallies[cut:], Tally())
    assert whole.stations == len(stations)
    assert whole.electors == sum(electors for _, electors in stations)
    assert whole.electors_not_ready == sum(
        electors for state, electors in stations if state is Readiness.NOT_READY
    )


STATES = st.sampled_from(["", *Readiness])
HISTORY = st.lists(st.tuples(STATES, st.integers(0, 3000)), min_size=1, max_size=5)


@given(
    st.lists(st.lists(st.tuples(STATES, st.integers(0, 3000)), min_size=1, max_size=5), max_size=8)
)
def test_the_bridge_explains_every_elector(histories: list[list[tuple[str, int]]]) -> None:
    """The figures then, plus each line's effect, are the figures now, for any history."""

    def tally(state: str, electors: int) -> Tally:
        return Tally.of(state, electors) if state else Tally()

    then = sum((tally(*history[0]) for history in histories), Tally())
    now = sum((tally(*history[-1]) for history in histories), Tally())
    changes = [
        Change(before[0], after[0], before[1], after[1])
        for history in histories
        for before, after in pairwise(history)
        if before != after and (before[0] or after[0])
    ]
    found = bridge(changes, now)
    assert found.before == then
    assert [*accumulate((line.effect for line in found.lines), initial=found.before)][-1] == now
    assert sum(line.changes for line in found.lines) == len(changes)


def test_a_bridge_line_is_named_for_what_happened() -> None:
    """Retired and improved are never one line: one shrinks the denominator."""
    ready, not_ready = Readiness.READY, Readiness.NOT_READY
    assert Change("", ready, 0, 5).step is Step.ENTERED
    assert Change(not_ready, "", 5, 0).step is Step.LEFT
    assert Change(not_ready, ready, 5, 5).step is Step.IMPROVED
    assert Change(ready, not_ready, 5, 5).step is Step.WORSENED
    assert Change(ready, ready, 5, 6).step is Step.ELECTORS
