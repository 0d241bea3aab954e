"""Checking an archive's setup: election, credentials, trustees (docs § 4, § 5, § 6)."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from sandoq.engines.ballots.chain import Link
from sandoq.engines.ballots.codec import Codec
from sandoq.engines.ballots.errors import Malformed, UnknownGroup
from sandoq.engines.ballots.findings import Finding, finding
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.hashing import fingerprint
from sandoq.engines.ballots.model import (
    Election,
    ElectionContext,
    HomomorphicQuestion,
    Pedersen,
    Question,
)
from sandoq.engines.ballots.reference import decoded
from sandoq.engines.ballots.roll import Roll
from sandoq.engines.ballots.setup import Prepared, quorums_and_keys
from sandoq.engines.ballots.verify.policy import Policy
from sandoq.engines.ballots.verify.trustees import trustee_findings

_CHUNK = 100_000
"""Credentials held as texts at a time."""

_RECORDS = 4
"""Records of a setup without the credentials' certificate, which no specification describes."""

MOST_ANSWERS = 10_000
"""Answers of all questions together: a bound on what one ballot makes the verifier hold."""

_HOPELESS = {"election-question", "election-embedding"}
"""After these nothing that depends on the election can be checked."""

MembersOf = Callable[[ElectionContext, Sequence[str]], list[bool]]
"""Whether each text is a member of the election's group: `Verifying.are_members` of an engine."""


class SetupReader:
    """Reads one setup: the form only, so that a damaged archive costs no arithmetic.

    What is wrong goes to `findings`; `check` needs what `read` found.
    """

    def __init__(self, codec: Codec, policy: Policy) -> None:
        self._codec = codec
        self._policy = policy
        self.findings: list[Finding] = []
        self.prepared: Prepared | None = None
        self.roll: Roll | None = None
        self.notices: list[str] = []
        """Codes of what the report's reader should know."""

    def read(self, link: Link) -> None:
        """Read the records of a Setup event."""
        election_data, trustees_data, credentials_data = (r.body for r in link.records[:3])
        if len(link.records) > _RECORDS:
            self.notices.append("credentials-certificate-unchecked")
        try:
            election = self._codec.read_election(election_data)
            group = group_named(election.group)
        except Malformed as refusal:
            self._refuse("election-form", refusal)
            return
        except UnknownGroup as refusal:
            self.findings.append(finding("election-group", name=refusal.name))
            return
        context = ElectionContext(
            group,
            election.uuid,
            fingerprint(election_data),
            election.public_key,
            election.questions,
        )
        self._check_election(election, context)
        if not any(found.code in _HOPELESS for found in self.findings):
            self._read_credentials(credentials_data, context)
            self._read_trustees(trustees_data, election, context)

    def _refuse(self, code: str, refusal: Malformed) -> None:
        self.findings.append(finding(code, reason=refusal.reason, where=refusal.where))

    def _check_election(self, election: Election, context: ElectionContext) -> None:
        expected = self._policy.expected_fingerprint
        if expected not in {None, context.fingerprint}:
            self.findings.append(finding("election-expected"))
        if sum(len(question.answers) for question in election.questions) > MOST_ANSWERS:
            self.findings.append(finding("election-question", reason="too-many-answers"))
        for number, question in enumerate(election.questions, start=1):
            faults = question_findings(question, context.group)
            self.findings += (fault.at(question=number) for fault in faults)

    def _read_credentials(self, data: bytes, context: ElectionContext) -> None:
        try:
            self.roll = Roll(self._codec.read_credentials(data, context.group))
        except Malformed as refusal:
            self._refuse("credentials-form", refusal)
            return
        places = self.roll.duplicates
        self.findings += [finding("credential-duplicate", {"credential": p}) for p in places]
        has_raw = any(not isinstance(q, HomomorphicQuestion) for q in context.questions)
        if has_raw and self.roll.is_weighted:
            self.findings.append(finding("ballot-weight"))

    def _read_trustees(self, data: bytes, election: Election, context: ElectionContext) -> None:
        try:
            trustees = self._codec.read_trustees(data, context.group)
        except Malformed as refusal:
            self._refuse("trustees-form", refusal)
            return
        if any(isinstance(t, Pedersen) and not t.agreements for t in trustees):
            self.notices.append("legacy-trustees")
        self.prepared = Prepared(election, context, trustees, *quorums_and_keys(trustees))


def check_setup(
    prepared: Prepared, publics: Iterator[str], are_members: MembersOf, policy: Policy
) -> Iterator[Finding]:
    """What costs arithmetic: the key, the credentials, the trustees' proofs.

    After `election-public-key` nothing else can be checked.

    Args:
        prepared: the setup that was read.
        publics: the credentials' texts in the list's order.
        are_members: of an arithmetic engine.
        policy: whether the trustees' form of belenios 2.0 is accepted.
    """
    context, group = prepared.context, prepared.context.group
    key = decoded(group, context.public_key)
    if key is None or group.equal(key, group.identity):
        yield finding("election-public-key")
        return
    yield from credential_findings(publics, context, are_members)
    yield from trustee_findings(group, prepared.trustees, key, legacy=policy.legacy)


def question_findings(question: Question, group: Group) -> Iterator[Finding]:
    """Docs § 4.1: 0 ≤ min ≤ max ≤ n. § 4.2: the answers' integers fit into one element."""
    count = len(question.answers)
    if isinstance(question, HomomorphicQuestion):
        if not 0 <= question.minimum <= question.maximum <= count:
            yield finding("election-question")
    elif group.embedding is None or count > group.embedding.most:
        yield finding("election-embedding")


def credential_findings(
    publics: Iterator[str], context: ElectionContext, are_members: MembersOf
) -> Iterator[Finding]:
    """Docs § 5: every credential is an element, and not the identity."""
    identity = context.group.encode(context.group.identity)
    first = 1
    while texts := list(islice(publics, _CHUNK)):
        answers = zip(texts, are_members(context, texts), strict=True)
        for place, (text, is_member) in enumerate(answers, start=first):
            if not is_member or text == identity:
                yield finding("credential-outside-group", {"credential": place})
        first += len(texts)
