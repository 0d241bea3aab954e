"""What the demo asks of a station: a plausible set for electronic check-in (S1) and count (S2)."""

from dataclasses import replace

from sandoq.apps.readiness.services import RequirementData

_ALL = ("S1", "S2", "S3", "S4")
_ONE_PER = 900

REQUIREMENTS: tuple[RequirementData, ...] = (
    RequirementData(
        code="check-in-device",
        source="equipment",
        item="check-in-device",
        name_fa="دستگاه احراز هویت",
        name_en="Check-in device",
        stages=_ALL,
        quantity={"per_electors": _ONE_PER, "minimum": 1, "maximum": 6},
        evidence_policy={"kinds": ["serial", "photo"], "serials": True, "max_age_days": 45},
        order=10,
    ),
    RequirementData(
        code="switch",
        item="network-switch",
        name_fa="سوییچ شبکه",
        name_en="Network switch",
        stages=_ALL,
        station_kinds=("fixed",),
        evidence_policy={"kinds": ["serial", "photo"], "serials": True, "max_age_days": 45},
        order=20,
    ),
    RequirementData(
        code="ups",
        item="ups",
        name_fa="برق اضطراری (یوپی‌اس)",
        name_en="Uninterruptible power supply",
        stages=_ALL,
        evidence_policy={"kinds": ["visit", "photo"], "max_age_days": 45},
        order=30,
    ),
    RequirementData(
        code="trained-operator",
        item="operator",
        name_fa="متصدی آموزش‌دیده",
        name_en="Trained operator",
        source="staff",
        stages=_ALL,
        order=40,
    ),
    RequirementData(
        code="fallback-link",
        item="link",
        name_fa="پیوند جایگزین مستقل",
        name_en="Independent fallback link",
        place="point",
        source="fallback-link",
        criticality="important",
        stages=_ALL,
        order=60,
    ),
    RequirementData(
        code="primary-link",
        item="link",
        name_fa="پیوند اصلی",
        name_en="Primary link",
        place="point",
        source="primary-link",
        stages=_ALL,
        fallbacks=("fallback-link",),
        order=50,
    ),
    RequirementData(
        code="mains-power",
        item="power",
        name_fa="برق شهری",
        name_en="Mains power",
        place="point",
        stages=_ALL,
        evidence_policy={"kinds": ["visit", "photo"], "max_age_days": 45},
        order=80,
    ),
    RequirementData(
        code="ballot-scanner",
        item="ballot-scanner",
        name_fa="دستگاه شمارش برگه رأی",
        name_en="Ballot scanner",
        stages=("S2",),
        evidence_policy={"kinds": ["serial"], "serials": True, "max_age_days": 45},
        order=90,
    ),
)
"""In an order in which each fallback stands before what it covers."""


def requirements_of(scope: str) -> tuple[RequirementData, ...]:
    """What the demo asks of stations; each fallback stands before what it covers.

    A province hands every device over and appoints every operator, so those rooms answer. For the
    nation that would take hours: there people bring proof, and only links are answered by readings.
    """
    if scope != "nation":
        return REQUIREMENTS
    return tuple(_BY_PROOF.get(one.code, one) for one in REQUIREMENTS)


_BY_PROOF = {
    "check-in-device": replace(REQUIREMENTS[0], source="evidence"),
    "trained-operator": replace(
        REQUIREMENTS[3],
        source="evidence",
        quantity={"per_electors": _ONE_PER, "minimum": 1, "maximum": 6},
        evidence_policy={"kinds": ["document"], "max_age_days": 180},
    ),
}
