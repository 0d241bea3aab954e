"""Computing with secrets: credentials, trustees' keys, encryption, decryption, shuffling.

Nothing in `verify` imports this package. On Ed25519 every operation on a secret scalar is
libsodium's, in constant time; in the field groups it is Python's integers, which are not (docs
§ 14). The flow of the Python program around them still depends on what is proved.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias

from sandoq.engines.ballots.groups import Group

Scalar: TypeAlias = Any
"""An exponent: 32 bytes for libsodium, an `int` in a field group."""

Code: TypeAlias = Any
"""An element: 32 bytes for libsodium, an `int` in a field group."""

RandomBytes = Callable[[int], bytes]
"""A source of random bytes: the operating system's, except where tests need known answers."""


class SecretArithmetic(Protocol):
    """Scalars modulo q and powers of elements, for whoever holds secrets."""

    @property
    def group(self) -> Group: ...

    def random_scalar(self) -> Scalar:
        """Uniform in [0, q), by rejection."""

    def scalar(self, value: int) -> Scalar:
        """The scalar of an integer, reduced modulo q."""

    def value(self, scalar: Scalar) -> int:
        """The integer of a scalar: to publish a response, or to store a key."""

    def add(self, left: Scalar, right: Scalar) -> Scalar: ...

    def subtract(self, left: Scalar, right: Scalar) -> Scalar: ...

    def times(self, left: Scalar, right: Scalar) -> Scalar: ...

    def load(self, text: str) -> Code:
        """The element of a text that is known to be one."""

    def text(self, code: Code) -> str: ...

    def generator_power(self, scalar: Scalar) -> Code: ...

    def power(self, base: Code, scalar: Scalar) -> Code: ...

    def multiply(self, left: Code, right: Code) -> Code: ...

    def divide(self, left: Code, right: Code) -> Code: ...

    def product(self, codes: Iterable[Code]) -> Code: ...
