"""What the ballots engine refuses: malformed values, impossible requests, missing parts."""

from sandoq.common.errors import DomainError
from sandoq.engines.ballots.findings import Finding

_SHOWN = 80


def shown(text: str) -> str:
    """At most 80 characters of an untrusted text, so that no message grows without bound."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class NotAnElement(DomainError):
    """A text is not the canonical encoding of an element of the group (docs § 1).

    `reason` is `not-canonical`, `not-on-curve` or `outside-subgroup`.
    """

    code = "not-an-element"
    status = 422

    def __init__(self, group: str, text: str, reason: str) -> None:
        super().__init__(group, text, reason)
        self.group = group
        self.text = shown(text)
        self.reason = reason


class NotAScalar(DomainError):
    """A text is not the decimal form of an integer in [0, q) without leading zeros (docs § 1)."""

    code = "not-a-scalar"
    status = 422

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = shown(text)


class UnknownGroup(DomainError):
    """The election names a group that this program does not know."""

    code = "unknown-group"
    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = shown(name)


class CannotEmbed(DomainError):
    """A list of small integers does not fit into one element of this group (docs § 1.4).

    `reason` is `no-embedding`, `too-many` or `out-of-range`.
    """

    code = "cannot-embed"
    status = 422

    def __init__(self, group: str, reason: str) -> None:
        super().__init__(group, reason)
        self.group = group
        self.reason = reason


class Malformed(DomainError):
    """A record is not of the form the protocol prescribes (docs § 2).

    `where` is a path such as `questions[1].min`, `reason` a stable code such as `missing-key`.
    """

    code = "malformed"
    status = 422

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(where, reason)
        self.where = where
        self.reason = reason


class BallotRefused(DomainError):
    """A record is no ballot of this election; `finding` says why."""

    code = "ballot-refused"
    status = 422

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


class ArchiveRefused(DomainError):
    """The file cannot be followed further as an archive; `finding` says where and why."""

    code = "archive-refused"
    status = 422

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


class BadCode(DomainError):
    """A voter's code is mistyped: `reason` is `characters`, `length` or `checksum`."""

    code = "bad-code"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadVote(DomainError):
    """Choices that no ballot can carry; `question` counts from 1, `reason` is a stable code."""

    code = "bad-vote"
    status = 422

    def __init__(self, question: int, reason: str) -> None:
        super().__init__(question, reason)
        self.question = question
        self.reason = reason


class CeremonyRefused(DomainError):
    """A trustee's contribution to the key ceremony is wrong; nothing secret was given away.

    `step` is `certify`, `commit`, `reveal` or `conclude`; `trustee` counts from 1, 0 for all.
    """

    code = "ceremony-refused"
    status = 409

    def __init__(self, step: str, trustee: int, reason: str) -> None:
        super().__init__(step, trustee, reason)
        self.step = step
        self.trustee = trustee
        self.reason = reason


class SetupRefused(DomainError):
    """An archive may not begin so; `finding` is the code a verifier would report."""

    code = "setup-refused"
    status = 422

    def __init__(self, finding: str) -> None:
        super().__init__(finding)
        self.finding = finding
