"""Which passwords are good enough.

Length is what counts; the rest keeps out what everybody tries first.

Source: NIST SP 800-63B-4 (2025), section 3.1.1.2: at least 15 characters where a password may be
the only factor, a list of common and context-specific words, no rules of composition.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

SHORTEST = 15
"""Characters, counted after Unicode normalisation."""

LONGEST = 1024
"""Characters; more would only cost time to hash."""

FEWEST_KINDS = 5
"""Different characters a password has at least."""

BEYOND_NAME = 10
"""Characters that must remain when the account's own names are taken out."""

# Of the public lists of leaked passwords, the long ones people really use, with the patterns that
# a demand for 15 characters brings forth; compared without case, spaces and punctuation.
COMMON = frozenset(
    [
        "123456789012345",
        "1234567890123456",
        "12345678901234567890",
        "0987654321098765",
        "098765432109876",
        "111222333444555",
        "112233445566778",
        "123123123123123",
        "123451234512345",
        "123456123456123456",
        "147258369147258",
        "159753159753159",
        "987654321987654321",
        "123456789123456789",
        "12345678987654321",
        "qwertyuiopasdfg",
        "qwertyuiopasdfgh",
        "qwertyuiopasdfghjkl",
        "qwertyuiop123456",
        "qwertyuiop1234567890",
        "qwertyqwertyqwerty",
        "qwerty123456789",
        "qwerty1234567890",
        "qazwsxedcrfvtgb",
        "qazwsxedcrfvtgbyhn",
        "1qaz2wsx3edc4rfv",
        "1q2w3e4r5t6y7u8i",
        "1q2w3e4r5t6y7u8i9o0p",
        "zaq12wsxcde34rfv",
        "asdfghjklasdfghjkl",
        "zxcvbnmasdfghjkl",
        "asdfghjkl123456",
        "zxcvbnm123456789",
        "q1w2e3r4t5y6u7i8",
        "passwordpassword",
        "password123456789",
        "password1234567890",
        "password12345678",
        "passwordpassword1",
        "passwordpassword123",
        "mypasswordispassword",
        "thisismypassword",
        "thisisapassword",
        "changemechangeme",
        "correcthorsebatterystaple",
        "iloveyouiloveyou",
        "iloveyou123456789",
        "letmeinletmeinletmein",
        "trustno1trustno1",
        "administrator123",
        "administratoradministrator",
        "adminadminadmin",
        "adminadminadminadmin",
        "welcomewelcomewelcome",
        "abcdefghijklmno",
        "abcdefghijklmnop",
        "abcdefghijklmnopqrstuvwxyz",
        "abcabcabcabcabc",
        "abc123abc123abc123",
        "abcd1234abcd1234",
        "aaaaabbbbbccccc",
        "onetwothreefourfive",
        "thequickbrownfox",
        "thequickbrownfoxjumps",
        "sandoqsandoqsandoq",
        "electionelection",
        "intikhabat1402",
        "entekhabat1402",
        "entekhabat1403",
        "entekhabat1404",
        "mazandaran123456",
        "jomhoriislami",
        "jomhooriislami",
        "iranislamicrepublic",
        "iraniraniraniran",
        "khodayaberahmat",
        "bismillahirrahmanirrahim",
        "salamsalamsalam",
    ]
)

_IGNORED = re.compile(r"[\W_]+")
_SHORTEST_NAME = 4


def password_problems(password: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """What is wrong with a password.

    Args:
        password: as typed.
        names: words an attacker knows of the account: username, parts of the e-mail address, the
            person's name, the platform's name.

    Returns:
        Of `too-short`, `too-long`, `too-plain`, `too-common` and `own-name` those that hold; empty
        if the password is good enough.
    """
    text = unicodedata.normalize("NFKC", password)
    bare = _bare(text)
    checks = (
        ("too-short", len(text) < SHORTEST),
        ("too-long", len(text) > LONGEST),
        ("too-plain", len(set(text)) < FEWEST_KINDS or _is_run(bare)),
        ("too-common", bare in COMMON),
        ("own-name", _holds_name(bare, names)),
    )
    return tuple(code for code, is_wrong in checks if is_wrong)


def _bare(text: str) -> str:
    return _IGNORED.sub("", text.casefold())


def _is_run(bare: str) -> bool:
    """Whether every character is the one before it, or its neighbour in the same direction."""
    steps = {ord(right) - ord(left) for left, right in pairwise(bare)}
    return bool(steps) and (steps <= {1, -9} or steps <= {-1, 9} or steps <= {0})


def _holds_name(bare: str, names: Iterable[str]) -> bool:
    rest = bare
    for name in sorted((_bare(name) for name in names), key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            rest = rest.replace(name, "")
    return rest != bare and len(rest) < BEYOND_NAME
