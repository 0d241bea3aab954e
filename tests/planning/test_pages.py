"""The pages of planning: the wizard, a plan, its questions, its files, the keeper's queue."""

import io
import json
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from sandoq.apps.planning.models import Run, Scenario, TransferOrder
from sandoq.apps.planning.selectors import devices_for
from sandoq.apps.planning.services.running import run_solver
from sandoq.apps.territory.models import Unit
from tests.planning.scene import Short, a_draft, a_short_province, a_solved, an_approved

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def at(name: str, scenario: Scenario, **more: Any) -> str:
    return reverse(f"planning:{name}", kwargs={"key": scenario.key, **more})


def read(client: Client, address: str, **query: Any) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, (address, response.status_code)
    return str(response.content.decode())


def test_the_wizard_writes_a_draft_and_nothing_else_before_its_last_step() -> None:
    """Left after the second step it is found again where it was."""
    short = a_short_province()
    client = signed_in(short.head)
    client.get("/planning/", {"unit": short.base.province.key, "election": short.election.slug})

    made = client.post(
        "/planning/new/", {"kind": "equipment", "title": "Spring", "key": str(uuid4())}
    )
    draft = Scenario.objects.get()
    assert made.headers["location"] == at("means", draft)
    client.post(
        at("means", draft),
        {
            "with_untested": "on",
            "equity_floor": "0.5",
            "elector_loss": "0.01",
            "urgent_units": [str(short.base.babol.key)],
        },
    )
    assert "Decisions that stand" in read(client, at("fixed", draft))
    number = short.babol[1].number
    client.post(at("fixed", draft), {"ready": f"بابل {number}", "stores_lost": []})
    checked = read(client, at("check", draft))
    assert "Stations that have everything" in checked
    assert not Run.objects.exists()

    draft.refresh_from_db()
    assert draft.state == "draft"
    assert draft.settings["equity_floor"] == 0.5
    assert draft.settings["ready"] == [str(short.babol[1].key)]
    client.post(at("start", draft))
    draft.refresh_from_db()
    assert draft.state == "solving"
    assert Run.objects.count() == 1


def test_a_line_that_names_no_station_is_shown_with_what_to_write() -> None:
    short = a_short_province()
    draft = a_draft(short)

    answer = signed_in(short.head).post(at("fixed", draft), {"ready": "بابل 99999"})

    assert "بابل 99999" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.settings["ready"] == []


def test_progress_is_shown_and_the_finished_page_comes_by_itself() -> None:
    short = a_short_province()
    scenario = a_draft(short)
    client = signed_in(short.head)
    client.post(at("start", scenario))
    assert "Waits for a worker" in read(client, at("plan", scenario))
    asked = client.get(at("progress", scenario), headers={"HX-Request": "true"})
    assert "Waits for a worker" in asked.content.decode()

    client.post(at("stop", scenario))
    run_solver(str(Run.objects.get().key))

    done = client.get(at("progress", scenario), headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"
    assert "electors would vote at ready stations" in read(client, at("plan", scenario))


def test_a_plan_says_what_it_reaches_and_why_amol_is_short() -> None:
    short = a_short_province(readers=4)
    scenario = a_solved(short)
    client = signed_in(short.member)

    page = read(client, at("plan", scenario))
    assert "Lost to a lack of Check-in device" in page
    assert "proven" in page
    assert "more of Faraz F1" in page
    assert "Each sentence was verified" in page

    found = read(client, at("why", scenario), q="آمل")
    assert f"?county={short.base.amol.key}" in found
    county = read(client, at("why", scenario), county=str(short.base.amol.key))
    assert "At 2 stations what is in reach serves more electors elsewhere" in county
    station = read(client, at("why", scenario), station=str(short.amol[0].key))
    assert "It lacks 1 of Check-in device." in station
    assert "Besides equipment it lacks 1 other thing" in station
    assert "These stations would give way:" in station
    ready = read(client, at("why", scenario), station=str(short.babol[0].key))
    assert "The plan makes this station ready." in ready


def test_flows_and_files_hold_the_plan() -> None:
    """PDF for signatures, XLSX, GeoJSON and JSON; the same bytes each time."""
    short = a_short_province(readers=4)
    scenario = an_approved(short)
    client = signed_in(short.head)
    assert "Map of flows" in read(client, at("map", scenario))
    flows = client.get(at("flows", scenario)).json()
    assert [line["units"] for line in flows["lines"]] == [8]
    assert sum(state for _, _, state in flows["stations"]) == 4

    files = {
        form: client.get(at("file", scenario, form=form)).content
        for form in ("pdf", "xlsx", "geojson", "json")
    }
    assert files["pdf"].startswith(b"%PDF-")
    assert files["pdf"] == client.get(at("file", scenario, form="pdf")).content
    with ZipFile(io.BytesIO(files["xlsx"])) as book:
        texts = book.read("xl/sharedStrings.xml").decode()
    assert "دستور انتقال" in book.namelist() or "انبار فرمانداری" in texts
    assert scenario.plan_sha256 in texts
    features = json.loads(files["geojson"])["features"]
    kinds = [one["geometry"]["type"] for one in features]
    assert (kinds.count("LineString"), kinds.count("Point")) == (2, 6)
    assert sum(one["properties"].get("quantity", 0) for one in features) == 8
    document = json.loads(files["json"])
    assert document["plan"]["input_sha256"] == document["question_sha256"]


def test_plans_are_compared_side_by_side() -> None:
    short = a_short_province(readers=4)
    first = a_solved(short)
    second = a_solved(short, urgent_units=(str(short.base.amol.key),))
    client = signed_in(short.head)

    page = read(client, "/planning/compare/", s=[str(first.key), str(second.key)])

    assert "Side by side" in page
    assert "stations become ready that were not" in page


def test_the_second_person_reads_the_statement_and_approves() -> None:
    short = a_short_province(readers=4)
    scenario = a_solved(short)
    head, member = signed_in(short.head), signed_in(short.member)
    head.post(at("propose", scenario))
    assert "waits for your approval" in read(member, "/planning/")
    statement = read(member, at("approve", scenario))
    assert "transfer orders" in statement
    own = read(head, at("approve", scenario))
    assert "You proposed it yourself" in own

    approval = scenario.approvals.get()
    member.post(at("approve", scenario), {"statement": approval.statement_sha256})

    scenario.refresh_from_db()
    assert scenario.state == "approved"
    assert "Transfer orders" in read(head, at("plan", scenario))


def test_a_plan_is_returned_with_a_reason() -> None:
    short = a_short_province(readers=4)
    scenario = a_solved(short)
    signed_in(short.head).post(at("propose", scenario))
    member = signed_in(short.member)
    sha256 = scenario.approvals.get().statement_sha256

    empty = member.post(at("return", scenario), {"statement": sha256, "reason": ""})
    assert empty.status_code == 200
    member.post(at("return", scenario), {"statement": sha256, "reason": "again"})

    scenario.refresh_from_db()
    assert scenario.state == "solved"
    assert "again" in read(member, at("plan", scenario))


def test_the_keeper_offers_what_an_order_asks_for() -> None:
    """The queue proposes serial numbers; a wrong one is refused beside the form."""
    short = a_short_province(readers=4)
    an_approved(short)
    keeper = signed_in(short.base.amol_keeper)
    page = read(keeper, "/planning/orders/")
    assert "2 orders wait for your stores" in page
    order = TransferOrder.objects.get(model=short.base.reader)
    address = reverse("planning:order-offer", kwargs={"key": order.key})

    wrong = keeper.post(address, {"codes": "XX-1", "client_uuid": str(uuid4())})
    assert "XX-1" in wrong.content.decode()
    serials = "\n".join(devices_for(order).values_list("serial", flat=True)[:4])
    keeper.post(address, {"codes": serials, "client_uuid": str(uuid4())})

    assert order.hand_overs.get().lines.count() == 4
    assert "On the way" in read(keeper, "/planning/orders/")
    assert signed_in(short.base.expert).get("/planning/orders/").status_code == 403


def test_a_county_reads_its_own_part_and_no_more() -> None:
    short = a_short_province(readers=4)
    scenario = an_approved(short)
    keeper = signed_in(short.base.keeper)

    board = read(keeper, "/planning/", unit=str(short.base.babol.key))
    assert at("part", scenario, unit=short.base.babol.key) in board
    part = read(keeper, at("part", scenario, unit=short.base.babol.key))
    assert "What comes" in part
    assert keeper.get(at("plan", scenario)).status_code == 404
    amol: Unit = short.base.amol
    assert keeper.get(at("part", scenario, unit=amol.key)).status_code == 404


def test_something_broke_begins_a_draft_from_the_plan_in_force() -> None:
    short: Short = a_short_province(readers=4)
    scenario = an_approved(short)
    client = signed_in(short.head)
    assert "Something broke" in read(client, at("broken", scenario))

    client.post(at("broken", scenario), {"title": "After", "key": str(uuid4())})

    draft = Scenario.objects.get(title="After")
    assert draft.previous == scenario
    assert "Price of a change" in read(client, at("means", draft))


def test_an_empty_board_shows_the_first_step() -> None:
    short = a_short_province()

    page = read(signed_in(short.head), "/planning/")

    assert "Begin a scenario" in page


def test_what_one_supply_would_change_is_answered_and_nothing_is_written() -> None:
    """Two readers more at Amol make its two stations ready; two fewer cost two of Babol."""
    short = a_short_province(readers=4)
    scenario = a_solved(short)
    client = signed_in(short.member)
    asked = {"model": str(short.base.reader.key), "store": str(short.base.amol_store.key)}
    assert "Nothing is written" in read(client, at("what-if", scenario))

    more = read(client, at("what-if", scenario), units=2, **asked)
    fewer = read(client, at("what-if", scenario), units=-2, **asked)

    assert "1,010 more electors would vote at ready stations" in more
    assert "would lose their ready stations" in fewer
    assert Scenario.objects.get().plan_sha256 == scenario.plan_sha256
