"""Identifiers that are well formed and belong to nobody."""

import random

from sandoq.common import identifiers
from sandoq.common.errors import BadInput


def a_national_id(seed: int) -> str:
    """Ten digits whose check digit is right."""
    stem = f"{random.Random(seed).randrange(10**8, 10**9):09}"
    for check in range(10):
        try:
            return identifiers.national_id(f"{stem}{check}")
        except BadInput:
            continue
    raise AssertionError(stem)


def a_mobile(seed: int) -> str:
    return f"0912{random.Random(seed).randrange(10**7):07}"


def a_sheba(seed: int) -> str:
    account = f"{random.Random(seed).randrange(10**21):022}"
    check = 98 - int(f"{account}182700") % 97
    return f"IR{check:02}{account}"
