"""Checking partial decryptions and the result (docs § 11)."""

from collections.abc import Sequence

from sandoq.engines.ballots.arithmetic import Verifying
from sandoq.engines.ballots.codec import Codec
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.findings import FindingLog, finding
from sandoq.engines.ballots.model import (
    HomomorphicQuestion,
    PartialDecryption,
    Proof,
    Result,
    Tally,
)
from sandoq.engines.ballots.opening import Plaintexts, TooFewDecryptions, plaintexts, shares
from sandoq.engines.ballots.setup import Prepared
from sandoq.engines.ballots.verify.reading import Payload


class DecryptionCheck:
    """Collects the sound partial decryptions of one final tally, by owner."""

    def __init__(self, prepared: Prepared, tally: Tally, engine: Verifying, codec: Codec) -> None:
        self._prepared = prepared
        self._tally = tally
        self._engine = engine
        self._codec = codec
        self.sound: dict[int, PartialDecryption] = {}

    def take(self, payload: Payload, log: FindingLog) -> None:
        """Check one partial decryption."""
        place = {"event": payload.height}
        data, owned_data = payload.bodies
        try:
            decryption = self._codec.read_decryption(data, self._prepared.context.group)
            owner = self._codec.read_owned(owned_data).owner
        except Malformed as refusal:
            log.add(finding("decryption-form", place, reason=refusal.reason, where=refusal.where))
            return
        if owner > len(self._prepared.keys):
            log.add(finding("decryption-owner", place, owner=owner))
            return
        place["trustee"] = owner
        if owner in self.sound:
            log.add(finding("decryption-twice", place))
        elif [len(row) for row in decryption.factors] != [len(row) for row in self._tally]:
            log.add(finding("decryption-form", place, reason="wrong-length"))
        elif self._is_sound(owner, decryption, place, log):
            self.sound[owner] = decryption

    def _is_sound(
        self, owner: int, decryption: PartialDecryption, place: dict[str, int], log: FindingLog
    ) -> bool:
        alphas = [c.alpha for row in self._tally for c in row]
        factors = [factor for row in decryption.factors for factor in row]
        proofs: list[Proof] = [proof for row in decryption.proofs for proof in row]
        key = self._prepared.keys[owner - 1]
        holds = self._engine.check_factors(key, alphas, factors, proofs)
        where = [(q, a) for q, row in enumerate(self._tally) for a in range(len(row))]
        for (question, entry), is_right in zip(where, holds, strict=True):
            if not is_right:
                exact = {**place, "question": question + 1, "answer": entry + 1}
                log.add(finding("decryption-proof", exact))
        return all(holds)

    def open(self, log: FindingLog) -> Plaintexts | None:
        """The plaintexts, if every quorum of trustees is reached by sound decryptions."""
        order = self._prepared.context.group.order
        try:
            exponents = shares(self._prepared.quorums, sorted(self.sound), order)
        except TooFewDecryptions as refusal:
            detail = {"threshold": refusal.threshold, "present": refusal.present}
            place = {"trustee": refusal.owners[0]}
            log.add(finding("decryption-too-few", place, **detail))
            return None
        return plaintexts(self._engine, self._tally, self.sound, exponents)


def read_result(
    payload: Payload, prepared: Prepared, codec: Codec, log: FindingLog
) -> Result | None:
    """The published result, if it has the form of one."""
    try:
        return codec.read_result(payload.bodies[0], prepared.context.questions)
    except Malformed as refusal:
        place = {"event": payload.height}
        log.add(finding("result-form", place, reason=refusal.reason, where=refusal.where))
        return None


def check_result(result: Result, opened: Plaintexts, prepared: Prepared, log: FindingLog) -> None:
    """Docs § 11.3: each count v has g^v = M; each list holds the integers in M, in order."""
    group = prepared.context.group
    questions = prepared.context.questions
    for number, (question, row, plain) in enumerate(
        zip(questions, result, opened, strict=True), start=1
    ):
        if isinstance(question, HomomorphicQuestion):
            for entry, (count, text) in enumerate(zip(row, plain, strict=True), start=1):
                assert isinstance(count, int)  # noqa: S101
                if group.encode(group.generator_power(count)) != text:
                    log.add(finding("result-count", {"question": number, "answer": entry}))
        elif [*row] != _vectors(prepared, plain, len(question.answers)):
            log.add(finding("result-list", {"question": number}))


def _vectors(prepared: Prepared, plain: Sequence[str], count: int) -> list[tuple[int, ...]]:
    """Of products of members, so members."""
    return [tuple(prepared.context.group.extract_text(text, count)) for text in plain]
