"""Photos as proof: what they look like in 64 bits, and what their own record says.

The look is a difference hash: the photo in 9 × 8 grey cells, one bit for each pair of neighbours,
1 where the right one is lighter. Saving again, shrinking and small cuts change few of the bits.
Source: N. Krawetz, *Kind of Like That* (2013), dHash.
"""

import io
from dataclasses import dataclass
from datetime import datetime

from PIL import ExifTags, Image, ImageOps

from sandoq.common.clock import TEHRAN

MOST_MEGAPIXELS = 60
_FORMATS = ("JPEG", "PNG", "WEBP")
_KEPT = {"icc_profile"}
_RECORDS = {
    *("exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "mpoffset"),
    "Raw profile type exif",
}


class DamagedPhoto(ValueError):
    """It cannot be opened as a photo."""


class HugePhoto(ValueError):
    """It has more than `MOST_MEGAPIXELS` million pixels."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo read once.

    Attributes:
        content: the bytes to keep: upright, without a record of camera, person or place; the
            bytes as sent where there was nothing to remove.
        look: the difference hash, 16 hexadecimal digits.
        taken_at: when its own record says it was taken; on Tehran's clock where it names no zone.
        lon, lat: where its own record says, WGS 84 degrees.
    """

    content: bytes
    look: str
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


def read_photo(content: bytes) -> Photo:
    """Read what a photo says of itself, then remove it.

    Raises:
        DamagedPhoto: it is no JPEG, PNG or WebP that can be opened to its end.
        HugePhoto: opening it would need too much memory.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height <= MOST_MEGAPIXELS * 1_000_000:
                image.load()
                return _read(image, content)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, KeyError) as error:
        raise DamagedPhoto from error
    raise HugePhoto


def look_of(image: Image.Image) -> str:
    """The difference hash of an upright image."""
    grey = image.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    cells = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left, right = cells[9 * row + column], cells[9 * row + column + 1]
            bits = bits << 1 | (right > left)
    return f"{bits:016x}"


def distance(first: str, second: str) -> int:
    """In how many of the 64 bits two looks differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


def _read(image: Image.Image, content: bytes) -> Photo:
    exif = image.getexif()
    upright = ImageOps.exif_transpose(image)
    has_record = bool(len(exif)) or bool(_RECORDS & set(image.info))
    lon, lat = _place(exif)
    return Photo(
        content=_bare(upright, str(image.format)) if has_record else content,
        look=look_of(upright),
        taken_at=_moment(exif),
        lon=lon,
        lat=lat,
    )


def _bare(image: Image.Image, form: str) -> bytes:
    """The pixels saved again, with the colour profile and nothing else."""
    kept = {name: image.info[name] for name in _KEPT if name in image.info}
    plain = Image.frombytes(image.mode, image.size, image.tobytes())
    if image.mode == "P" and (palette := image.getpalette()):
        plain.putpalette(palette)
    file = io.BytesIO()
    plain.save(file, form, quality=90, **kept)
    return file.getvalue()


def _moment(exif: Image.Exif) -> datetime | None:
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    text = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    zone = inner.get(ExifTags.Base.OffsetTimeOriginal)
    try:
        at = datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S").replace(tzinfo=TEHRAN)
        return datetime.strptime(f"{text} {zone}", "%Y:%m:%d %H:%M:%S %z") if zone else at
    except ValueError:
        return None


def _place(exif: Image.Exif) -> tuple[float | None, float | None]:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef] == "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef] == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    inside = -90 <= lat <= 90 and -180 <= lon <= 180  # noqa: PLR2004 - degrees
    return (lon, lat) if inside else (None, None)


def _degrees(parts: tuple[float, float, float], is_negative: bool) -> float:  # noqa: FBT001
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if is_negative else value
