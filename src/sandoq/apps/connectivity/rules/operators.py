"""Who gives links, and by which technologies.

Source of the network codes: ITU-T, *Mobile Network Codes (MNC) for the international
identification plan*, Iran (MCC 432).
"""

from dataclasses import dataclass
from enum import StrEnum


class OperatorKind(StrEnum):
    """What an operator's links run over."""

    MOBILE = "mobile"
    FIXED = "fixed"
    SATELLITE = "satellite"


class Technology(StrEnum):
    """How a link reaches the point."""

    GSM = "2g"
    UMTS = "3g"
    LTE = "4g"
    NR = "5g"
    FIBRE = "fibre"
    ADSL = "adsl"
    SATELLITE = "satellite"


TECHNOLOGIES: dict[OperatorKind, tuple[Technology, ...]] = {
    OperatorKind.MOBILE: (Technology.GSM, Technology.UMTS, Technology.LTE, Technology.NR),
    OperatorKind.FIXED: (Technology.FIBRE, Technology.ADSL),
    OperatorKind.SATELLITE: (Technology.SATELLITE,),
}


@dataclass(frozen=True, slots=True)
class KnownOperator:
    """An operator that an installation begins with."""

    slug: str
    kind: OperatorKind
    name_fa: str
    name_en: str
    network_code: str = ""


KNOWN_OPERATORS = (
    KnownOperator("mci", OperatorKind.MOBILE, "همراه اول", "Hamrah-e Aval (MCI)", "432-11"),
    KnownOperator("irancell", OperatorKind.MOBILE, "ایرانسل", "Irancell", "432-35"),
    KnownOperator("rightel", OperatorKind.MOBILE, "رایتل", "RighTel", "432-20"),
    KnownOperator("tci", OperatorKind.FIXED, "مخابرات ایران", "Telecommunication Company of Iran"),
    KnownOperator("satellite", OperatorKind.SATELLITE, "پیوند ماهواره‌ای", "Satellite link"),
)
