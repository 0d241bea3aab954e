"""Invented names of the demo's people, drawn by a seed; none is a real person's."""

from random import Random

_FIRST = [
    ("علی", "Ali"), ("حسین", "Hossein"), ("مریم", "Maryam"), ("زهرا", "Zahra"),
    ("رضا", "Reza"), ("فاطمه", "Fatemeh"), ("امیر", "Amir"), ("نرگس", "Narges"),
    ("سعید", "Saeed"), ("لیلا", "Leila"), ("مهدی", "Mehdi"), ("سارا", "Sara"),
    ("کاوه", "Kaveh"), ("شیرین", "Shirin"), ("بابک", "Babak"), ("الهام", "Elham"),
    ("یوسف", "Yousef"), ("پروین", "Parvin"), ("داوود", "Davoud"), ("مینا", "Mina"),
]  # fmt: skip
_LAST = [
    ("رستمی", "Rostami"), ("کریمی", "Karimi"), ("احمدی", "Ahmadi"), ("یوسفی", "Yousefi"),
    ("قاسمی", "Ghasemi"), ("نوری", "Nouri"), ("صالحی", "Salehi"), ("رحیمی", "Rahimi"),
    ("اسدی", "Asadi"), ("بهرامی", "Bahrami"), ("شریفی", "Sharifi"), ("کاظمی", "Kazemi"),
    ("مرادی", "Moradi"), ("طاهری", "Taheri"), ("حیدری", "Heydari"), ("جعفری", "Jafari"),
    ("سلطانی", "Soltani"), ("باقری", "Bagheri"), ("عباسی", "Abbasi"), ("فلاح", "Fallah"),
    ("مازنی", "Mazani"), ("تبریزی", "Tabrizi"), ("کیانی", "Kiani"), ("امینی", "Amini"),
]  # fmt: skip


def draw_name(rng: Random) -> tuple[str, str]:
    """A name in Persian and in English."""
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    return f"{first[0]} {last[0]}", f"{first[1]} {last[1]}"


def draw_national_id(rng: Random) -> str:
    """A number that passes the check of national IDs; it belongs to nobody we know of."""
    digits = [rng.randrange(10) for _ in range(9)]
    weights = range(10, 1, -1)
    rest = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
    return "".join(map(str, digits)) + str(rest if rest in (0, 1) else 11 - rest)
