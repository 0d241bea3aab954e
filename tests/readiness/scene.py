"""A small country with two counties of one province, its rules published: what most tests need."""

import io
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from django.core.files.base import ContentFile
from PIL import Image

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import AreaStatus, Evidence, Need, StationStatus
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.services import (
    Finding,
    RequirementData,
    draft_set,
    follow_stations,
    publish_set,
    record_evidence,
    revise_requirement,
    verify_evidence,
)
from sandoq.apps.territory.models import Station, Unit
from sandoq.common.clock import now
from tests.factories import (
    a_country,
    a_county,
    a_district,
    a_province,
    a_station,
    a_user,
    an_election,
)

AT = datetime(2024, 2, 1, 6, tzinfo=UTC)
"""One month before the polling day of the scene."""


def a_picture(seed: int = 0, *, size: tuple[int, int] = (96, 64), **saved: object) -> bytes:
    """A JPEG of random patches; each seed looks different, each size and quality alike."""
    noise = random.Random(seed)
    cells = Image.frombytes("L", (9, 8), bytes(noise.randrange(256) for _ in range(72)))
    file = io.BytesIO()
    cells.resize(size, Image.Resampling.BILINEAR).save(file, "JPEG", **({"quality": 90} | saved))
    return file.getvalue()


PHOTO = a_picture()
"""A photo without a record of its own."""

_serials = count(1)

RULES = (
    RequirementData(
        code="link-b",
        name_fa="پیوند جایگزین",
        name_en="fallback link",
        place="point",
        criticality="important",
        evidence_policy={"kinds": ["test", "visit"]},
        order=3,
    ),
    RequirementData(
        code="link",
        name_fa="پیوند اصلی",
        name_en="primary link",
        place="point",
        evidence_policy={"kinds": ["test"], "max_age_days": 45},
        fallbacks=("link-b",),
        order=2,
    ),
    RequirementData(
        code="power",
        name_fa="برق",
        name_en="power",
        place="point",
        evidence_policy={"kinds": ["visit", "photo"]},
        order=1,
    ),
    RequirementData(
        code="pollbook",
        name_fa="رایانه احراز هویت",
        name_en="e-pollbook",
        quantity={"per_electors": 800, "minimum": 1, "maximum": 6},
        evidence_policy={"kinds": ["serial", "photo"], "serials": True},
        order=0,
    ),
)


@dataclass
class Scene:
    """Units, people, an election and its published rules."""

    country: Unit
    province: Unit
    babol: Unit
    amol: Unit
    babol_central: Unit
    amol_central: Unit
    election: Election
    headquarters: User
    head: User
    member: User
    babol_it: User
    babol_it_2: User
    babol_district_it: User
    amol_it: User
    stations: list[Station] = field(default_factory=list)

    def status(self, station: Station) -> StationStatus:
        """The station's row on the board."""
        return StationStatus.objects.get(election=self.election, station=station)

    def need(self, station: Station, code: str, seq: int | None = None) -> Need:
        """One need of a station."""
        needs = Need.objects.filter(station=station, requirement__code=code, ended_at=None)
        return needs.get(point__seq=seq) if seq else needs.get()

    def electors_not_ready(self, unit: Unit) -> int:
        """The figure that leads a board."""
        areas = AreaStatus.objects.filter(election=self.election, unit_path__startswith=unit.path)
        return sum(area.electors_not_ready for area in areas)


def a_scene(*, publish: bool = True) -> Scene:
    """The scene without stations."""
    country = a_country()
    province = a_province()
    babol, amol = a_county("بابل", province), a_county("آمل", province)
    babol_central, amol_central = a_district("مرکزی بابل", babol), a_district("مرکزی آمل", amol)
    scene = Scene(
        country=country,
        province=province,
        babol=babol,
        amol=amol,
        babol_central=babol_central,
        amol_central=amol_central,
        election=an_election(),
        headquarters=a_user("headquarters", country),
        head=a_user("province-head", province),
        member=a_user("province-member", province),
        babol_it=a_user("county-it", babol),
        babol_it_2=a_user("county-it", babol),
        babol_district_it=a_user("district-it", babol_central),
        amol_it=a_user("county-it", amol),
    )
    if publish:
        publish_rules(scene)
    return scene


def publish_rules(scene: Scene, rules: tuple[RequirementData, ...] = RULES) -> None:
    """Draft and publish the nation's set."""
    day = scene.election.polling_day
    drafted = draft_set(by=scene.headquarters, polling_day=day, unit=scene.country)
    for rule in rules:
        revise_requirement(by=scene.headquarters, requirement_set=drafted, data=rule)
    publish_set(by=scene.headquarters, requirement_set=drafted)


def a_followed_station(unit: Unit, **fields: object) -> Station:
    """A station that the readiness room has been told of."""
    station = a_station(unit, **fields)  # type: ignore[arg-type]
    follow_stations([station.pk])
    return station


def a_serial() -> str:
    """A serial number that nothing else bears."""
    return f"SN{next(_serials):06}"


def a_finding(need: Need, *, age_days: float = 1, **fields: object) -> Finding:
    """A finding that the rules of the scene accept."""
    policy = need.requirement.evidence_policy
    kinds = [ProofKind(kind) for kind in policy["kinds"] if kind != "photo"]
    serials = tuple(a_serial() for _ in range(need.quantity)) if policy["serials"] else ()
    values = {
        "need": need.pk,
        "kind": kinds[0],
        "taken_at": now() - timedelta(days=age_days),
        "serials": serials,
    }
    return Finding(**(values | fields))  # type: ignore[arg-type]


def a_photo(content: bytes = PHOTO, name: str = "IMG_1.jpg") -> ContentFile:
    """A photo as a form hands it on."""
    return ContentFile(content, name=name)


def prove(need: Need, by: User, verifier: User, **fields: object) -> Evidence:
    """Record a proof and have another person confirm it."""
    evidence = record_evidence(by=by, finding=a_finding(need, **fields))
    verify_evidence(by=verifier, evidence=evidence)
    return evidence


def make_ready(station: Station, by: User, verifier: User, *, but: tuple[str, ...] = ()) -> None:
    """Prove every need of a station except those of some requirements."""
    for need in Need.objects.filter(station=station, ended_at=None).select_related("requirement"):
        if need.requirement.code not in but:
            prove(need, by, verifier)
