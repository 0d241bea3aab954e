"""What the readiness room refuses, and why."""

from dataclasses import dataclass

from sandoq.common.errors import BadInput, Conflict, DomainError


@dataclass(frozen=True, slots=True)
class RequirementName:
    """What a requirement is called; `code` is the same in every version and language."""

    code: str
    name_fa: str = ""
    name_en: str = ""

    def __str__(self) -> str:
        return self.code


class BadRequirement(BadInput):
    """A requirement's formula or policy cannot be read; `field` is the path of the culprit."""

    code = "bad-requirement"


class RequirementCodeTaken(Conflict):
    """The set has a requirement of this code, or a set above or below it does."""

    code = "requirement-code-taken"

    def __init__(self, requirement: str, holder: str) -> None:
        super().__init__(requirement, holder)
        self.requirement = requirement
        self.holder = holder


class SetNotDraft(Conflict):
    """A published set is never changed; its next version is drafted instead."""

    code = "set-not-draft"

    def __init__(self, version: int, state: str) -> None:
        super().__init__(version, state)
        self.version = version
        self.state = state


class SetEmpty(Conflict):
    """A set without requirements would make nothing ready and nothing unready."""

    code = "set-empty"

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class NeedEnded(Conflict):
    """The need is no longer asked of the station; evidence for it would prove nothing."""

    code = "need-ended"

    def __init__(self, requirement: RequirementName, station: str) -> None:
        super().__init__(requirement, station)
        self.requirement = requirement
        self.station = station


class NeedAlreadyVerified(Conflict):
    """What is verified needs no waiver."""

    code = "need-already-verified"

    def __init__(self, requirement: RequirementName, station: str) -> None:
        super().__init__(requirement, station)
        self.requirement = requirement
        self.station = station


class RoomAnswers(DomainError):
    """Nobody records or assigns this by hand: a room below knows it; `room` is where to go."""

    code = "room-answers"
    status = 422

    def __init__(self, requirement: RequirementName, room: str) -> None:
        super().__init__(requirement, room)
        self.requirement = requirement
        self.room = room


class SerialNotHere(Conflict):
    """By custody the thing is not at the station.

    `place` says where it is, "" where nobody knows the number or the person may not see it;
    `is_known` tells these apart.
    """

    code = "serial-not-here"

    def __init__(self, serial: str, station: str, place: str, *, is_known: bool) -> None:
        super().__init__(serial, station, place, is_known)
        self.serial = serial
        self.station = station
        self.place = place
        self.is_known = is_known


class WaiverRefused(DomainError):
    """A waiver needs an order number, a reason, and an end between now and polling day."""

    code = "waiver-refused"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SerialAlreadyServes(Conflict):
    """The serial number serves another need of the same day.

    `station` names the other station if the person may see it, else it is empty.
    """

    code = "serial-already-serves"

    def __init__(self, serial: str, station: str) -> None:
        super().__init__(serial, station)
        self.serial = serial
        self.station = station


class SerialsMissing(DomainError):
    """The proof must name one serial number for each thing it claims."""

    code = "serials-missing"
    status = 422

    def __init__(self, requirement: RequirementName, asked: int, given: int) -> None:
        super().__init__(requirement, asked, given)
        self.requirement = requirement
        self.asked = asked
        self.given = given


class EvidenceFallsShort(DomainError):
    """One proof must show the whole quantity: two photos may show the same thing."""

    code = "evidence-falls-short"
    status = 422

    def __init__(self, requirement: RequirementName, asked: int, given: int) -> None:
        super().__init__(requirement, asked, given)
        self.requirement = requirement
        self.asked = asked
        self.given = given


class EvidenceKindRefused(DomainError):
    """The requirement's policy does not accept this kind of proof."""

    code = "evidence-kind-refused"
    status = 422

    def __init__(self, requirement: RequirementName, kind: str, accepted: tuple[str, ...]) -> None:
        super().__init__(requirement, kind, accepted)
        self.requirement = requirement
        self.kind = kind
        self.accepted = accepted


class EvidenceTooOld(DomainError):
    """The proof was taken longer ago than the requirement's policy accepts."""

    code = "evidence-too-old"
    status = 422

    def __init__(self, requirement: RequirementName, days: int, accepted_days: int) -> None:
        super().__init__(requirement, days, accepted_days)
        self.requirement = requirement
        self.days = days
        self.accepted_days = accepted_days


class EvidenceFromTheFuture(DomainError):
    """The proof claims to be taken later than now."""

    code = "evidence-from-the-future"
    status = 422

    def __init__(self, taken_at: str) -> None:
        super().__init__(taken_at)
        self.taken_at = taken_at


class EvidenceKeyReused(Conflict):
    """The key was used for another proof: a repeat must repeat, not replace."""

    code = "evidence-key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class FileRefused(DomainError):
    """The attached file cannot be a proof; see `reason`.

    missing, too-large, wrong-type, damaged or too-many-pixels; for the last the limit is in
    million pixels, else in megabytes.
    """

    code = "file-refused"
    status = 422

    def __init__(self, reason: str, limit_megabytes: int) -> None:
        super().__init__(reason, limit_megabytes)
        self.reason = reason
        self.limit_megabytes = limit_megabytes


class InspectionEmpty(DomainError):
    """An inspection without a finding says nothing."""

    code = "inspection-empty"
    status = 422


class VerifierIsAuthor(DomainError):
    """Nobody verifies their own evidence."""

    code = "verifier-is-author"
    status = 403

    def __init__(self, requirement: RequirementName, station: str) -> None:
        super().__init__(requirement, station)
        self.requirement = requirement
        self.station = station


class VerifierFromSameUnit(DomainError):
    """Evidence for a blocking need is verified by another unit than its author's."""

    code = "verifier-from-same-unit"
    status = 403

    def __init__(self, requirement: RequirementName, station: str, unit: str) -> None:
        super().__init__(requirement, station, unit)
        self.requirement = requirement
        self.station = station
        self.unit = unit


class EvidenceAlreadyJudged(Conflict):
    """Another person, or another verdict, came first; a verdict is never edited."""

    code = "evidence-already-judged"

    def __init__(self, verdict: str, verifier: str) -> None:
        super().__init__(verdict, verifier)
        self.verdict = verdict
        self.verifier = verifier


class ReasonMissing(DomainError):
    """A refutation says what is wrong, so that the author can put it right."""

    code = "reason-missing"
    status = 422


class ReportAlreadySigned(Conflict):
    """A report has one signature, and another head's is there."""

    code = "report-already-signed"

    def __init__(self, number: int, signer: str) -> None:
        super().__init__(number, signer)
        self.number = number
        self.signer = signer


class SignerFrozeReport(DomainError):
    """Who froze a report does not sign it where another head can."""

    code = "signer-froze-report"
    status = 403

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class ReinspectionRefused(DomainError):
    """A draw cannot be committed to, or its seed not entered; see `reason`.

    nothing-verified, size-too-small (`limit` is the least size), bad-size, moment-past,
    source-missing, seed-unreadable or seed-early (`moment` is when it may be entered).
    """

    code = "reinspection-refused"
    status = 422

    def __init__(self, reason: str, *, limit: int = 0, moment: str = "") -> None:
        super().__init__(reason, limit, moment)
        self.reason = reason
        self.limit = limit
        self.moment = moment


class SeedAlreadyEntered(Conflict):
    """A draw has one seed: another would be another sample."""

    code = "seed-already-entered"

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self.seed = seed


class CandidatesChanged(Conflict):
    """The kept candidates are not those whose hash was published: nothing is drawn from them."""

    code = "candidates-changed"

    def __init__(self, published: str, found: str) -> None:
        super().__init__(published, found)
        self.published = published
        self.found = found


class InspectorNotIndependent(DomainError):
    """Who recorded or confirmed a proof, or shares their unit, does not re-inspect it."""

    code = "inspector-not-independent"
    status = 403

    def __init__(self, requirement: RequirementName, station: str) -> None:
        super().__init__(requirement, station)
        self.requirement = requirement
        self.station = station


class AlreadyReinspected(Conflict):
    """Another person, or another finding, came first; an outcome is never edited."""

    code = "already-reinspected"

    def __init__(self, verdict: str, inspector: str) -> None:
        super().__init__(verdict, inspector)
        self.verdict = verdict
        self.inspector = inspector
