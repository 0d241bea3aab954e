"""Objects that stand in addresses: for every captured part, how one is built in a place.

A new address with a captured part needs an entry in `OBJECTS`; the walk fails and says so. The key
is the beginning of the address and the part's name; the longest beginning that fits is taken, so
parts of one name may mean different things in different rooms.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from sandoq.apps.accounts.models import Person, Post, Tenure, User
from sandoq.apps.accounts.routes import Route
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.services import issue_token
from sandoq.apps.connectivity.models import Operator, Reading, ReadingBatch, TowerBatch
from sandoq.apps.connectivity.services import follow_stations
from sandoq.apps.elections.models import CalendarEntry, Constituency, Contest, Election, SeatRule
from sandoq.apps.inventory.models import (
    Asset,
    Custody,
    DeviceModel,
    EquipmentImport,
    HandOver,
    ItemKind,
    Kit,
    KitTemplate,
    Lot,
    LotHolding,
    Stocktake,
    Store,
)
from sandoq.apps.obstacles.models import Agency, Obstacle, SolutionOption
from sandoq.apps.obstacles.services import DutyData, ObstacleData, issue_duty, report_obstacle
from sandoq.apps.planning.models import Scenario, TransferOrder
from sandoq.apps.planning.rules.figures import figures
from sandoq.apps.readiness.models import (
    Evidence,
    Need,
    PointStatus,
    Reinspection,
    ReinspectionItem,
    ReinspectionOutcome,
    Requirement,
    RequirementSet,
    StationStatus,
    Verification,
)
from sandoq.apps.readiness.services import freeze_due_report
from sandoq.apps.territory.models import ImportBatch, ImportRow, Station, Unit
from sandoq.apps.workforce.models import (
    Appointment,
    BankAnswer,
    Course,
    Enrolment,
    FeeBatch,
    FeeLine,
    FeeRule,
    Invitation,
    PeopleBatch,
    PeopleRow,
    Shift,
    TrainingSession,
    WorkRole,
)
from sandoq.apps.workforce.selectors.links import card_of, token_of
from sandoq.common.clock import now, today
from sandoq.common.hashing import canonical_json
from tests.factories import LONG_AGO, a_county, a_station, a_user, an_election

_numbers = count(100)


@dataclass(frozen=True)
class Place:
    """A province with one county and one district."""

    province: Unit
    county: Unit
    district: Unit

    def unit_of(self, role: Role) -> Unit:
        """Where a post of this role stands in this place."""
        match role:
            case Role.HEADQUARTERS:
                country: Unit = self.province.parent()
                return country
            case Role.PROVINCE_HEAD | Role.PROVINCE_MEMBER:
                return self.province
            case Role.COUNTY_IT:
                return self.county
        return self.district


@dataclass(frozen=True)
class Built:
    """The value in the address, and where the object lies.

    `path` is the path of its unit; None means that it lies nowhere: whoever has the permission
    may have it. `also` are other permissions that open it.
    """

    value: object
    path: str | None
    also: tuple[Permission, ...] = ()


@dataclass(frozen=True)
class Scene:
    """One request: where its objects lie, and what was built so far, by the part's name."""

    place: Place
    rows: dict[str, Any] = field(default_factory=dict)

    def built(self, path: str | None, value: object, *also: Permission, **rows: Any) -> Built:
        self.rows.update(rows)
        return Built(value, path, also)

    @property
    def inside(self) -> str:
        return self.place.district.path


Builder = Callable[[Scene], Built]


def _person(scene: Scene) -> Built:
    person = Person.objects.create(
        name_fa="کسی", home_unit=scene.place.district, created_at=LONG_AGO
    )
    return scene.built(scene.inside, person.key, person=person)


def _account(scene: Scene) -> Built:
    found = _person(scene)
    person = scene.rows["person"]
    User.objects.create(
        username=f"account-{person.pk}", person=person, password="!", date_joined=LONG_AGO
    )
    return found


def _post(scene: Scene) -> Built:
    post = Post.objects.create(unit=scene.place.district, role=Role.OPERATOR, number=next(_numbers))
    return scene.built(scene.inside, post.pk, post=post)


def _tenure(scene: Scene) -> Built:
    _person(scene)
    _post(scene)
    tenure = Tenure.objects.create(
        post=scene.rows["post"], person=scene.rows["person"], since=LONG_AGO, order_number="1"
    )
    return scene.built(scene.inside, tenure.pk)


def _token(scene: Scene) -> Built:
    """Somebody else's token: only who fills the post may touch it."""
    owner = a_user(Role.OPERATOR, scene.place.district)
    issued = issue_token(
        by=owner,
        tenure=Tenure.objects.get(person=owner.person),
        name="theirs",
        permissions=[Permission.TERRITORY_VIEW],
        expires_at=now() + timedelta(days=1),
    )
    return scene.built(scene.inside, issued.token.pk, Permission.POST_EDIT)


def _unit(scene: Scene) -> Built:
    return scene.built(scene.place.county.path, scene.place.county.key)


def _station(scene: Scene) -> Built:
    station: Station = a_station(scene.place.district)
    return scene.built(scene.inside, station.key, station=station)


def _batch(scene: Scene) -> Built:
    batch = ImportBatch.objects.create(
        unit=scene.place.county,
        counts=dict.fromkeys(ImportRow.Outcome.values, 0),
        previewed_by=a_user(Role.COUNTY_IT, scene.place.county),
        previewed_at=LONG_AGO,
    )
    return scene.built(scene.place.county.path, batch.key, batch=batch)


def _read_batch(scene: Scene) -> Built:
    """An import that knows the sheet its rows came from."""
    found = _batch(scene)
    batch = scene.rows["batch"]
    batch.files = [{"name": "stations.xlsx", "sha256": "0" * 64, "bytes": 1, "path": ""}]
    batch.mappings = [{"file": 0, "sheet": "1", "columns": {}}]
    batch.save()
    return found


def _applied_batch(scene: Scene) -> Built:
    found = _batch(scene)
    batch = scene.rows["batch"]
    batch.state, batch.applied_at, batch.applied_by = "applied", LONG_AGO, batch.previewed_by
    batch.save()
    return found


def _batch_row(scene: Scene) -> Built:
    row = ImportRow.objects.create(
        batch=scene.rows["batch"], position=0, file=0, sheet="1", row=2, outcome="quarantined"
    )
    return scene.built(scene.place.county.path, row.position)


def _election(scene: Scene) -> Built:
    election = Election.objects.first() or an_election()
    return scene.built(None, election.slug, election=election)


def _contest(scene: Scene) -> Built:
    _election(scene)
    rule, _ = SeatRule.objects.get_or_create(
        slug="walk", defaults={"name_fa": "قاعده", "name_en": "Rule", "rule": _SEAT_RULE}
    )
    contest, _ = Contest.objects.get_or_create(
        election=scene.rows["election"],
        slug="walk",
        defaults={"name_fa": "رقابت", "name_en": "Contest", "seat_rule": rule},
    )
    return scene.built(None, contest.slug, contest=contest)


def _constituency(scene: Scene) -> Built:
    _contest(scene)
    found, _ = Constituency.objects.get_or_create(
        contest=scene.rows["contest"], name_fa="حوزه", defaults={"seats": 1}
    )
    found.units.add(scene.place.county)
    return scene.built(None, found.key)


def _calendar_entry(scene: Scene) -> Built:
    _election(scene)
    entry = CalendarEntry.objects.create(
        election=scene.rows["election"], name_fa="گام", begins_on=today(now())
    )
    return scene.built(None, entry.pk)


def _requirement_set(scene: Scene, state: str) -> RequirementSet:
    _election(scene)
    return RequirementSet.objects.create(
        polling_day=scene.rows["election"].polling_day,
        unit=scene.place.province,
        version=next(_numbers),
        state=state,
        published_at=None if state == "draft" else LONG_AGO,
    )


def _published_set(scene: Scene) -> Built:
    """Everybody who reads readiness reads what is required, anywhere."""
    found = _requirement_set(scene, "published")
    return scene.built(None, found.pk, set=found)


def _draft_set(scene: Scene) -> Built:
    found = _requirement_set(scene, "draft")
    return scene.built(scene.place.province.path, found.pk, set=found)


def _requirement(scene: Scene) -> Built:
    requirement = Requirement.objects.create(
        set=scene.rows["set"],
        code="power",
        item="ups",
        name_fa="برق",
        name_en="Power",
        place="station",
        criticality="blocking",
        stages=["S1"],
        station_kinds=["fixed"],
        quantity={"minimum": 1},
        evidence_policy=_EVIDENCE_POLICY,
    )
    return scene.built(None, requirement.code, requirement=requirement)


def _need(scene: Scene) -> Built:
    if "station" not in scene.rows:
        _station(scene)
    _published_set(scene)
    _requirement(scene)
    need = Need.objects.create(
        requirement=scene.rows["requirement"],
        station=scene.rows["station"],
        state_since=LONG_AGO,
    )
    return scene.built(scene.inside, need.pk, need=need)


def _evidence(scene: Scene) -> Built:
    """A proof recorded by another county of the province, so that its own may judge it."""
    _need(scene)
    author = a_user(Role.COUNTY_IT, a_county(f"دیگر {next(_numbers)}", scene.place.province))
    tenure = Tenure.objects.get(person=author.person)
    evidence = Evidence.objects.create(
        need=scene.rows["need"],
        kind="visit",
        taken_at=LONG_AGO,
        recorded_at=LONG_AGO,
        author=author,
        author_tenure=tenure,
        author_unit=tenure.post.unit,
        sha256="0" * 64,
    )
    return scene.built(scene.inside, evidence.key, evidence=evidence)


def _evidence_file(scene: Scene) -> Built:
    """Who may see the station, or judge the proof, may see its photo."""
    found = _evidence(scene)
    evidence = scene.rows["evidence"]
    evidence.file.save("photo.jpg", ContentFile(b"a photo"))
    return Built(found.value, found.path, (Permission.READINESS_VIEW, Permission.EVIDENCE_VERIFY))


def _point(scene: Scene) -> Built:
    _station(scene)
    _election(scene)
    point = scene.rows["station"].points.get()
    PointStatus.objects.create(
        election=scene.rows["election"],
        point=point,
        station=scene.rows["station"],
        state="not-ready",
    )
    return scene.built(scene.inside, point.pk)


def _rated_station(scene: Scene) -> Built:
    """A station with a row on the board."""
    found = _station(scene)
    _election(scene)
    station = scene.rows["station"]
    StationStatus.objects.create(
        election=scene.rows["election"],
        station=station,
        unit=station.unit,
        unit_path=station.unit.path,
        kind=station.kind,
        area=station.area,
        electors=station.electors,
        state="not-ready",
        changed_at=LONG_AGO,
    )
    return found


def _item_kind(scene: Scene, *, serialised: bool = True) -> ItemKind:
    kind, _ = ItemKind.objects.get_or_create(
        code="ups" if serialised else "paper",
        defaults={"name_fa": "کالا", "device_class": "ups", "is_serialised": serialised},
    )
    return kind


def _store(scene: Scene) -> Store:
    if "store" not in scene.rows:
        scene.rows["store"] = Store.objects.create(
            unit=scene.place.district, name=f"انبار {next(_numbers)}", opened_at=LONG_AGO
        )
    store: Store = scene.rows["store"]
    return store


def _device_model(scene: Scene) -> Built:
    model = DeviceModel.objects.create(
        kind=_item_kind(scene), name=f"M{next(_numbers)}", search_name=f"m{next(_numbers)}"
    )
    return scene.built(None, model.key, model=model)


def _asset(scene: Scene) -> Built:
    """A device in a store of the district."""
    _device_model(scene)
    asset = Asset.objects.create(
        model=scene.rows["model"],
        serial=f"S{next(_numbers)}",
        unit=scene.place.district,
        state_since=LONG_AGO,
        registered_at=LONG_AGO,
    )
    Custody.objects.create(asset=asset, store=_store(scene), since=LONG_AGO)
    return scene.built(scene.inside, asset.key, asset=asset)


def _hand_over(scene: Scene) -> Built:
    offer = HandOver.objects.create(
        unit=scene.place.district,
        from_store=_store(scene),
        to_person=a_user(Role.EXPERT, scene.place.district).person,
        offered_at=LONG_AGO,
        offered_by=a_user(Role.COUNTY_IT, scene.place.county),
    )
    return scene.built(scene.inside, offer.key)


def _kit(scene: Scene) -> Built:
    template, _ = KitTemplate.objects.get_or_create(code="walk", defaults={"name_fa": "بسته"})
    kit = Kit.objects.create(
        template=template, label=f"K{next(_numbers)}", unit=scene.place.district, made_at=LONG_AGO
    )
    return scene.built(scene.inside, kit.key)


def _lot(scene: Scene) -> Built:
    lot = Lot.objects.create(kind=_item_kind(scene, serialised=False), number=f"L{next(_numbers)}")
    LotHolding.objects.create(lot=lot, store=_store(scene), quantity=1)
    return scene.built(scene.inside, lot.key)


def _stocktake(scene: Scene) -> Built:
    counter = a_user(Role.COUNTY_IT, scene.place.county)
    count_ = Stocktake.objects.create(
        store=_store(scene),
        state="counted",
        opened_at=LONG_AGO,
        opened_by=counter,
        counted_by=counter,
        counted_at=LONG_AGO,
    )
    return scene.built(scene.inside, count_.key)


def _equipment_import(scene: Scene) -> Built:
    batch = EquipmentImport.objects.create(
        unit=scene.place.district,
        store=_store(scene),
        counts=dict.fromkeys(("created", "updated", "merged", "quarantined", "ignored"), 0),
        previewed_at=LONG_AGO,
        previewed_by=a_user(Role.COUNTY_IT, scene.place.county),
    )
    return scene.built(scene.inside, batch.key)


def _link_point(scene: Scene) -> Built:
    """A point that the connectivity room knows, by its key."""
    _station(scene)
    station = scene.rows["station"]
    follow_stations([station.pk])
    point = station.points.get()
    return scene.built(scene.inside, point.key, point=point)


def _link_point_on_map(scene: Scene) -> Built:
    """The same, as a map names it."""
    _link_point(scene)
    return scene.built(scene.inside, scene.rows["point"].pk)


def _link_operator(scene: Scene) -> Built:
    operator, _ = Operator.objects.get_or_create(
        slug="walk", defaults={"kind": "mobile", "name_fa": "اپراتور", "name_en": "Operator"}
    )
    return scene.built(None, operator.slug, operator=operator)


def _reading(scene: Scene) -> Built:
    _link_point(scene)
    _link_operator(scene)
    reading = Reading.objects.create(
        point=scene.rows["point"],
        operator=scene.rows["operator"],
        technology="4g",
        attempts=1,
        successes=1,
        taken_at=LONG_AGO,
        recorded_at=LONG_AGO,
        surveyor=a_user(Role.OPERATOR, scene.place.district),
        source="phone",
    )
    return scene.built(scene.inside, reading.client_uuid, reading=reading)


def _reading_batch(scene: Scene) -> Built:
    batch = ReadingBatch.objects.create(
        unit=scene.place.county,
        state="undone",
        counts={"rows": 0},
        previewed_by=a_user(Role.COUNTY_IT, scene.place.county),
        previewed_at=LONG_AGO,
    )
    return scene.built(scene.place.county.path, batch.key, batch=batch)


def _applied_reading_batch(scene: Scene) -> Built:
    found = _reading_batch(scene)
    ReadingBatch.objects.filter(key=found.value).update(state="applied", applied_at=LONG_AGO)
    return found


def _tower_batch(scene: Scene) -> Built:
    batch = TowerBatch.objects.create(
        unit=scene.place.county,
        state="undone",
        counts={"rows": 0},
        previewed_by=a_user(Role.COUNTY_IT, scene.place.county),
        previewed_at=LONG_AGO,
    )
    return scene.built(scene.place.county.path, batch.key, batch=batch)


def _applied_tower_batch(scene: Scene) -> Built:
    found = _tower_batch(scene)
    TowerBatch.objects.filter(key=found.value).update(state="applied", applied_at=LONG_AGO)
    return found


def _people_batch(scene: Scene) -> Built:
    batch = PeopleBatch.objects.create(
        unit=scene.place.county,
        counts=dict.fromkeys(PeopleRow.Outcome.values, 0),
        previewed_by=a_user(Role.COUNTY_IT, scene.place.county),
        previewed_at=LONG_AGO,
    )
    return scene.built(scene.place.county.path, batch.key)


def _appointment(scene: Scene) -> Built:
    """Somebody accepted for a shift at a station of the district."""
    _station(scene)
    _election(scene)
    day, number = scene.rows["election"].polling_day, next(_numbers)
    role = WorkRole.objects.create(code=f"role-{number}", name_fa="نقش", rate_class="role")
    shift = Shift.objects.create(
        polling_day=day,
        code=f"shift-{number}",
        starts_at=LONG_AGO,
        ends_at=LONG_AGO + timedelta(hours=8),
    )
    appointment = Appointment.objects.create(
        person=Person.objects.create(name_fa="کارمند", created_at=LONG_AGO),
        role=role,
        shift=shift,
        station=scene.rows["station"],
        unit=scene.rows["station"].unit,
        polling_day=day,
        rate_class="role",
        state="accepted",
        state_at=LONG_AGO,
        appointed_at=LONG_AGO,
        appointed_by=a_user(Role.COUNTY_IT, scene.place.county),
    )
    return scene.built(scene.inside, appointment.key, appointment=appointment)


def _invitation(scene: Scene) -> Built:
    """The link itself is the key: whoever holds it may answer."""
    _appointment(scene)
    invitation = Invitation.objects.create(
        appointment=scene.rows["appointment"],
        sent_at=LONG_AGO,
        expires_at=now() + timedelta(days=1),
    )
    return scene.built(None, token_of(invitation))


def _training_session(scene: Scene) -> Built:
    course = Course.objects.create(
        name_fa="دوره", device_model=f"m{next(_numbers)}", build="1", created_at=LONG_AGO
    )
    session = TrainingSession.objects.create(
        course=course,
        unit=scene.place.district,
        place="سالن",
        starts_at=LONG_AGO,
        ends_at=LONG_AGO + timedelta(hours=2),
        capacity=3,
        code_secret="0" * 64,
    )
    return scene.built(scene.inside, session.key, session=session)


def _shown_session(scene: Scene) -> Built:
    """Whoever reads a session's screen stands before it, wherever it is."""
    return scene.built(None, _training_session(scene).value)


def _fee_line(scene: Scene) -> Built:
    """A returned fee of somebody of the county."""
    _election(scene)
    rule = FeeRule.objects.create(
        name_fa="قاعده",
        since=today(LONG_AGO),
        salary_rial=12,
        issued_by=a_user(Role.HEADQUARTERS, scene.place.province.parent()),
        issued_at=LONG_AGO,
    )
    line = FeeLine.objects.create(
        polling_day=scene.rows["election"].polling_day,
        person=Person.objects.create(name_fa="کارمند", created_at=LONG_AGO),
        unit=scene.place.county,
        rule=rule,
        claimed_days=1,
        paid_days=1,
        amount_rial=1,
        state="returned",
        state_at=LONG_AGO,
    )
    return scene.built(scene.place.county.path, line.key)


def _fee_batch(scene: Scene) -> Built:
    """An empty batch of the province."""
    _election(scene)
    batch = FeeBatch.objects.create(
        number=f"batch-{next(_numbers)}",
        polling_day=scene.rows["election"].polling_day,
        unit=scene.place.province,
        payer_name="استانداری",
        payer_sheba="IR" + "0" * 24,
        pay_on=today(LONG_AGO),
        made_by=a_user(Role.PROVINCE_HEAD, scene.place.province),
        made_at=LONG_AGO,
        state_at=LONG_AGO,
    )
    return scene.built(scene.place.province.path, batch.key)


def _bank_answer(scene: Scene) -> Built:
    _election(scene)
    answer = BankAnswer.objects.create(
        polling_day=scene.rows["election"].polling_day,
        unit=scene.place.province,
        name="bank.csv",
        sha256="0" * 64,
        by=a_user(Role.PROVINCE_MEMBER, scene.place.province),
        at=LONG_AGO,
    )
    return scene.built(scene.place.province.path, answer.key)


def _status_report(scene: Scene) -> Built:
    """A report on the county, frozen by the timer."""
    _election(scene)
    report = freeze_due_report(election=scene.rows["election"], unit=scene.place.county)[0]
    return scene.built(scene.place.county.path, report.key, report=report)


def _reinspection(scene: Scene, *, is_drawn: bool = False) -> Built:
    """A draw on the province, its one candidate in the district."""
    _evidence(scene)
    evidence, at = scene.rows["evidence"], now()
    drawer = a_user(Role.PROVINCE_HEAD, scene.place.province)
    post = Tenure.objects.get(person=drawer.person)
    made = Reinspection.objects.create(
        polling_day=scene.rows["election"].polling_day,
        unit=scene.place.province,
        unit_path=scene.place.province.path,
        size=1,
        per_county=0,
        candidates=1,
        seed_source="dice",
        seed_due_at=at,
        committed_at=LONG_AGO,
        committed_by=drawer,
        committed_under=post,
        packed=zlib.compress(b"{}"),
        sha256="0" * 64,
    )
    if is_drawn:
        Verification.objects.create(
            evidence=evidence,
            verdict="confirmed",
            at=LONG_AGO,
            verifier=drawer,
            verifier_tenure=post,
            verifier_unit=evidence.author_unit,
        )
        scene.rows["item"] = ReinspectionItem.objects.create(
            reinspection=made,
            position=0,
            rank=0,
            ticket="0" * 64,
            need=evidence.need,
            evidence=evidence,
            county=scene.place.county,
        )
    # Who sees a unit below sees the draw, and only who draws there gives it its seed.
    return scene.built(scene.place.province.path, made.key, draw=made)


def _seen_reinspection(scene: Scene) -> Built:
    """The draw of a province is seen by everybody below it."""
    found = _reinspection(scene)
    return Built(found.value, scene.inside)


def _reinspection_item(scene: Scene) -> Built:
    _reinspection(scene, is_drawn=True)
    return scene.built(scene.inside, scene.rows["item"].key)


def _reinspection_proof(scene: Scene) -> Built:
    """Who may see the station, or look again, may see the photo of a second look."""
    found = _reinspection_item(scene)
    item = scene.rows["item"]
    inspector = a_user(Role.PROVINCE_MEMBER, scene.place.province)
    outcome = ReinspectionOutcome(
        item=item,
        verdict="confirmed",
        kind="photo",
        note="seen",
        seen_at=LONG_AGO,
        at=LONG_AGO,
        inspector=inspector,
        inspector_tenure=Tenure.objects.get(person=inspector.person),
        inspector_unit=scene.place.province,
        sha256="0" * 64,
    )
    outcome.file.save("photo.jpg", ContentFile(b"a photo"), save=False)
    outcome.save()
    return Built(found.value, found.path, (Permission.READINESS_VIEW, Permission.EVIDENCE_VERIFY))


def _obstacle(scene: Scene) -> Built:
    """Reported by somebody of the district; tied to nothing."""
    _station(scene)
    _election(scene)
    data = ObstacleData(
        title="مانع", kind="power", severity="blocking", stations=[scene.rows["station"].key]
    )
    reporter = a_user(Role.DISTRICT_IT, scene.place.district)
    obstacle = report_obstacle(by=reporter, election=scene.rows["election"], data=data)
    return scene.built(scene.inside, obstacle.key, obstacle=obstacle)


def _obstacle_owner(scene: Scene) -> Built:
    obstacle: Obstacle = scene.rows["obstacle"]
    return scene.built(scene.inside, obstacle.owners.get().pk)


def _duty(scene: Scene) -> Built:
    """Of an agency of the district, issued by the headquarters."""
    _election(scene)
    district = scene.place.district
    agency = Agency.objects.create(unit=district, code=f"a{next(_numbers)}", name_fa="دستگاه")
    issuer = a_user(Role.HEADQUARTERS, scene.place.unit_of(Role.HEADQUARTERS))
    data = DutyData("گزارش", "ماده ۱", "معاون", scene.rows["election"].polling_day.date)
    duty = issue_duty(by=issuer, election=scene.rows["election"], agency=agency, data=data)
    return scene.built(scene.inside, duty.key)


def _obstructed_station(scene: Scene) -> Built:
    _obstacle(scene)
    return scene.built(scene.inside, scene.rows["station"].pk)


_SEAT_RULE = {
    "winners": "plurality",
    "threshold": {"numerator": 1, "denominator": 5},
    "runoff": "twice-open-seats",
}
_EVIDENCE_POLICY = {"kinds": ["visit", "photo"]}


def _plan(scene: Scene, state: str = "solved") -> Built:
    """A solved scenario of the province over one station."""
    _election(scene)
    county = str(scene.place.county.key)
    station = {"code": "s", "unit": county, "name": "شعبه", "lat": 36.5, "lon": 52.6}
    question = {
        "items": [{"code": "ups", "blocking": True, "name_fa": "برق", "name_en": "UPS"}],
        "models": [{"code": "m", "item": "ups", "name": "M"}],
        "units": [{"code": county, "name": "شهرستان", "name_en": "County"}],
        "stores": [],
        "stations": [{**station, "electors": 5, "needs": {}}],
        "doubts": [],
    }
    row = {"unit": county, "stations": 1, "ready": 1, "electors": 5, "ready_electors": 5}
    plan = {"ready": ["s"], "short": [], "transfers": [], "goals": [], "counties": [row]}
    scenario = Scenario.objects.create(
        unit=scene.place.province,
        election=scene.rows["election"],
        kind="equipment",
        title="برنامه",
        state=state,
        made_by=a_user(Role.PROVINCE_MEMBER, scene.place.province),
        made_at=LONG_AGO,
        question_packed=zlib.compress(canonical_json(question)),
        question_sha256="0" * 64,
        snapshot_at=LONG_AGO,
        plan_packed=zlib.compress(canonical_json(plan)),
        plan_sha256=f"{next(_numbers):064}",
        solved_at=LONG_AGO,
        figures=figures(question, {**plan, "status": "optimal"}),
    )
    return scene.built(scene.place.province.path, scenario.key, scenario=scenario)


def _approved_plan(scene: Scene) -> Built:
    """In force in the province; the county of the address is what decides who reads its part."""
    found = _plan(scene, "approved")
    return Built(found.value, None)


def _order(scene: Scene) -> Built:
    """From a store of the county to the county."""
    _plan(scene)
    _device_model(scene)
    store = Store.objects.create(unit=scene.place.county, name="انبار", opened_at=LONG_AGO)
    order = TransferOrder.objects.create(
        scenario=scene.rows["scenario"],
        number=next(_numbers),
        from_store=store,
        to_unit=scene.place.county,
        model=scene.rows["model"],
        quantity=1,
        ordered_at=LONG_AGO,
    )
    return scene.built(scene.place.county.path, order.key)


OBJECTS: dict[tuple[str, str], Builder] = {
    ("api/elections/", "slug"): _election,
    ("api/elections/<slug>/readiness/stations/", "key"): _rated_station,
    ("api/assets/", "key"): _asset,
    ("api/evidence/", "key"): _evidence,
    ("api/fees/answers/", "key"): _bank_answer,
    ("api/fees/batches/", "key"): _fee_batch,
    ("api/fees/lines/", "key"): _fee_line,
    ("api/hand-overs/", "key"): _hand_over,
    ("api/reinspection-tasks/", "key"): _reinspection_item,
    ("api/reinspections/", "key"): _seen_reinspection,
    ("api/reinspections/<uuidstr:key>/seed", "key"): _reinspection,
    ("api/reports/", "key"): _status_report,
    ("api/plans/", "key"): _plan,
    ("api/stations/", "key"): _station,
    ("api/elections/<slug>/workforce/stations/", "key"): _station,
    ("api/units/", "key"): _unit,
    ("api/connectivity/points/", "key"): _link_point,
    ("connectivity/import/", "key"): _reading_batch,
    ("connectivity/import/<uuid:key>/apply/", "key"): _applied_reading_batch,
    ("connectivity/map/card/", "point"): _link_point_on_map,
    ("connectivity/points/", "key"): _link_point,
    ("connectivity/readings/", "key"): _reading,
    ("connectivity/towers/", "key"): _tower_batch,
    ("connectivity/towers/<uuid:key>/apply/", "key"): _applied_tower_batch,
    ("elections/", "contest"): _contest,
    ("elections/", "entry"): _calendar_entry,
    ("elections/", "slug"): _election,
    ("elections/constituencies/", "key"): _constituency,
    ("gallery/", "kind"): lambda scene: scene.built(None, "board"),
    ("inventory/assets/", "key"): _asset,
    ("inventory/catalogue/", "key"): _device_model,
    ("inventory/hand-overs/", "key"): _hand_over,
    ("inventory/imports/", "key"): _equipment_import,
    ("inventory/kits/", "key"): _kit,
    ("inventory/lots/", "key"): _lot,
    ("inventory/stocktakes/", "key"): _stocktake,
    ("planning/orders/", "key"): _order,
    ("planning/parts/", "key"): _approved_plan,
    ("planning/parts/", "unit"): _unit,
    ("planning/scenarios/", "form"): lambda scene: scene.built(None, "json"),
    ("planning/scenarios/", "key"): _plan,
    ("api/duties/", "key"): _duty,
    ("api/obstacles/", "key"): _obstacle,
    ("api/obstacles/", "owner"): _obstacle_owner,
    ("obstacles/", "key"): _obstacle,
    ("obstacles/duties/", "key"): _duty,
    ("obstacles/", "owner"): _obstacle_owner,
    ("obstacles/map/card/", "station"): _obstructed_station,
    ("people/", "person"): _person,
    ("people/", "post"): _post,
    ("people/", "tenure"): _tenure,
    ("people/", "token"): _token,
    ("people/<uuid:person>/invite/", "person"): _account,
    ("people/<uuid:person>/recover/", "person"): _account,
    ("people/<uuid:person>/suspend/", "person"): _account,
    ("readiness/evidence/", "key"): _evidence_file,
    ("readiness/map/card/", "point"): _point,
    ("readiness/queue/", "key"): _evidence,
    ("readiness/reinspections/", "key"): _seen_reinspection,
    ("readiness/reinspections/<uuid:key>/seed/", "key"): _reinspection,
    ("readiness/reinspections/tasks/", "key"): _reinspection_item,
    ("readiness/reinspections/tasks/<uuid:key>/proof/", "key"): _reinspection_proof,
    ("readiness/reports/", "form"): lambda scene: scene.built(None, "json"),
    ("readiness/reports/", "key"): _status_report,
    ("readiness/requirements/", "code"): _requirement,
    ("readiness/requirements/", "pk"): _draft_set,
    ("readiness/stations/", "key"): _rated_station,
    ("readiness/stations/", "need"): _need,
    ("territory/import/", "key"): _batch,
    ("territory/import/", "position"): _batch_row,
    ("territory/import/<uuid:key>/rows/<int:position>/", "key"): _read_batch,
    ("territory/import/<uuid:key>/undo/", "key"): _applied_batch,
    ("territory/stations/", "key"): _station,
    ("territory/units/", "key"): _unit,
    ("workforce/appointments/", "key"): _appointment,
    ("workforce/fees/answers/", "key"): _bank_answer,
    ("workforce/fees/batches/", "key"): _fee_batch,
    ("workforce/fees/lines/", "key"): _fee_line,
    ("workforce/i/", "token"): _invitation,
    ("workforce/people/import/", "key"): _people_batch,
    ("workforce/stations/", "key"): _station,
    ("workforce/training/here/", "key"): _shown_session,
    ("workforce/training/here/", "code"): lambda scene: scene.built(None, "0" * 16),
    ("workforce/training/", "key"): _training_session,
}


def _new_station(scene: Scene) -> tuple[Any, Built | None]:
    body = {
        "key": str(uuid4()),
        "unit": str(scene.place.district.key),
        "name": "دبستان",
        "kind": "fixed",
        "area": "urban",
        "electors": 1,
        "points": [{"name": "حیاط"}],
    }
    return body, Built(None, scene.inside)


def _findings(scene: Scene) -> tuple[Any, Built | None]:
    need = _need(scene).value
    seen = {"key": str(uuid4()), "need": need, "kind": "visit", "taken_at": now().isoformat()}
    return [seen], None


def _offer(scene: Scene) -> tuple[Any, Built | None]:
    """A sealed device of the district's own store, offered to nobody yet."""
    named = _asset(scene)
    return {"client_uuid": str(uuid4()), "assets": [str(named.value)]}, named


def _swap(scene: Scene) -> tuple[Any, Built | None]:
    failed, spare = _asset(scene), _asset(scene)
    body = {"failed": str(failed.value), "spare": str(spare.value)}
    return {"client_uuid": str(uuid4()), **body}, spare


def _answer(_: Scene) -> tuple[Any, Built | None]:
    return {"client_uuid": str(uuid4()), "verdict": "acknowledged"}, None


def _new_reinspection(scene: Scene) -> tuple[Any, Built | None]:
    body = {
        "key": str(uuid4()),
        "unit": str(scene.place.province.key),
        "size": 1,
        "seed_source": "dice",
        "seed_due_at": (now() + timedelta(days=1)).isoformat(),
    }
    return body, Built(None, scene.place.province.path)


def _new_report(scene: Scene) -> tuple[Any, Built | None]:
    unit = scene.place.county
    return {"key": str(uuid4()), "unit": str(unit.key)}, Built(None, unit.path)


def _new_reading(scene: Scene) -> tuple[Any, Built | None]:
    point = _link_point(scene)
    operator = _link_operator(scene).value
    measured = {
        "key": str(uuid4()),
        "point": str(point.value),
        "operator": operator,
        "technology": "4g",
        "attempts": 10,
        "successes": 10,
        "taken_at": now().isoformat(),
    }
    return [measured], Built(None, scene.inside)


def _card_read(scene: Scene) -> tuple[Any, Built | None]:
    """A card of a session that lies in the district."""
    _training_session(scene)
    session = scene.rows["session"]
    person = Person.objects.create(name_fa="کارآموز", created_at=LONG_AGO)
    enrolment = Enrolment.objects.create(session=session, person=person, enrolled_at=LONG_AGO)
    body = {
        "card": card_of(enrolment),
        "seen_at": now().isoformat(),
        "client_uuid": str(uuid4()),
    }
    return body, Built(None, scene.inside)


def _fees_of_province(scene: Scene, **more: object) -> tuple[Any, Built | None]:
    unit = scene.place.province
    return {"unit": str(unit.key)} | more, Built(None, unit.path)


def _fees_of_county(scene: Scene, **more: object) -> tuple[Any, Built | None]:
    unit = scene.place.county
    return {"unit": str(unit.key)} | more, Built(None, unit.path)


def _new_obstacle(scene: Scene) -> tuple[Any, Built | None]:
    named = _station(scene)
    body = {"title": "مانع", "kind": "power", "severity": "minor", "stations": [str(named.value)]}
    return {"key": str(uuid4()), **body}, named


def _decision(scene: Scene) -> tuple[Any, Built | None]:
    """An option of the obstacle; nobody has weighed it, which only who may decide is told."""
    obstacle: Obstacle = scene.rows["obstacle"]
    option = SolutionOption.objects.create(
        obstacle=obstacle,
        title="راه",
        cost_rial=1,
        lead_days=1,
        verification_days=1,
        residual_risk="low",
        decide_by=today(now()),
        proposed_by=obstacle.reported_by,
        proposed_at=now(),
    )
    return {"option": str(option.key)}, None


def _new_option(_: Scene) -> tuple[Any, Built | None]:
    body = {"title": "راه", "cost_rial": 1, "lead_days": 1, "residual_risk": "low"}
    return {"key": str(uuid4()), **body}, None


_FEE_RULE = {
    "name_fa": "قاعده",
    "name_en": "Rule",
    "since": "2024-01-01",
    "legal_reference": "1",
    "salary_order": "1",
    "salary_rial": 1000,
    "rates": {"operator": 1000},
}

BODIES: dict[tuple[str, str], Callable[[Scene], tuple[Any, Built | None]]] = {
    ("POST", "api/hand-overs"): _offer,
    ("POST", "api/hand-overs/<uuidstr:key>/answer"): _answer,
    ("POST", "api/swaps"): _swap,
    ("POST", "api/connectivity/readings"): _new_reading,
    ("POST", "api/elections/<slug>/reinspections"): _new_reinspection,
    ("POST", "api/elections/<slug>/reports"): _new_report,
    ("POST", "api/reinspections/<uuidstr:key>/seed"): lambda _: (
        {"seed": "1234567890", "announced": "hall"},
        None,
    ),
    ("POST", "api/reinspection-tasks/<uuidstr:key>/outcome"): lambda _: (
        {"verdict": "confirmed", "note": "seen"},
        None,
    ),
    ("PUT", "api/connectivity/points/<uuidstr:key>/plan"): lambda _: ([], None),
    ("POST", "api/elections/<slug>/fees/computation"): _fees_of_county,
    ("POST", "api/elections/<slug>/fees/confirmation"): _fees_of_county,
    ("POST", "api/elections/<slug>/fees/check"): _fees_of_province,
    ("POST", "api/elections/<slug>/fees/approval"): _fees_of_province,
    ("POST", "api/elections/<slug>/fees/check/return"): lambda scene: _fees_of_province(
        scene, lines=[str(_fee_line(scene).value)], reason="x"
    ),
    ("POST", "api/elections/<slug>/fees/approval/return"): lambda scene: _fees_of_province(
        scene, lines=[str(_fee_line(scene).value)], reason="x"
    ),
    ("POST", "api/elections/<slug>/fees/batches"): lambda scene: _fees_of_province(
        scene, key=str(uuid4())
    ),
    ("POST", "api/elections/<slug>/fees/allocations"): lambda scene: _fees_of_province(
        scene, order_number="1", amount_rial=0
    ),
    ("POST", "api/fees/rules"): lambda _: (_FEE_RULE, None),
    ("POST", "api/fees/batches/<uuidstr:key>/withdrawal"): lambda _: ({"reason": "x"}, None),
    ("POST", "api/elections/<slug>/obstacles"): _new_obstacle,
    ("POST", "api/duties/<uuidstr:key>/answer"): lambda _: ({"act": "deliver"}, None),
    ("POST", "api/duties/<uuidstr:key>/verdict"): lambda _: ({"verdict": "confirm"}, None),
    ("POST", "api/obstacles/<uuidstr:key>/triage"): lambda _: ({"severity": "minor"}, None),
    ("POST", "api/obstacles/<uuidstr:key>/options"): _new_option,
    ("POST", "api/obstacles/<uuidstr:key>/decision"): _decision,
    ("POST", "api/stations"): _new_station,
    ("POST", "api/stations/<uuidstr:key>/evidence"): _findings,
    ("POST", "api/stations/<uuidstr:key>/retirement"): lambda _: ({"order_number": "1"}, None),
    ("POST", "api/training/presences"): _card_read,
    ("PUT", "api/stations/<uuidstr:key>/points"): lambda _: ([{"name": "حیاط"}], None),
    ("POST", "api/evidence/<uuidstr:key>/verdict"): lambda _: ({"verdict": "confirmed"}, None),
}
"""What an API operation is sent, and the object it names, where an empty object is not enough:
django-ninja refuses a body of the wrong form before anybody asks for rights."""

READ_BY_ALL = {"readiness/requirements/<int:pk>/": _published_set}
"""Addresses whose object differs from that of the addresses below them."""


def builder_of(route: Route, part: str) -> Builder | None:
    """How the object of this part of the address is built; None if nobody has said."""
    if route.pattern in READ_BY_ALL:
        return READ_BY_ALL[route.pattern]
    fitting = [start for start, name in OBJECTS if name == part and route.pattern.startswith(start)]
    return OBJECTS[(max(fitting, key=len), part)] if fitting else None
