"""The groups: what is an element, what is not, and that libsodium and the reference agree."""

import pickle
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl import bindings as sodium

from sandoq.engines.ballots.errors import CannotEmbed, NotAnElement, UnknownGroup
from sandoq.engines.ballots.groups import edwards
from sandoq.engines.ballots.groups import parameters as published
from sandoq.engines.ballots.groups.ed25519 import Ed25519
from sandoq.engines.ballots.groups.field import FieldGroup
from sandoq.engines.ballots.groups.registry import GROUP_NAMES, group_named
from sandoq.engines.ballots.secret_side.registry import secrets_in

GROUPS = [group_named(name) for name in GROUP_NAMES]
SMALL_ORDER = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
"""A point of order 8, as libsodium lists it (little endian)."""


def is_prime(n: int) -> bool:
    """Miller and Rabin with 20 random bases."""
    d, twos = n - 1, 0
    while d % 2 == 0:
        d, twos = d // 2, twos + 1
    for _ in range(20):
        x = pow(secrets.randbelow(n - 3) + 2, d, n)
        if x not in {1, n - 1} and all((x := x * x % n) != n - 1 for _ in range(twos - 1)):
            return False
    return True


def test_the_published_parameters_are_what_they_claim() -> None:
    p, q, g = published.BELENIOS_P, published.BELENIOS_Q, published.BELENIOS_G
    assert (p.bit_length(), q.bit_length()) == (2048, 256)
    assert is_prime(p)
    assert is_prime(q)
    assert (p - 1) % q == 0
    assert g != 1
    assert pow(g, q, p) == 1
    safe = published.RFC3526_P
    assert is_prime(safe)
    assert is_prime((safe - 1) // 2)
    assert pow(2, (safe - 1) // 2, safe) == 1


@pytest.mark.parametrize("group", GROUPS, ids=GROUP_NAMES)
def test_powers_follow_the_laws_of_exponents(group: Ed25519 | FieldGroup) -> None:
    a, b = (secrets.randbelow(group.order) for _ in range(2))
    g = group.generator
    product = group.multiply(group.power(g, a), group.generator_power(b))
    assert group.equal(product, group.power(g, a + b))
    assert group.equal(group.multi_power([g, product], [a, -1]), group.power(g, -b))
    assert group.equal(group.multiply(product, group.invert(product)), group.identity)
    assert group.equal(group.power(g, group.order), group.identity)
    assert group.equal(group.product([]), group.identity)


@pytest.mark.parametrize("group", GROUPS, ids=GROUP_NAMES)
def test_an_element_has_one_text_and_a_group_one_object(group: Ed25519 | FieldGroup) -> None:
    element = group.generator_power(secrets.randbelow(group.order))
    text = group.encode(element)
    assert group.equal(group.decode(text), element)
    assert group.encode_all([element, group.identity])[0] == text
    assert pickle.loads(pickle.dumps(group)) is group


def not_elements() -> list[tuple[str, str]]:
    """(group, text) of what no decoder may accept."""
    p, q = published.BELENIOS_P, published.BELENIOS_Q
    outside = next(x for x in range(2, 99) if pow(x, q, p) != 1)
    field = [
        "",
        "0",
        "01",
        "+4",
        " 4",
        "4 ",
        "-4",
        "4.0",
        "1e3",
        "٤",
        str(p),
        str(p + 1),
        "9" * 700,
    ]
    texts = [("BELENIOS-2048", text) for text in [*field, str(outside), str(p - 1)]]
    texts += [("RFC-3526-2048", text) for text in [*field[:8], str(published.RFC3526_P - 1)]]
    generator = group_named("Ed25519").encode(group_named("Ed25519").generator)
    curve = [
        generator.upper().replace("6", "A"),
        generator[:-1],
        generator + "0",
        f"{edwards.P + 1:064x}",
        f"{1 + (1 << 255):064x}",
        f"{2:064x}",
        f"{0:064x}",
        bytes.fromhex(SMALL_ORDER)[::-1].hex(),
        f"{edwards.P - 1:064x}",
        with_small_order_part(generator),
    ]
    return texts + [("Ed25519", text) for text in curve]


def with_small_order_part(text: str) -> str:
    """An element's text plus a point of order 8: on the curve, outside the subgroup."""
    group = group_named("Ed25519")
    torsion = edwards.decompress(int.from_bytes(bytes.fromhex(SMALL_ORDER), "little"))
    return group.encode(edwards.add(group.decode(text), torsion))


@pytest.mark.parametrize(("name", "text"), not_elements())
def test_what_is_no_canonical_element_is_refused(name: str, text: str) -> None:
    """Each of these decodes in some careless program; here it is a typed refusal."""
    with pytest.raises(NotAnElement):
        group_named(name).decode(text)


def test_an_unknown_group_is_refused() -> None:
    with pytest.raises(UnknownGroup):
        group_named("Ed448")


@given(st.integers(0, 2**256 - 1))
@settings(max_examples=60, deadline=None)
def test_libsodium_accepts_the_same_points(code: int) -> None:
    """Except the identity, which libsodium calls a small order and the specification an element."""
    group = group_named("Ed25519")
    text = f"{code:064x}"
    try:
        group.decode(text)
        accepted = True
    except NotAnElement:
        accepted = False
    data = bytes.fromhex(text)[::-1]
    assert accepted == (bool(sodium.crypto_core_ed25519_is_valid_point(data)) or code == 1)


@given(st.integers(0, edwards.L - 1), st.integers(0, edwards.L - 1))
@settings(max_examples=25, deadline=None)
def test_libsodium_and_the_reference_compute_the_same(a: int, b: int) -> None:
    group = group_named("Ed25519")
    s = secrets_in(group)
    left, right = s.generator_power(s.scalar(a)), s.generator_power(s.scalar(b))
    assert s.text(left) == group.encode(group.generator_power(a))
    assert s.text(s.power(left, s.scalar(b))) == group.encode(group.generator_power(a * b))
    assert s.text(s.multiply(left, right)) == group.encode(group.generator_power(a + b))
    assert s.text(s.divide(left, right)) == group.encode(group.generator_power(a - b))
    assert s.value(s.subtract(s.times(s.scalar(a), s.scalar(b)), s.scalar(b))) == (
        (a * b - b) % edwards.L
    )


def test_libsodium_answers_for_zero_and_the_identity() -> None:
    """libsodium itself refuses these; a tally without a single ballot needs them."""
    s = secrets_in(group_named("Ed25519"))
    identity = s.generator_power(s.scalar(0))
    assert s.text(identity) == f"{1:064x}"
    assert s.power(identity, s.scalar(5)) == identity
    assert s.power(s.generator_power(s.scalar(3)), s.scalar(0)) == identity
    assert s.product([]) == identity


@pytest.mark.parametrize("name", ["Ed25519", "RFC-3526-2048"])
def test_integers_come_back_out_of_an_element(name: str) -> None:
    group = group_named(name)
    most = group.embedding.most
    for values in ([], [0], [255] * 4, list(range(most))):
        element = group.embed(values)
        assert group.decode(group.encode(element)) is not None
        assert group.extract(element, len(values)) == values
        assert group.extract_text(group.encode(element), len(values)) == values


@pytest.mark.parametrize(
    ("name", "values", "reason"),
    [
        ("BELENIOS-2048", [1], "no-embedding"),
        ("Ed25519", [0] * 31, "too-many"),
        ("Ed25519", [256], "out-of-range"),
        ("Ed25519", [-1], "out-of-range"),
        ("RFC-3526-2048", [255] * 255, "out-of-range"),
    ],
)
def test_what_does_not_fit_is_not_embedded(name: str, values: list[int], reason: str) -> None:
    with pytest.raises(CannotEmbed) as refusal:
        group_named(name).embed(values)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("group", GROUPS, ids=GROUP_NAMES)
def test_independent_generators_are_distinct_members(group: Ed25519 | FieldGroup) -> None:
    texts = [group.encode(group.independent_generator(i)) for i in range(-1, 4)]
    assert len({*texts, group.encode(group.generator)}) == len(texts) + 1
    for text in texts:
        group.decode(text)
