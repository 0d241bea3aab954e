"""The API keeps its own document: generated requests, signed in and not, find no surprise."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from math import ceil

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from hypothesis import settings as examples
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.routes import routes
from sandoq.apps.accounts.rules.access import ACCESS, Permission, Role
from sandoq.apps.accounts.selectors import tenures_of
from sandoq.apps.accounts.services import issue_token
from sandoq.common.clock import now
from tests.factories import a_county, a_district, a_province, a_station, a_user, an_election

CASES = int(os.environ.get("SANDOQ_CONTRACT_REQUESTS", "6000"))
"""Requests in all, shared by the operations, each asked signed in and not."""

ROLES = (Role.HEADQUARTERS, Role.PROVINCE_HEAD, Role.PROVINCE_MEMBER, Role.COUNTY_IT)
"""Between them they may open every operation."""

NEVER = (Permission.TOKEN_EDIT, Permission.EVIDENCE_RECORD)
"""No token may have these."""

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
contract = schemathesis.openapi.from_wsgi("/api/openapi.json", WSGIHandler())
"""The document as the running application gives it."""
MANY = examples(
    max_examples=ceil(CASES / (2 * len(list(contract.get_all_operations())))),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)

pytestmark = [pytest.mark.contract, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _keep_the_connection(db: None) -> Iterator[None]:
    """Requests in this process end without closing the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def secrets(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[Role, str]:
    """A token of each role with every permission it may have, and something to find."""
    monkeypatch.setattr("sandoq.apps.accounts.api.REQUESTS_A_MINUTE", 10**9)
    province = a_province()
    county = a_county(province=province)
    a_station(a_district(county=county), kind="mobile", points=2)
    an_election()
    units = (province.parent(), province, province, county)
    return {
        role: _token_of(a_user(role, unit), role) for role, unit in zip(ROLES, units, strict=True)
    }


def _token_of(user: User, role: Role) -> str:
    issued = issue_token(
        by=user,
        tenure=tenures_of(user)[0],
        name="contract",
        permissions=[one for one in Permission if role in ACCESS[one] and one not in NEVER],
        expires_at=now() + timedelta(days=1),
    )
    return issued.secret


def _role_for(case: schemathesis.Case) -> Role:
    """The first role that may open the operation."""
    door = DOORS[case.operation.method.upper(), _shape(case.operation.path)]
    if not isinstance(door, Permission):
        return ROLES[0]
    return next(role for role in ROLES if role in ACCESS[door])


def _shape(address: str) -> str:
    return re.sub(r"<[^>]*>|\{[^}]*\}", "{}", address.strip("/"))


DOORS = {
    (method, _shape(route.pattern)): route.access for route in routes() for method in route.methods
}
"""Who may open an operation, by its method and the shape of its address."""


@contract.parametrize()
@MANY
def test_a_signed_in_program_gets_only_documented_answers(
    case: schemathesis.Case, secrets: dict[Role, str]
) -> None:
    """No crash, no undocumented status, media type or shape, whatever is sent."""
    secret = secrets[_role_for(case)]
    case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)


@contract.parametrize()
@MANY
def test_a_stranger_gets_only_documented_answers(case: schemathesis.Case) -> None:
    """The same without signing in: nothing but a documented refusal."""
    response = case.call_and_validate(checks=CHECKS)

    assert response.status_code in (400, 401, 403, 404, 405, 422)
