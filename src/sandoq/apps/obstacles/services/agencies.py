"""Agencies, and the posts that speak for them."""

from django.db import transaction

from sandoq.apps.accounts.models import Post, User
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.obstacles.errors import AgencyCodeTaken, NotAnAgencyPost
from sandoq.apps.obstacles.models import Agency, AgencySeat
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.text import normalise


@transaction.atomic
def open_agency(*, by: User, unit: Unit, code: str, name_fa: str, name_en: str = "") -> Agency:
    """Register an agency at a unit, for everything below; the same again returns the first.

    Raises:
        NotAllowed: no post of the person registers agencies there.
        AgencyCodeTaken: another agency of the unit has the code.
    """
    require(by, Permission.AGENCY_EDIT, unit_path=unit.path)
    name = normalise(name_fa)
    known = Agency.objects.filter(unit=unit, code=code).first()
    if known is not None:
        if known.name_fa != name:
            raise AgencyCodeTaken(code)
        return known
    agency = Agency.objects.create(unit=unit, code=code, name_fa=name, name_en=name_en.strip())
    record_action(
        by=by,
        verb="obstacles.open-agency",
        target=agency,
        unit_path=unit.path,
        data={"code": code, "name": name},
    )
    return agency


@transaction.atomic
def seat_agency(*, by: User, agency: Agency, post: Post) -> AgencySeat:
    """Let the holder of a post speak for an agency; repeating it changes nothing.

    Raises:
        NotAllowed: no post of the person registers agencies there.
        NotAnAgencyPost: it is no agency officer's post, or speaks for another agency.
    """
    for unit in (agency.unit, post.unit):
        require(by, Permission.AGENCY_EDIT, unit_path=unit.path)
    if post.role != Role.AGENCY_OFFICER.value:
        raise NotAnAgencyPost(post.role)
    seat, is_new = AgencySeat.objects.get_or_create(
        post=post, defaults={"agency": agency, "since": now()}
    )
    if seat.agency_id != agency.pk:
        raise NotAnAgencyPost(post.role)
    if is_new:
        record_action(
            by=by,
            verb="obstacles.seat-agency",
            target=agency,
            unit_path=agency.unit.path,
            data={"post": post.pk},
        )
    return seat
