"""Limits of work, as pure rules and as the services hold them."""

from datetime import UTC, datetime, timedelta

import pytest

from sandoq.apps.workforce.errors import (
    DutiesClash,
    ElectionOfAnotherDay,
    RolePlaceMismatch,
    ShiftInUse,
    WorkKeyReused,
)
from sandoq.apps.workforce.models import Appointment
from sandoq.apps.workforce.rules.limits import Breach, Duty, Limits, clash_with, minutes_by_day
from sandoq.apps.workforce.services import Placing, appoint, appoint_many, set_limits, withdraw
from sandoq.common.errors import NotAllowed
from tests.factories import a_station, an_election
from tests.workforce.scene import OPENS, a_person, a_scene, accepted, an_appointment

HOUR = timedelta(hours=1)
LIMITS = Limits(daily_minutes=12 * 60, rest_minutes=60)


def duty(start: float, end: float) -> Duty:
    return Duty(OPENS + start * HOUR, OPENS + end * HOUR, f"{start}-{end}")


def test_overlapping_duties_clash_and_the_other_is_named() -> None:
    clash = clash_with([duty(0, 4)], duty(3, 6), LIMITS)
    assert clash is not None
    assert (clash.breach, clash.other, clash.minutes) == (Breach.OVERLAP, duty(0, 4), 60)


def test_touching_duties_do_not_overlap_but_leave_no_rest() -> None:
    clash = clash_with([duty(0, 4)], duty(4, 6), LIMITS)
    assert clash is not None
    assert (clash.breach, clash.minutes) == (Breach.REST, 0)
    assert clash_with([duty(0, 4)], duty(4, 6), Limits(rest_minutes=0)) is None


@pytest.mark.parametrize("start", [5, -3])
def test_rest_of_exactly_the_minimum_is_enough_before_and_after(start: int) -> None:
    assert clash_with([duty(0, 4)], duty(start, start + 2), LIMITS) is None


def test_the_daily_maximum_counts_all_duties_of_the_day() -> None:
    held = [duty(0, 5), duty(6, 10)]
    assert clash_with(held, duty(11, 14), LIMITS) is None
    clash = clash_with(held, duty(11, 14.5), LIMITS)
    assert clash is not None
    assert (clash.breach, clash.minutes) == (Breach.DAILY, 12 * 60 + 30)


def test_work_past_midnight_counts_on_both_days_of_tehran() -> None:
    night = Duty(datetime(2024, 3, 1, 18, 30, tzinfo=UTC), datetime(2024, 3, 1, 22, 30, tzinfo=UTC))
    assert [minutes for _, minutes in minutes_by_day(night)] == [120, 120]


def test_one_single_duty_longer_than_the_maximum_is_refused() -> None:
    clash = clash_with([], duty(0, 13), LIMITS)
    assert clash is not None
    assert clash.other is None


@pytest.mark.django_db
def test_a_person_serves_one_of_two_simultaneous_elections_in_one_shift() -> None:
    """Two elections on one day do not give a person two days."""
    scene = a_scene()
    first = an_appointment(scene, election=scene.election)

    with pytest.raises(DutiesClash) as refusal:
        an_appointment(
            scene, first.person, election=scene.experts, station=a_station(scene.babol_central)
        )

    assert refusal.value.breach == "overlap"
    assert scene.station.name in refusal.value.clashing
    assert scene.election.name_fa in refusal.value.clashing
    assert Appointment.objects.count() == 1


@pytest.mark.django_db
def test_overlapping_shifts_of_one_person_clash_at_two_counties() -> None:
    scene = a_scene()
    first = an_appointment(scene)

    with pytest.raises(DutiesClash) as refusal:
        an_appointment(scene, first.person, shift=scene.afternoon, station=scene.other_station)

    assert refusal.value.minutes == 60
    assert refusal.value.person == first.person.name_fa


@pytest.mark.django_db
def test_a_withdrawn_or_declined_duty_frees_the_time() -> None:
    scene = a_scene()
    first = an_appointment(scene)
    withdraw(by=scene.headquarters, appointment=first, reason="بیماری")

    again = an_appointment(scene, first.person, shift=scene.afternoon)

    assert again.state == Appointment.State.PROPOSED


@pytest.mark.django_db
def test_many_are_appointed_or_none() -> None:
    """A clash inside the list itself is found too."""
    scene = a_scene()
    person = a_person(scene.babol)
    free = a_person(scene.babol)

    with pytest.raises(DutiesClash):
        appoint_many(
            by=scene.babol_it,
            placings=[
                Placing(free, scene.operator, scene.morning, station=scene.station),
                Placing(person, scene.operator, scene.morning, station=scene.station),
                Placing(person, scene.operator, scene.afternoon, station=scene.station),
            ],
        )

    assert not Appointment.objects.exists()


@pytest.mark.django_db
def test_appointing_twice_is_harmless_and_a_key_means_one_appointment() -> None:
    scene = a_scene()
    first = an_appointment(scene)
    again = an_appointment(scene, first.person)
    assert again.pk == first.pk

    with pytest.raises(WorkKeyReused):
        an_appointment(scene, key=first.key)
    assert Appointment.objects.count() == 1


@pytest.mark.django_db
def test_a_county_appoints_nobody_elsewhere() -> None:
    scene = a_scene()
    placing = Placing(
        a_person(scene.babol), scene.operator, scene.morning, station=scene.other_station
    )
    with pytest.raises(NotAllowed):
        appoint(by=scene.babol_it, placing=placing)


@pytest.mark.django_db
def test_a_role_of_stations_needs_a_station_and_one_of_units_none() -> None:
    scene = a_scene()
    person = a_person(scene.babol)
    with pytest.raises(RolePlaceMismatch):
        an_appointment(scene, person, station=None, unit=scene.babol)
    with pytest.raises(RolePlaceMismatch):
        an_appointment(scene, person, role=scene.roaming)
    assert an_appointment(scene, person, role=scene.roaming, station=None, unit=scene.babol)


@pytest.mark.django_db
def test_an_election_of_another_day_is_refused() -> None:
    scene = a_scene()
    other = an_election("later", on=OPENS.date() + timedelta(days=90))
    with pytest.raises(ElectionOfAnotherDay):
        an_appointment(scene, election=other)


@pytest.mark.django_db
def test_hours_people_agreed_to_do_not_change() -> None:
    from sandoq.apps.workforce.services import set_shift

    scene = a_scene()
    accepted(scene)
    with pytest.raises(ShiftInUse) as refusal:
        set_shift(
            by=scene.headquarters,
            polling_day=scene.election.polling_day,
            code="morning",
            name_fa="نوبت",
            name_en="morning",
            starts_at=OPENS,
            ends_at=OPENS + 9 * HOUR,
        )
    assert refusal.value.people == 1


@pytest.mark.django_db
def test_the_days_own_limits_hold() -> None:
    scene = a_scene()
    set_limits(
        by=scene.headquarters,
        polling_day=scene.election.polling_day,
        daily_minutes=6 * 60,
        rest_minutes=0,
    )
    with pytest.raises(DutiesClash) as refusal:
        an_appointment(scene)
    assert (refusal.value.breach, refusal.value.limit) == ("daily", 360)
