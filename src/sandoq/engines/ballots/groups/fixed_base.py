"""Powers of one base used many times, by a table of all its digits' powers."""

from sandoq.engines.ballots.groups import Element, Group

_BITS = 4
_RADIX = 1 << _BITS


class FixedBase:
    """base^e for any integer e, as one multiplication for each non-zero hexadecimal digit of e.

    The table holds base^(d·16^j) for d = 0…15: 64 rows for a 253-bit order, 512 for a 2047-bit one.
    """

    def __init__(self, group: Group, base: Element) -> None:
        self._group = group
        self._rows: list[list[Element]] = []
        for _ in range(-(-group.order.bit_length() // _BITS)):
            row = [group.identity]
            for _ in range(_RADIX - 1):
                row.append(group.multiply(row[-1], base))
            self._rows.append(row)
            base = group.multiply(row[-1], base)

    def power(self, exponent: int) -> Element:
        """base^exponent; the exponent is reduced modulo q."""
        remaining = exponent % self._group.order
        total = self._group.identity
        for row in self._rows:
            if digit := remaining & _RADIX - 1:
                total = self._group.multiply(total, row[digit])
            remaining >>= _BITS
        return total
