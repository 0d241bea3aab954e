"""Checking the encrypted tally and the shuffles (docs § 9, § 10)."""

from collections.abc import Sequence

from sandoq.engines.ballots.arithmetic import Verifying
from sandoq.engines.ballots.codec import Codec, Shuffle
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.findings import FindingLog, finding
from sandoq.engines.ballots.hashing import hexdigest
from sandoq.engines.ballots.model import (
    Ciphertext,
    HomomorphicQuestion,
    ShuffleProof,
    SizedTally,
    Tally,
)
from sandoq.engines.ballots.roll import Roll
from sandoq.engines.ballots.setup import Prepared
from sandoq.engines.ballots.shuffle_proof import flat, shuffle_findings
from sandoq.engines.ballots.verify.reading import Payload


def check_tally(
    payload: Payload,
    *,
    expected: Tally,
    roll: Roll,
    prepared: Prepared,
    codec: Codec,
    log: FindingLog,
) -> Tally:
    """Compare a published encrypted tally with the one recomputed from the ballots.

    Returns:
        The tally that later stages follow: the published one, so that one lie causes one finding;
        where it differs from the recomputed one the archive is invalid already.
    """
    place = {"event": payload.height}
    data, sized_data = payload.bodies
    context = prepared.context
    try:
        found = codec.read_tally(data, context.questions, context.group)
        sized = codec.read_sized_tally(sized_data)
    except Malformed as refusal:
        log.add(finding("tally-form", place, reason=refusal.reason, where=refusal.where))
        return expected
    for number, question in enumerate(context.questions, start=1):
        if found[number - 1] != expected[number - 1]:
            homomorphic = isinstance(question, HomomorphicQuestion)
            code = "tally-product" if homomorphic else "tally-list"
            log.add(finding(code, {**place, "question": number}))
    _check_sizes(sized, hexdigest(data), roll, place, log)
    return found


def _check_sizes(
    sized: SizedTally, digest: str, roll: Roll, place: dict[str, int], log: FindingLog
) -> None:
    if sized.encrypted_tally != digest:
        log.add(finding("tally-form", place, reason="other-hash"))
    if sized.num_tallied != roll.num_tallied:
        detail = {"stated": sized.num_tallied, "right": roll.num_tallied}
        log.add(finding("tally-count", place, **detail))
    if sized.total_weight != roll.total_weight:
        detail = {"stated": sized.total_weight, "right": roll.total_weight}
        log.add(finding("tally-weight", place, **detail))


def are_all_members(engine: Verifying, rows: Tally) -> bool:
    """Whether every ciphertext is of two group elements."""
    return all(engine.are_members([text for row in rows for text in flat(row)]))


class ShuffleCheck:
    """Follows the lists from the encrypted tally through every shuffle."""

    def __init__(self, prepared: Prepared, tally: Tally, engine: Verifying, codec: Codec) -> None:
        self._prepared = prepared
        self._engine = engine
        self._codec = codec
        self._questions = prepared.shuffled_questions
        self._current = [tally[index] for index in self._questions]
        self._tally = tally
        self.owners: set[int] = set()
        """Trustees with a sound shuffle."""

    def take(self, number: int, payload: Payload, log: FindingLog) -> None:
        """Check shuffle `number` (from 1).

        Its output, if it is of group elements, is the next one's input, sound or not.
        """
        place = {"event": payload.height, "shuffle": number}
        data, owned_data = payload.bodies
        try:
            shuffle = self._codec.read_shuffle(data, self._prepared.context.group)
            owner = self._codec.read_owned(owned_data).owner
        except Malformed as refusal:
            log.add(finding("shuffle-form", place, reason=refusal.reason, where=refusal.where))
            return
        if owner > len(self._prepared.keys):
            log.add(finding("shuffle-owner", place, owner=owner))
        if [len(row) for row in shuffle.ciphertexts] != [len(row) for row in self._current]:
            log.add(finding("shuffle-form", place, reason="wrong-length"))
            return
        if self._check_lists(shuffle, place, log) and owner <= len(self._prepared.keys):
            self.owners.add(owner)
        elif not are_all_members(self._engine, shuffle.ciphertexts):
            return
        self._current = list(shuffle.ciphertexts)

    def _check_lists(self, shuffle: Shuffle, place: dict[str, int], log: FindingLog) -> bool:
        is_sound = True
        for index, inputs, outputs, proof in zip(
            self._questions, self._current, shuffle.ciphertexts, shuffle.proofs, strict=True
        ):
            if not self._engine.check_shuffle(inputs, outputs, proof):
                is_sound = False
                self._name_faults({**place, "question": index + 1}, inputs, outputs, proof, log)
        return is_sound

    def _name_faults(
        self,
        place: dict[str, int],
        inputs: Sequence[Ciphertext],
        outputs: Sequence[Ciphertext],
        proof: ShuffleProof,
        log: FindingLog,
    ) -> None:
        """The reference names what the engine found; one name for each list is enough."""
        faults = shuffle_findings(self._prepared.context, inputs, outputs, proof)
        fault = next(faults, None)
        if fault is None:
            raise AssertionError(f"{self._engine.name} and the reference disagree")
        log.add(fault.at(**place))

    def final_tally(self) -> Tally:
        """The tally with the last output in the place of each shuffled list."""
        rows = list(self._tally)
        for index, row in zip(self._questions, self._current, strict=True):
            rows[index] = row
        return tuple(rows)
