"""One small election of each kind of question, and every forged ballot that must be noticed."""

from dataclasses import replace
from functools import cache

from sandoq.engines.ballots.groups import Element
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.hashing import challenge
from sandoq.engines.ballots.model import (
    Ballot,
    Ciphertext,
    ElectionContext,
    HomomorphicQuestion,
    NonHomomorphicAnswer,
    NonHomomorphicQuestion,
    Proof,
    Question,
)
from tests.ballots.kernel.forge import Forger, bumped, even, of_order_two, with_answer

PLAIN = HomomorphicQuestion("plain", ("a", "b", "c"), 1, 2)
BLANK = HomomorphicQuestion("blank", ("a", "b"), 0, 1, blank=True)
RAW = NonHomomorphicQuestion("raw", ("a", "b"))
PLAIN_AT, BLANK_AT, RAW_AT = 0, 1, 2


@cache
def context(group: str = "Ed25519") -> ElectionContext:
    """An election of a known key; BELENIOS-2048 cannot embed, so it has no raw question."""
    found = group_named(group)
    key = found.encode(found.generator_power(1234567))
    questions: tuple[Question, ...] = (PLAIN, BLANK)
    if found.embedding:
        questions += (RAW,)
    return ElectionContext(found, "ABCDEFGHabcdef", "fingerprint", key, questions)


def honest(
    forger: Forger, secret: int, *, votes: tuple[int, ...] = (1, 0, 1), blank: bool = False
) -> Ballot:
    """A valid ballot."""
    group = forger.group
    public = group.encode(group.generator_power(secret))
    plain = [forger.encrypt(v) for v in votes]
    second = [forger.encrypt(v) for v in ((1, 0, 0) if blank else (0, 0, 1))]
    answers = [
        forger.answer(PLAIN, plain, public),
        forger.answer(BLANK, second, public),
    ]
    if group.embedding:
        answers.append(raw_answer(forger, public))  # type: ignore[arg-type]
    return forger.ballot(answers, secret)


def raw_answer(
    forger: Forger, public: str, *, alpha_times: Element = None, beta_times: Element = None
) -> NonHomomorphicAnswer:
    """A ciphertext of any element, with the proof of knowing its randomness."""
    group, q = forger.group, forger.group.order
    encrypted = forger.encrypt(5, alpha_times=alpha_times, beta_times=beta_times)
    key = forger.context.public_key
    prefix = f"raweg|{forger.context.fingerprint}|{public}|{key},{','.join(encrypted.texts)}|"
    while True:
        w = forger.scalar()
        c = challenge(q, prefix, [group.encode(group.generator_power(w))])
        if alpha_times is None or even(c):
            break
    proof = Proof(c, (w - encrypted.randomness * c) % q)
    return NonHomomorphicAnswer(Ciphertext(*encrypted.texts), proof)


def forged(forger: Forger, secret: int) -> dict[str, Ballot]:
    """Invalid ballots by what is wrong; all hashes and signatures that can be right are right."""
    group, q = forger.group, forger.group.order
    public = group.encode(group.generator_power(secret))
    good = honest(forger, secret)
    plain, blank, *raw = good.answers
    two = of_order_two(group)

    def plain_with(*entries: object, cheat: bool = False) -> Ballot:
        answer = forger.answer(PLAIN, entries, public, *([even] if cheat else []))  # type: ignore[arg-type]
        return forger.ballot([answer, blank, *raw], secret)

    one, zero = forger.encrypt(1), forger.encrypt(0)
    identity = group.encode(group.identity)
    cases = {
        "individual response": plain_change(good, individual=bumped(plain.individual, 1, 1, q)),
        "individual challenge": plain_change(good, individual=bumped(plain.individual, 4, -1, q)),
        "challenges with the same sum": plain_change(
            good, individual=bumped(bumped(plain.individual, 0, 1, q), 2, -1, q)
        ),
        "overall response": plain_change(good, overall=bumped(plain.overall, 3, 5, q)),
        "overall challenge": plain_change(good, overall=bumped(plain.overall, 0, 1, q)),
        "proofs in another order": plain_change(
            good, individual=plain.individual[4:8] + plain.individual[:4] + plain.individual[8:]
        ),
        "all scalars zero": plain_change(good, individual=(0,) * 12, overall=(0,) * 4),
        "all scalars q - 1": plain_change(good, individual=(q - 1,) * 12, overall=(q - 1,) * 4),
        "choices swapped": plain_change(
            good, choices=plain.choices[2:4] + plain.choices[:2] + plain.choices[4:]
        ),
        "alpha and beta swapped": plain_change(
            good, choices=plain.choices[1::-1] + plain.choices[2:]
        ),
        "alpha the identity": plain_change(good, choices=(identity, *plain.choices[1:])),
        "beta the identity": plain_change(
            good, choices=(plain.choices[0], identity, *plain.choices[2:])
        ),
        "two votes for one": plain_with(forger.encrypt(2), zero, zero),
        "minus one vote": plain_with(forger.encrypt(q - 1), one, one),
        "too many": plain_with(one, forger.encrypt(1), forger.encrypt(1)),
        "too few": plain_with(zero, forger.encrypt(0), forger.encrypt(0)),
        "alpha of even order": plain_with(
            forger.encrypt(1, alpha_times=two), zero, one, cheat=True
        ),
        "beta of even order": plain_with(forger.encrypt(0, beta_times=two), one, zero, cheat=True),
        "blank response": with_answer(good, BLANK_AT, blank=bumped(blank.blank, 1, 1, q)),
        "blank challenge": with_answer(good, BLANK_AT, blank=bumped(blank.blank, 2, 1, q)),
        "blank overall": with_answer(good, BLANK_AT, overall=bumped(blank.overall, 2, 1, q)),
        "blank and a vote": forger.ballot(
            [plain, forger.answer(BLANK, [one, forger.encrypt(1), zero], public), *raw], secret
        ),
        "signature response": replace(
            good, signature=Proof(good.signature.challenge, (good.signature.response + 1) % q)
        ),
        "signature challenge": replace(
            good, signature=Proof((good.signature.challenge + 1) % q, good.signature.response)
        ),
        "signed another hash": replace(good, signed_hash="other"),
        "another's credential": replace(
            good, credential=group.encode(group.generator_power(secret + 1))
        ),
        "credential the identity": replace(good, credential=identity),
        "credential of even order": _credential_of_even_order(forger, secret, two),
        "another's answers": replace(
            honest(forger, secret + 1),
            credential=public,
            signature=good.signature,
            signed_hash=good.signed_hash,
        ),
    }
    if raw:
        answer = raw[0]
        cases |= {
            "raw response": with_answer(
                good, RAW_AT, proof=Proof(answer.proof.challenge, (answer.proof.response + 1) % q)
            ),
            "raw alpha of even order": forger.ballot(
                [plain, blank, raw_answer(forger, public, alpha_times=two)], secret
            ),
            "raw beta of even order": forger.ballot(
                [plain, blank, raw_answer(forger, public, beta_times=two)], secret
            ),
        }
    if group.description == "Ed25519":
        cases |= {
            "alpha not canonical": plain_change(
                good, choices=(f"{2**255 - 18:064x}", *plain.choices[1:])
            ),
            "alpha no point": plain_change(good, choices=(f"{2:064x}", *plain.choices[1:])),
            "credential no point": replace(good, credential=f"{2:064x}"),
        }
    else:
        modulus = str(group.p)  # type: ignore[attr-defined]
        cases |= {
            "alpha the modulus": plain_change(good, choices=(modulus, *plain.choices[1:])),
            "alpha of 617 nines": plain_change(good, choices=("9" * 617, *plain.choices[1:])),
        }
    return cases


def plain_change(ballot: Ballot, **changes: object) -> Ballot:
    return with_answer(ballot, PLAIN_AT, **changes)


def _credential_of_even_order(forger: Forger, secret: int, two: Element) -> Ballot:
    """Every equation holds: only membership gives it away."""
    group = forger.group
    public = group.encode(group.multiply(group.generator_power(secret), two))
    answers = [
        forger.answer(PLAIN, [forger.encrypt(v) for v in (1, 0, 0)], public),
        forger.answer(BLANK, [forger.encrypt(v) for v in (1, 0, 0)], public),
    ]
    if group.embedding:
        answers.append(raw_answer(forger, public))  # type: ignore[arg-type]
    return forger.ballot(answers, secret, public_times=two, condition=even)
