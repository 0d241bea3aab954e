"""Objects that stand in addresses: for every captured part, how one is built in a place.

A new address with a captured part needs an entry in `OBJECTS`; the walk fails and says so. The key
is the beginning of the address and the part's name; the longest beginning that fits is taken, so
parts of one name may mean different things in different rooms.
"""

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
from sandoq.apps.elections.models import CalendarEntry, Constituency, Contest, Election, SeatRule
from sandoq.apps.readiness.models import (
    Evidence,
    Need,
    PointStatus,
    Requirement,
    RequirementSet,
    StationStatus,
)
from sandoq.apps.readiness.services import freeze_due_report
from sandoq.apps.territory.models import ImportBatch, ImportRow, Station, Unit
from sandoq.common.clock import now, today
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


def _status_report(scene: Scene) -> Built:
    """A report on the county, frozen by the timer."""
    _election(scene)
    report = freeze_due_report(election=scene.rows["election"], unit=scene.place.county)[0]
    return scene.built(scene.place.county.path, report.key, report=report)


_SEAT_RULE = {
    "winners": "plurality",
    "threshold": {"numerator": 1, "denominator": 5},
    "runoff": "twice-open-seats",
}
_EVIDENCE_POLICY = {"kinds": ["visit", "photo"]}

OBJECTS: dict[tuple[str, str], Builder] = {
    ("api/elections/", "slug"): _election,
    ("api/elections/<slug>/readiness/stations/", "key"): _rated_station,
    ("api/evidence/", "key"): _evidence,
    ("api/stations/", "key"): _station,
    ("api/units/", "key"): _unit,
    ("elections/", "contest"): _contest,
    ("elections/", "entry"): _calendar_entry,
    ("elections/", "slug"): _election,
    ("elections/constituencies/", "key"): _constituency,
    ("gallery/", "kind"): lambda scene: scene.built(None, "board"),
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


BODIES: dict[tuple[str, str], Callable[[Scene], tuple[Any, Built | None]]] = {
    ("POST", "api/stations"): _new_station,
    ("POST", "api/stations/<uuidstr:key>/evidence"): _findings,
    ("POST", "api/stations/<uuidstr:key>/retirement"): lambda _: ({"order_number": "1"}, None),
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
