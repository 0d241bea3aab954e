"""The columns a table of stations may have, and the words their headers use."""

from collections.abc import Mapping
from enum import StrEnum


class Field(StrEnum):
    """What a column means. `IGNORED` is a known column that nobody needs, such as a row number."""

    PROVINCE = "province"
    COUNTY = "county"
    DISTRICT = "district"
    NUMBER = "number"
    CODE = "code"
    NAME = "name"
    KIND = "kind"
    AREA = "area"
    ELECTORS = "electors"
    ADDRESS = "address"
    LON = "lon"
    LAT = "lat"
    COORDINATES = "coordinates"
    OPENS = "opens"
    CLOSES = "closes"
    HOURS = "hours"
    STOPS = "stops"
    OPENED_ON = "opened_on"
    IGNORED = "ignored"


NEEDED_TO_OPEN = (Field.NAME, Field.KIND, Field.AREA, Field.ELECTORS)
"""A row that opens a station must give these; one that revises a station may leave them empty."""

IDENTIFYING = frozenset({Field.NAME, Field.NUMBER, Field.CODE})
"""A header row names at least one of these."""

SEVERAL_COLUMNS = frozenset({Field.STOPS})
"""Fields that may fill several columns: one for each stop."""

TEMPLATE: Mapping[Field, tuple[str, str]] = {
    Field.COUNTY: ("شهرستان", "County"),
    Field.DISTRICT: ("بخش", "District"),
    Field.NUMBER: ("شماره شعبه", "Station number"),
    Field.CODE: ("کد شعبه", "Station code"),
    Field.NAME: ("نام شعبه", "Station name"),
    Field.KIND: ("نوع شعبه (ثابت/سیار)", "Kind (fixed/mobile)"),
    Field.AREA: ("شهری/روستایی", "Urban/rural"),
    Field.ELECTORS: ("تعداد واجدین شرایط", "Electors"),
    Field.ADDRESS: ("نشانی", "Address"),
    Field.LON: ("طول جغرافیایی", "Longitude"),
    Field.LAT: ("عرض جغرافیایی", "Latitude"),
    Field.OPENS: ("ساعت شروع", "Opens"),
    Field.CLOSES: ("ساعت پایان", "Closes"),
    Field.STOPS: ("محل‌های استقرار", "Stops"),
    Field.OPENED_ON: ("تاریخ تأسیس", "Opened on"),
}
"""The template's columns in order, with their Persian and English headers."""

HEADERS: Mapping[Field, tuple[str, str]] = {
    **TEMPLATE,
    Field.PROVINCE: ("استان", "Province"),
    Field.COORDINATES: ("مختصات", "Coordinates"),
    Field.HOURS: ("ساعت کار", "Hours"),
}
"""The headers that a file we write has: they are recognised when it comes back."""

SYNONYMS: Mapping[Field, tuple[str, ...]] = {
    Field.PROVINCE: ("استان", "نام استان", "استانداری", "province", "ostan"),
    Field.COUNTY: (
        *("شهرستان", "نام شهرستان", "شهرستان محل شعبه", "فرمانداری", "نام فرمانداری"),
        *("حوزه فرعی", "county", "county name", "shahrestan", "name of county"),
    ),
    Field.DISTRICT: (
        *("بخش", "نام بخش", "بخشداری", "نام بخشداری", "بخش محل شعبه"),
        *("district", "district name", "bakhsh", "name of district"),
    ),
    Field.NUMBER: (
        *("شماره شعبه", "شماره شعبه اخذ رای", "شعبه شماره", "ش شعبه", "شماره صندوق", "نمره شعبه"),
        *("شماره شعبه رای گیری", "شماره صندوق اخذ رای", "شماره شعبه در شهرستان"),
        *("station number", "station no", "number of station", "polling station number"),
    ),
    Field.CODE: (
        *("کد شعبه", "کد شعبه اخذ رای", "کد صندوق", "شناسه شعبه", "کد یکتا", "کد یکتای شعبه"),
        *("کد شناسایی", "کد شناسایی شعبه", "کد", "شناسه یکتا", "کد سیستمی"),
        *("station code", "code", "station id", "polling station code", "unique code"),
    ),
    Field.NAME: (
        *("نام شعبه", "نام شعبه اخذ رای", "عنوان شعبه", "نام محل شعبه", "نام شعبه رای گیری"),
        *("نام", "نام صندوق", "اسم شعبه", "نام و عنوان شعبه", "نام محل اخذ رای"),
        *("station name", "name", "name of station", "polling station", "polling station name"),
    ),
    Field.KIND: (
        *("نوع شعبه", "ثابت/سیار", "ثابت یا سیار", "نوع شعبه (ثابت/سیار)", "نوع صندوق"),
        *("ثابت و سیار", "وضعیت شعبه ثابت سیار", "kind", "station type", "station kind"),
        *("fixed/mobile", "kind (fixed/mobile)", "fixed or mobile"),
    ),
    Field.AREA: (
        *("شهری/روستایی", "شهری یا روستایی", "شهری و روستایی", "شهر/روستا", "شهر یا روستا"),
        *("نوع منطقه", "حوزه شهری روستایی", "موقعیت شهری روستایی", "منطقه شهری روستایی"),
        *("area", "urban/rural", "urban or rural", "area type"),
    ),
    Field.ELECTORS: (
        *("تعداد واجدین", "تعداد واجدین شرایط", "واجدین شرایط", "واجدین", "واجدان شرایط"),
        *("تعداد واجدان شرایط", "واجدین شرایط رای", "تعداد واجدین شرایط رای دادن"),
        *("تعداد رای دهندگان", "تعداد رای دهنده", "تعداد واجد شرایط", "واجد شرایط"),
        *("electors", "eligible voters", "registered electors", "number of electors", "voters"),
    ),
    Field.ADDRESS: (
        *("نشانی", "آدرس", "نشانی شعبه", "آدرس شعبه", "نشانی محل", "آدرس محل", "نشانی کامل"),
        *("نشانی محل شعبه", "آدرس کامل", "address", "station address", "street address"),
    ),
    Field.LON: ("طول جغرافیایی", "طول", "longitude", "lon", "long", "lng", "x", "طول (x)"),
    Field.LAT: ("عرض جغرافیایی", "عرض", "latitude", "lat", "y", "عرض (y)"),
    Field.COORDINATES: (
        *("مختصات", "مختصات جغرافیایی", "موقعیت جغرافیایی", "موقعیت مکانی", "لوکیشن"),
        *("طول و عرض جغرافیایی", "عرض و طول جغرافیایی", "مختصات محل", "gps", "coordinates"),
        *("location", "lat/lon", "lon/lat", "lat, lon", "lat long", "مختصات gps"),
    ),
    Field.OPENS: (
        *("ساعت شروع", "شروع", "ساعت آغاز", "از ساعت", "ساعت شروع رای گیری", "زمان شروع"),
        *("ساعت شروع به کار", "opens", "start time", "opening time", "opens at", "start"),
    ),
    Field.CLOSES: (
        *("ساعت پایان", "پایان", "تا ساعت", "ساعت خاتمه", "ساعت پایان رای گیری", "زمان پایان"),
        *("ساعت پایان کار", "closes", "end time", "closing time", "closes at", "end"),
    ),
    Field.HOURS: (
        *("ساعات کار", "ساعت کار", "ساعات رای گیری", "زمان رای گیری", "ساعت رای گیری"),
        *("ساعات فعالیت", "ساعت فعالیت", "ساعت شروع و پایان", "hours", "opening hours"),
    ),
    Field.STOPS: (
        *("محل استقرار", "محل های استقرار", "محل‌های استقرار سیار", "محل استقرار شعبه"),
        *("محل استقرار سیار", "محل های استقرار شعبه سیار", "مسیر", "مسیر شعبه سیار"),
        *("مسیر سیار", "برنامه سیار", "ایستگاه ها", "ایستگاه‌های سیار", "توقفگاه ها"),
        *("محل شعبه", "محل اخذ رای", "محل های توقف", "نقاط استقرار", "نام محل استقرار"),
        *("stops", "itinerary", "points", "mobile stops", "places", "place"),
    ),
    Field.OPENED_ON: (
        *("تاریخ تاسیس", "تاریخ ایجاد", "تاریخ ابلاغ", "تاریخ صدور حکم", "تاریخ حکم"),
        *("تاریخ تشکیل", "تاریخ شروع فعالیت", "تاریخ راه اندازی", "تاریخ تصویب"),
        *("opened on", "opening date", "order date", "date opened", "established on"),
    ),
    Field.IGNORED: (
        *("ردیف", "شماره ردیف", "ر", "توضیحات", "توضیح", "ملاحظات", "یادداشت", "دلیل"),
        *("دلایل", "فایل", "پرونده", "برگه"),
        *("row", "row no", "no", "#", "notes", "remarks", "comment", "reason", "sheet", "file"),
    ),
}

AMBIGUOUS: Mapping[str, tuple[Field, ...]] = {
    "شماره": (Field.NUMBER, Field.CODE),
    "شناسه": (Field.CODE, Field.NUMBER),
    "شعبه": (Field.NAME, Field.NUMBER, Field.CODE),
    "شعبه اخذ رای": (Field.NAME, Field.NUMBER, Field.CODE),
    "صندوق": (Field.NAME, Field.NUMBER, Field.CODE),
    "محل": (Field.STOPS, Field.ADDRESS, Field.NAME),
    "موقعیت": (Field.COORDINATES, Field.ADDRESS, Field.AREA),
    "منطقه": (Field.AREA, Field.DISTRICT),
    "حوزه": (Field.COUNTY, Field.DISTRICT),
    "نوع": (Field.KIND, Field.AREA),
    "وضعیت": (Field.KIND, Field.AREA),
    "ساعت": (Field.HOURS, Field.OPENS),
    "زمان": (Field.HOURS, Field.OPENS),
    "تاریخ": (Field.OPENED_ON,),
    "تعداد": (Field.ELECTORS,),
    "جمعیت": (Field.ELECTORS,),
    "number": (Field.NUMBER, Field.CODE),
    "id": (Field.CODE, Field.NUMBER),
    "station": (Field.NAME, Field.NUMBER, Field.CODE),
    "type": (Field.KIND, Field.AREA),
    "time": (Field.HOURS, Field.OPENS),
    "date": (Field.OPENED_ON,),
    "population": (Field.ELECTORS,),
}
"""Headers that may mean several things, or something near it: the person is asked."""
