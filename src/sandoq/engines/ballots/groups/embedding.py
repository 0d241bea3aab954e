"""Small integers as the digits of one large one, and back (docs § 1.4)."""

from collections.abc import Sequence

from sandoq.engines.ballots.errors import CannotEmbed
from sandoq.engines.ballots.groups import Embedding, Group


def embedding_of(group: Group) -> Embedding:
    """The group's embedding.

    Raises:
        CannotEmbed: reason `no-embedding`.
    """
    if group.embedding is None:
        raise CannotEmbed(group.description, "no-embedding")
    return group.embedding


def from_digits(group: Group, values: Sequence[int]) -> int:
    """Σ v_i·2^(bits·(n-1-i)): the first value is the most significant digit.

    Raises:
        CannotEmbed: reason `no-embedding`, `too-many` or `out-of-range`.
    """
    embedding = embedding_of(group)
    if len(values) > embedding.most:
        raise CannotEmbed(group.description, "too-many")
    number = 0
    for value in values:
        if not 0 <= value < 1 << embedding.bits_per_int:
            raise CannotEmbed(group.description, "out-of-range")
        number = number << embedding.bits_per_int | value
    return number


def to_digits(group: Group, code: int, count: int) -> list[int]:
    """The `count` digits of an element's integer, after its padding is dropped.

    Like the tools, digits above the `count` lowest are ignored: what an element carries is defined
    for every element, also for one that `embed` never makes.
    """
    embedding = embedding_of(group)
    number = code >> embedding.padding
    mask = (1 << embedding.bits_per_int) - 1
    digits = [number >> embedding.bits_per_int * place & mask for place in range(count)]
    return digits[::-1]
