"""The access table: which role may do what, and how far from its own unit.

This is the only place that says so. Selectors and services ask it through
`sandoq.apps.accounts.selectors`; `docs/en/access.md` and the access tests are made from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """An office's kind; the office itself is a post: a role at a unit."""

    HEADQUARTERS = "headquarters"
    PROVINCE_HEAD = "province-head"
    PROVINCE_MEMBER = "province-member"
    COUNTY_IT = "county-it"
    DISTRICT_IT = "district-it"
    OPERATOR = "operator"
    EXPERT = "expert"
    AGENCY_OFFICER = "agency-officer"
    CANDIDATE = "candidate"
    MODERATOR = "moderator"
    TRUSTEE = "trustee"
    OBSERVER = "observer"
    AUDITOR = "auditor"


class Reach(StrEnum):
    """How far a permission reaches from the unit of the post that gives it."""

    OWN = "own"  # the person's own things only
    UNIT = "unit"  # the post's unit and everything below it
    PROVINCE = "province"  # the whole province of the post's unit
    NATION = "nation"  # everything


class Permission(StrEnum):
    """One thing a person does; the words before the dot name the room."""

    TERRITORY_VIEW = "territory.view"
    UNIT_EDIT = "territory.edit-unit"
    STATION_EDIT = "territory.edit-station"
    STATION_RETIRE = "territory.retire-station"
    STATION_IMPORT = "territory.import-stations"
    ELECTION_VIEW = "elections.view"
    ELECTION_EDIT = "elections.edit"
    STAGE_EDIT = "elections.edit-stage"
    READINESS_VIEW = "readiness.view"
    REQUIREMENT_EDIT = "readiness.edit-requirement"
    EVIDENCE_RECORD = "readiness.record-evidence"
    EVIDENCE_VERIFY = "readiness.verify-evidence"
    NEED_WAIVE = "readiness.waive-need"
    INVENTORY_VIEW = "inventory.view"
    INVENTORY_EDIT = "inventory.edit"
    CATALOGUE_EDIT = "inventory.edit-catalogue"
    CUSTODY_HAND = "inventory.hand-over"
    CONNECTIVITY_VIEW = "connectivity.view"
    READING_RECORD = "connectivity.record-reading"
    READING_IMPORT = "connectivity.import-readings"
    LINK_PLAN_EDIT = "connectivity.edit-link-plan"
    CONNECTIVITY_SETTINGS = "connectivity.edit-settings"
    REPORT_FREEZE = "readiness.freeze-report"
    REPORT_SIGN = "readiness.sign-report"
    REINSPECTION_DRAW = "readiness.draw-reinspection"
    PEOPLE_VIEW = "accounts.view-people"
    PEOPLE_EDIT = "accounts.edit-people"
    PEOPLE_REVEAL = "accounts.reveal-identifiers"
    POST_EDIT = "accounts.edit-post"
    AUDIT_VIEW = "accounts.view-audit"
    WORKFORCE_VIEW = "workforce.view"
    STAFFING_EDIT = "workforce.edit-staffing"
    WORKERS_IMPORT = "workforce.import-people"
    APPOINT = "workforce.appoint"
    TRAINING_EDIT = "workforce.edit-training"
    TRAINING_EXAMINE = "workforce.examine"
    DUTY_CLAIM = "workforce.claim-attendance"
    DUTY_VERIFY = "workforce.verify-attendance"
    FEES_VIEW = "workforce.view-fees"
    FEES_COMPUTE = "workforce.compute-fees"
    FEES_CONFIRM = "workforce.confirm-fees"
    FEES_CHECK = "workforce.check-fees"
    FEES_APPROVE = "workforce.approve-fees"
    FEES_BATCH = "workforce.batch-fees"
    FEES_RULES = "workforce.edit-fee-rules"
    PLAN_VIEW = "planning.view"
    PLAN_EDIT = "planning.edit"
    PLAN_APPROVE = "planning.approve"
    OBSTACLE_VIEW = "obstacles.view"
    OBSTACLE_REPORT = "obstacles.report"
    OBSTACLE_EDIT = "obstacles.edit"
    OBSTACLE_DECIDE = "obstacles.decide"
    OBSTACLE_ANSWER = "obstacles.answer"
    AGENCY_EDIT = "obstacles.edit-agencies"
    TOKEN_EDIT = "accounts.edit-token"  # noqa: S105 - the name of a permission


_LOOKING = {
    Role.HEADQUARTERS: Reach.NATION,
    Role.PROVINCE_HEAD: Reach.UNIT,
    Role.PROVINCE_MEMBER: Reach.UNIT,
    Role.COUNTY_IT: Reach.UNIT,
    Role.DISTRICT_IT: Reach.UNIT,
    Role.OPERATOR: Reach.UNIT,
    Role.EXPERT: Reach.UNIT,
    Role.AGENCY_OFFICER: Reach.UNIT,
    Role.OBSERVER: Reach.UNIT,
    Role.AUDITOR: Reach.UNIT,
}
_EVERYBODY = dict.fromkeys(Role, Reach.OWN)

ACCESS: Mapping[Permission, Mapping[Role, Reach]] = {
    Permission.TERRITORY_VIEW: _LOOKING,
    Permission.ELECTION_VIEW: dict.fromkeys(Role, Reach.NATION),
    Permission.READINESS_VIEW: _LOOKING,
    Permission.UNIT_EDIT: {Role.HEADQUARTERS: Reach.NATION},
    Permission.STATION_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.STATION_RETIRE: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    Permission.STATION_IMPORT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.ELECTION_EDIT: {Role.HEADQUARTERS: Reach.NATION},
    Permission.STAGE_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    Permission.REQUIREMENT_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    Permission.EVIDENCE_RECORD: {
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
        Role.OPERATOR: Reach.UNIT,
        Role.EXPERT: Reach.UNIT,
    },
    # Counties verify each other: the verifier's unit differs from the author's.
    Permission.EVIDENCE_VERIFY: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.PROVINCE,
        Role.EXPERT: Reach.PROVINCE,
    },
    Permission.NEED_WAIVE: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    Permission.INVENTORY_VIEW: _LOOKING,
    # Stores, stocktakes, kits and imports; devices leave a store by the hand of its keeper.
    Permission.INVENTORY_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.CATALOGUE_EDIT: {Role.HEADQUARTERS: Reach.NATION},
    Permission.CUSTODY_HAND: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
        Role.OPERATOR: Reach.UNIT,
        Role.EXPERT: Reach.UNIT,
    },
    Permission.CONNECTIVITY_VIEW: _LOOKING,
    Permission.READING_RECORD: {
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
        Role.OPERATOR: Reach.UNIT,
        Role.EXPERT: Reach.UNIT,
    },
    Permission.READING_IMPORT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.LINK_PLAN_EDIT: {
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
    },
    Permission.CONNECTIVITY_SETTINGS: {Role.HEADQUARTERS: Reach.NATION},
    Permission.REPORT_FREEZE: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    # Heads sign; not what they froze themselves, unless nobody else could.
    Permission.REPORT_SIGN: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    Permission.REINSPECTION_DRAW: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    Permission.PEOPLE_VIEW: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.PEOPLE_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.PEOPLE_REVEAL: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    Permission.POST_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.AUDIT_VIEW: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.AUDITOR: Reach.UNIT,
    },
    Permission.WORKFORCE_VIEW: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
        Role.AUDITOR: Reach.UNIT,
    },
    Permission.STAFFING_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    Permission.WORKERS_IMPORT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.APPOINT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.TRAINING_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    # An expert examines anywhere in the province; nobody examines themselves.
    Permission.TRAINING_EXAMINE: {
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
        Role.EXPERT: Reach.PROVINCE,
    },
    Permission.DUTY_CLAIM: {
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
        Role.OPERATOR: Reach.UNIT,
        Role.EXPERT: Reach.UNIT,
    },
    Permission.DUTY_VERIFY: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
    },
    Permission.FEES_VIEW: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.AUDITOR: Reach.UNIT,
    },
    Permission.FEES_COMPUTE: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    # Four eyes: the county vouches for its own people, the committee's finance member checks, the
    # head approves and pays. The members also vouch for people of the province itself.
    Permission.FEES_CONFIRM: {
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.FEES_CHECK: {Role.PROVINCE_MEMBER: Reach.UNIT},
    Permission.FEES_APPROVE: {Role.PROVINCE_HEAD: Reach.UNIT},
    Permission.FEES_BATCH: {Role.PROVINCE_HEAD: Reach.UNIT},
    Permission.FEES_RULES: {Role.HEADQUARTERS: Reach.NATION},
    # A county reads its own part of an approved plan.
    Permission.PLAN_VIEW: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.AUDITOR: Reach.UNIT,
    },
    Permission.PLAN_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
    },
    # Two persons stand behind a plan; at least one of them holds this.
    Permission.PLAN_APPROVE: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    # An agency's officer sees what the agency owns, wherever it lies, and nothing else.
    Permission.OBSTACLE_VIEW: _LOOKING | {Role.AGENCY_OFFICER: Reach.OWN},
    Permission.OBSTACLE_REPORT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
        Role.OPERATOR: Reach.UNIT,
        Role.EXPERT: Reach.UNIT,
    },
    Permission.OBSTACLE_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
    },
    # Only at or above the level that the obstacle has reached; see rules/states.
    Permission.OBSTACLE_DECIDE: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
    },
    Permission.OBSTACLE_ANSWER: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
        Role.PROVINCE_MEMBER: Reach.UNIT,
        Role.COUNTY_IT: Reach.UNIT,
        Role.DISTRICT_IT: Reach.UNIT,
        Role.AGENCY_OFFICER: Reach.OWN,
    },
    Permission.AGENCY_EDIT: {
        Role.HEADQUARTERS: Reach.NATION,
        Role.PROVINCE_HEAD: Reach.UNIT,
    },
    Permission.TOKEN_EDIT: _EVERYBODY,
}

SECOND_FACTOR_ROLES = frozenset({Role.HEADQUARTERS, Role.PROVINCE_HEAD, Role.PROVINCE_MEMBER})


@dataclass(frozen=True, slots=True)
class Office:
    """One post that a person holds now.

    Attributes:
        role: the post's role.
        unit_path: path of the post's unit in the administrative tree; a unit's path is a prefix
            of the paths of everything below it.
        province_path: path of the province that holds the unit; the unit's own path for a
            national post.
        election_id: the only election the post is for, or None for all.
    """

    role: Role
    unit_path: str
    province_path: str
    election_id: int | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A subtree in which a permission holds: `path` is a prefix, "" the whole country."""

    path: str
    election_id: int | None = None


def grants(offices: Iterable[Office], permission: Permission) -> frozenset[Grant]:
    """Where the holder of `offices` may use `permission`; empty means nowhere.

    Reach `OWN` gives no subtree: ask `holds` for it.
    """
    allowed = ACCESS[permission]
    found = set()
    for office in offices:
        match allowed.get(office.role):
            case Reach.UNIT:
                found.add(Grant(office.unit_path, office.election_id))
            case Reach.PROVINCE:
                found.add(Grant(office.province_path, office.election_id))
            case Reach.NATION:
                found.add(Grant("", office.election_id))
    return frozenset(found)


def holds(offices: Iterable[Office], permission: Permission) -> bool:
    """Whether any office gives the permission anywhere, one's own things included."""
    return any(office.role in ACCESS[permission] for office in offices)


def covers(found: Iterable[Grant], unit_path: str, election_id: int | None = None) -> bool:
    """Whether a grant covers the unit, and the election where the grant is limited to one."""
    return any(
        unit_path.startswith(grant.path)
        and (grant.election_id is None or grant.election_id == election_id)
        for grant in found
    )


def needs_second_factor(offices: Iterable[Office]) -> bool:
    """National and province posts sign in with a second factor."""
    return any(office.role in SECOND_FACTOR_ROLES for office in offices)
