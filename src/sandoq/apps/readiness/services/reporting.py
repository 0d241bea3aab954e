"""Freezes status reports, and signs them."""

import uuid
import zlib
from datetime import date

from django.conf import settings
from django.db import transaction
from nacl.signing import SigningKey as NaclKey

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import acting_tenure
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.errors import ReportAlreadySigned, SignerFrozeReport
from sandoq.apps.readiness.models import ReportSignature, SigningKey, StatusReport
from sandoq.apps.readiness.rules.reports import is_signed, may_sign, sign, statement_of
from sandoq.apps.readiness.selectors.reports import signers_of
from sandoq.apps.readiness.selectors.snapshots import snapshot
from sandoq.apps.readiness.services.aging import expire_evidence
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now, today
from sandoq.common.hashing import canonical_json, sha256_hex


@transaction.atomic
def freeze_report(
    *, by: User, election: Election, unit: Unit, key: uuid.UUID | None = None
) -> StatusReport:
    """Freeze what is known of a unit now; the same key again returns the first report.

    Raises:
        NotAllowed: no post of the person freezes reports there.
    """
    tenure = acting_tenure(
        by, Permission.REPORT_FREEZE, unit_path=unit.path, election_id=election.pk
    )
    return _freeze(election, unit, key or uuid.uuid4(), by=by, tenure=tenure)


@transaction.atomic
def freeze_due_report(*, election: Election, unit: Unit) -> tuple[StatusReport, bool]:
    """The timer's report of today in Tehran, and whether it is new: one a day."""
    lock_day(election.polling_day_id)
    day = today(now())
    known = StatusReport.objects.filter(election=election, unit=unit, due_on=day).first()
    if known is not None:
        return known, False
    return _freeze(election, unit, uuid.uuid4(), due_on=day), True


def _freeze(
    election: Election,
    unit: Unit,
    key: uuid.UUID,
    *,
    by: User | None = None,
    tenure: Tenure | None = None,
    due_on: date | None = None,
) -> StatusReport:
    lock_day(election.polling_day_id)
    if known := StatusReport.objects.filter(key=key, election=election, unit=unit).first():
        return known
    at = now()
    expire_evidence(at=at)
    earlier = StatusReport.objects.filter(election=election, unit=unit)
    previous = earlier.order_by("-number").first()
    number = previous.number + 1 if previous else 1
    body = snapshot(
        election,
        unit,
        key=str(key),
        number=number,
        previous=previous,
        at=at,
        frozen_by=_office(by, tenure) if by and tenure else None,
        address=f"{settings.PUBLIC_ADDRESS}/readiness/reports/{key}/",
    )
    canonical = canonical_json(body)
    report = StatusReport.objects.create(
        key=key,
        election=election,
        unit=unit,
        unit_path=unit.path,
        number=number,
        previous=previous,
        frozen_at=at,
        frozen_by=by,
        frozen_under=tenure,
        due_on=due_on,
        electors_not_ready=body["figures"]["electors_not_ready"],
        stations_not_ready=body["figures"]["stations_not_ready"],
        stations=body["figures"]["stations"],
        packed=zlib.compress(canonical, 6),
        sha256=sha256_hex(canonical),
    )
    record_action(
        by=by,
        verb="readiness.freeze-report",
        target=report,
        unit_path=unit.path,
        under=tenure,
        data={"number": number, "sha256": report.sha256},
    )
    return report


@transaction.atomic
def sign_report(*, by: User, report: StatusReport) -> ReportSignature:
    """Put the head's signature under a report; the same head again gets the first signature.

    Raises:
        NotAllowed: no post of the person signs there.
        SignerFrozeReport: the person froze it, and another head could sign.
        ReportAlreadySigned: another head came first.
    """
    report = StatusReport.objects.select_for_update().select_related("unit").get(pk=report.pk)
    tenure = acting_tenure(
        by, Permission.REPORT_SIGN, unit_path=report.unit_path, election_id=report.election_id
    )
    if known := ReportSignature.objects.filter(report=report).first():
        if known.signed_by_id != by.pk:
            raise ReportAlreadySigned(report.number, known.signed_by.display_name)
        return known
    if not may_sign(report.frozen_by_id, by.pk, signers_of(report)):
        raise SignerFrozeReport(report.number)
    at = now()
    office = _office(by, tenure)
    statement = statement_of(
        str(report.key),
        report.sha256,
        name=office["name"],
        post=office["role"],
        unit=office["unit"],
        tenure=tenure.pk,
        at=at.isoformat(timespec="microseconds"),
    )
    key = _signing_key()
    signature = sign(bytes.fromhex(key.seed), statement)
    if not is_signed(bytes.fromhex(key.public), statement, signature):
        raise RuntimeError("the signing key's halves do not belong together")
    signed = ReportSignature.objects.create(
        report=report,
        signing_key=key,
        statement=statement.decode(),
        signature=signature.hex(),
        signed_by=by,
        tenure=tenure,
        signed_at=at,
    )
    record_action(
        by=by,
        verb="readiness.sign-report",
        target=report,
        unit_path=report.unit_path,
        under=tenure,
        data={"sha256": report.sha256, "key": key.public},
    )
    return signed


def _office(by: User, tenure: Tenure) -> dict[str, str]:
    return {"name": by.display_name, "role": tenure.post.role, "unit": tenure.post.unit.name_fa}


def _signing_key() -> SigningKey:
    """The newest key of the platform; made the first time somebody signs."""
    if key := SigningKey.objects.order_by("-made_at", "-pk").first():
        return key
    return make_signing_key()


@transaction.atomic
def make_signing_key() -> SigningKey:
    """Make a key that signs from now on; signatures by the keys before it stay valid."""
    made = NaclKey.generate()
    key = SigningKey.objects.create(
        public=bytes(made.verify_key).hex(), seed=bytes(made).hex(), made_at=now()
    )
    record_action(by=None, verb="readiness.make-signing-key", data={"public": key.public})
    return key
