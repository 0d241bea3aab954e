"""Builds the known answers in tests/vectors/ballots, shared with the JavaScript twin.

    python -m tests.ballots.vectors        rewrite the files (then look at the difference)

Everything is determined: scalars come from SHA-256 of a counter, in the order the program draws
them, and are written beside each answer so that another program can take the same.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from sandoq.engines.ballots.codec.json_text import canonical
from sandoq.engines.ballots.errors import NotAnElement
from sandoq.engines.ballots.groups import edwards
from sandoq.engines.ballots.groups.registry import GROUP_NAMES, group_named
from sandoq.engines.ballots.hashing import challenge, fingerprint
from sandoq.engines.ballots.model import (
    Election,
    ElectionContext,
    HomomorphicQuestion,
    NonHomomorphicQuestion,
    Question,
)
from sandoq.engines.ballots.ranking import Ranking
from sandoq.engines.ballots.secret_side import Scalar
from sandoq.engines.ballots.secret_side.credentials import public_of, secret_of
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.secret_side.sodium import SodiumArithmetic
from sandoq.engines.ballots.secret_side.voting import Vote, VotingBooth
from tests.ballots.archives import CODEC, UUID
from tests.ballots.test_groups import with_small_order_part

FOLDER = Path(__file__).parents[1] / "vectors" / "ballots"
GROUP = group_named("Ed25519")
LONG_CODE = "Hq4Tn-xK7Bd2-mWz9P-5RsYcA"
SHORT_CODE = "P9R-ru2-54K-Uye-1f7"
PRIVATE_KEY = 0x1234567890ABCDEF_0FEDCBA987654321


class Recorder(SodiumArithmetic):
    """Draws scalars from a counter and keeps them in order."""

    def __init__(self, seed: str) -> None:
        super().__init__(GROUP, self._bytes)
        self._seed, self._count = seed, 0
        self.drawn: list[str] = []

    def _bytes(self, size: int) -> bytes:
        self._count += 1
        return hashlib.sha256(f"{self._seed}|{self._count}".encode()).digest()[:size]

    def random_scalar(self) -> bytes:
        scalar: Scalar = super().random_scalar()
        self.drawn.append(str(self.value(scalar)))
        return bytes(scalar)


def hashing() -> object:
    """challenge: H(prefix, elements) mod the order of Ed25519; fingerprint: b64 of UTF-8 text."""
    prefixes: list[tuple[str, list[str]]] = [
        ("", []),
        ("prove|x|", ["a"]),
        ("sig|رأی|", ["a", "b", "c"]),
    ]
    return {
        "challenge": [
            {"prefix": p, "elements": e, "value": str(challenge(GROUP.order, p, e))}
            for p, e in prefixes
        ],
        "fingerprint": [
            {"text": text, "value": fingerprint(text.encode())} for text in ("", "{}", "صندوق")
        ],
        "canonical": [
            {"value": value, "text": canonical(value).decode()}
            for value in ('\x7f\x01/é\\"\b\f\n\r\t\x1f', {"b": 1, "a": [True, None, "رأی"]})
        ],
    }


def groups() -> object:
    """Texts of powers, refused texts with the reason, embeddings, independent generators."""
    generator = GROUP.encode(GROUP.generator)
    refused = [
        generator.upper().replace("6", "A"),
        generator[1:],
        f"{edwards.P + 1:064x}",
        f"{1 + (1 << 255):064x}",
        f"{2:064x}",
        f"{0:064x}",
        f"{edwards.P - 1:064x}",
        with_small_order_part(generator),
    ]
    exponents = [0, 1, 2, 2**128, GROUP.order - 1]
    values = [[], [0], [1, 2, 3], [255] * 30]
    return {
        "order": str(GROUP.order),
        "powers_of_the_generator": [
            {"exponent": str(e), "element": GROUP.encode(GROUP.generator_power(e))}
            for e in exponents
        ],
        "refused": [{"text": text, "reason": reason_of(text)} for text in refused],
        "embedded": [{"integers": v, "element": GROUP.encode(GROUP.embed(v))} for v in values],
        "independent_generators": {
            name: {
                str(i): group_named(name).encode(group_named(name).independent_generator(i))
                for i in (-1, 0, 1)
            }
            for name in GROUP_NAMES
        },
    }


def reason_of(text: str) -> str:
    try:
        GROUP.decode(text)
    except NotAnElement as refusal:
        return refusal.reason
    raise AssertionError(text)


def credentials() -> object:
    """Codes of both lengths: secret and public key in every group."""
    cases = []
    for name in GROUP_NAMES:
        arithmetic = secrets_in(group_named(name))
        for code in (LONG_CODE, SHORT_CODE):
            secret = arithmetic.value(secret_of(arithmetic, UUID, code))
            public = public_of(arithmetic, UUID, code)
            case = {"group": name, "uuid": UUID, "code": code}
            cases.append({**case, "secret": str(secret), "public": public})
    return cases


def ranking() -> object:
    """Choices as integers, and integers that are no choice."""
    cases = []
    choices: list[tuple[Ranking, list[int]]] = [
        (Ranking(3000, 0, 30), list(range(2970, 3000))),
        (Ranking(3000, 0, 30), []),
        (Ranking(3000, 0, 30), [0, 17, 2999]),
        (Ranking(9, 1, 2), [3, 8]),
    ]
    for rule, chosen in choices:
        bounds = {"candidates": rule.candidates, "least": rule.least, "most": rule.most}
        cases.append({**bounds, "chosen": chosen, "integers": rule.to_integers(chosen)})
    rule = Ranking(9, 1, 2)
    outside = list(rule.total.to_bytes(rule.length, "big"))
    invalid = {"candidates": 9, "least": 1, "most": 2, "integers": outside}
    return {"choices": cases, "invalid": [invalid]}


CHOICE = HomomorphicQuestion("سؤال", ("الف", "ب"), 0, 1)
BLANK = HomomorphicQuestion("q", ("a", "b", "c"), 1, 2, blank=True)
RAW = NonHomomorphicQuestion("r", ("x", "y"))

BALLOTS: list[tuple[str, Sequence[Question], Vote]] = [
    ("one of two", [CHOICE], [[0, 1]]),
    ("nothing chosen", [CHOICE], [[0, 0]]),
    ("two of three where a blank is allowed", [BLANK], [[0, 1, 0, 1]]),
    ("a blank", [BLANK], [[1, 0, 0, 0]]),
    ("integers, not homomorphic", [RAW], [[7, 255]]),
    ("two questions", [CHOICE, RAW], [[1, 0], [0, 1]]),
]


def ballots() -> object:
    """Whole ballots: election, voter's code, vote, the scalars in the order drawn, the bytes."""
    return [_ballot(name, questions, vote) for name, questions, vote in BALLOTS]


def _ballot(name: str, questions: Sequence[Question], vote: Vote) -> object:
    arithmetic = Recorder(name)
    key = GROUP.encode(GROUP.generator_power(PRIVATE_KEY))
    election = Election("n", "d", "Ed25519", key, tuple(questions), UUID)
    data = CODEC.write_election(election)
    context = ElectionContext(GROUP, UUID, fingerprint(data), key, election.questions)
    secret = secret_of(arithmetic, UUID, LONG_CODE)
    cast = VotingBooth(context, arithmetic).cast(secret, vote)
    return {
        "name": name,
        "election": data.decode(),
        "fingerprint": context.fingerprint,
        "private_key": str(PRIVATE_KEY),
        "code": LONG_CODE,
        "vote": vote,
        "scalars": arithmetic.drawn,
        "ballot": cast.data.decode(),
        "tracker": cast.tracker,
    }


BUILDERS: dict[str, Callable[[], object]] = {
    "hashing": hashing,
    "groups": groups,
    "credentials": credentials,
    "ranking": ranking,
    "ballots": ballots,
}


def text_of(name: str) -> str:
    """The file's text as built now."""
    return json.dumps(BUILDERS[name](), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Rewrite all files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in BUILDERS:
        (FOLDER / f"{name}.json").write_text(text_of(name), encoding="utf-8")


if __name__ == "__main__":
    main()
