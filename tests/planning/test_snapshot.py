"""A snapshot's totals are the database's, and what is doubtful is told, never dropped."""

import pytest
from django.db.models import Sum

from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.services import acknowledge_hand_over, offer_hand_over
from sandoq.apps.planning.rules.figures import complete_now, supply_rows
from sandoq.apps.planning.services.snapshots import question_for_command
from sandoq.apps.readiness.models import Need
from sandoq.apps.territory.models import Point, Unit
from sandoq.engines.allocation.equipment import read_question
from tests.planning.scene import a_short_province

pytestmark = pytest.mark.django_db
NO_PLAN = {"ready": [], "short": [], "transfers": [], "allotments": []}


def the_question(unit: Unit) -> dict:
    return question_for_command("equipment", str(unit.key), None)


def doubts_of(question: dict) -> dict[str, int]:
    return {row["doubt"]: row["count"] for row in question["doubts"]}


def test_totals_are_those_of_the_database() -> None:
    """Stations, electors, lack and means: each counted by another query than the snapshot's."""
    short = a_short_province()

    question = the_question(short.base.province)

    stations = short.babol + short.amol
    assert {row["code"] for row in question["stations"]} == {str(one.key) for one in stations}
    assert sum(row["electors"] for row in question["stations"]) == sum(
        one.electors for one in stations
    )
    rows = {row.item: row for row in supply_rows(question, NO_PLAN)}
    for item in ("check-in-device", "ups"):
        asked = Need.objects.filter(requirement__item=item, ended_at=None)
        assert rows[item].lacking == asked.aggregate(n=Sum("quantity"))["n"]
    assert (rows["check-in-device"].in_stores, rows["ups"].in_stores) == (4, 7)
    assert "power" not in rows  # nobody keeps mains in a store
    assert {row["code"] for row in question["units"]} == {
        str(short.base.babol.key),
        str(short.base.amol.key),
    }


def test_the_engine_reads_it() -> None:
    """The document is the engine's own question, names beside codes do not disturb it."""
    short = a_short_province()

    question = read_question(the_question(short.base.province))

    assert question.stations.electors.sum() == sum(s.electors for s in short.babol + short.amol)
    assert question.stores.stock.sum() == 11


def test_a_device_in_custody_at_a_station_is_not_asked_again() -> None:
    short = a_short_province(readers=0, ups=0)
    short.base.with_operator(1)

    question = the_question(short.base.province)

    rows = {row.item: row for row in supply_rows(question, NO_PLAN)}
    assert rows["check-in-device"].lacking == len(short.babol) + len(short.amol) - 1
    served = next(r for r in question["stations"] if r["code"] == str(short.base.station.key))
    assert served["has"] == {str(short.base.reader.key): 1}
    assert served["needs"]["check-in-device"] == 1
    assert not complete_now(question)  # it lacks its UPS still


def test_what_is_promised_missing_or_locked_is_no_free_means() -> None:
    """An offered device is left out; a locked one may serve only its region."""
    short = a_short_province(readers=3, ups=0)
    base = short.base
    base.devices(2, store=base.amol_store, by=base.amol_keeper, region=base.amol)
    offered = base.devices(1, store=base.store, to=AssetState.SEALED)
    offer_hand_over(by=base.keeper, assets=offered, to_person=base.keeper_2.person)

    question = the_question(base.province)

    assert doubts_of(question)["device-offered"] == 1
    by_lock = {bool(row["serves"]): sum(row["stock"].values()) for row in question["stores"]}
    assert by_lock == {False: 3, True: 2}
    locked = next(row for row in question["stores"] if row["serves"])
    assert locked["serves"] == [str(base.amol.key)]


def test_missing_coordinates_and_electors_are_told_and_nobody_is_dropped() -> None:
    short = a_short_province()
    Point.objects.filter(station=short.babol[1]).update(lon=None, lat=None)
    type(short.babol[2]).objects.filter(pk=short.babol[2].pk).update(electors=0)

    question = the_question(short.base.province)

    told = doubts_of(question)
    assert told["station-without-place"] == told["station-without-electors"] == 1
    assert len(question["stations"]) == len(short.babol) + len(short.amol)
    placed = next(r for r in question["stations"] if r["code"] == str(short.babol[1].key))
    assert (placed["lon"], placed["lat"]) == (52.68, 36.55)  # the county's seat


def test_a_county_without_a_store_is_told() -> None:
    short = a_short_province()
    short.base.store.closed_at = short.base.store.opened_at
    short.base.store.save()

    question = the_question(short.base.province)

    assert doubts_of(question)["county-without-store"] == 1


def test_what_another_received_counts_at_its_place() -> None:
    """Devices that moved between stores are means of the receiving store."""
    short = a_short_province(readers=2, ups=0)
    base = short.base
    moved = base.devices(1, store=base.amol_store, by=base.amol_keeper)
    offer = offer_hand_over(by=base.amol_keeper, assets=moved, to_store=base.store, is_ordered=True)
    acknowledge_hand_over(by=base.keeper, hand_over=offer)

    question = the_question(base.province)

    stock = {row["unit"]: sum(row["stock"].values()) for row in question["stores"]}
    assert stock == {str(base.babol.key): 1, str(base.amol.key): 2}
