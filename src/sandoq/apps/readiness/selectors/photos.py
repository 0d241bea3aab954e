"""Photos that look alike: recorded for needs of one polling day, wherever."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings

from sandoq.apps.readiness.models import Evidence, ReinspectionOutcome
from sandoq.apps.readiness.rules.photos import distance


@dataclass(frozen=True, slots=True)
class Twin:
    """Another proof whose photo looks alike; `distance` is in bits of 64, 0 the same look."""

    evidence: Evidence
    distance: int


def looks_of_day(day_id: int) -> list[str]:
    """The looks of all photos of a polling day; about ten milliseconds for a hundred thousand."""
    found = Evidence.objects.filter(need__requirement__set__polling_day=day_id)
    looks = list(found.exclude(photo_hash="").order_by().values_list("photo_hash", flat=True))
    again = ReinspectionOutcome.objects.filter(item__reinspection__polling_day=day_id)
    return looks + list(again.exclude(photo_hash="").values_list("photo_hash", flat=True))


def used_photos(hashes: Collection[str]) -> set[str]:
    """Those of the hashes whose file is a proof already, first look or second."""
    found: set[str] = set()
    for model in (Evidence, ReinspectionOutcome):
        rows = model._default_manager.filter(sha256__in=hashes).exclude(file="")
        found.update(rows.values_list("sha256", flat=True))
    return found


def flag_of_photo(sha256: str, look: str, day_id: int) -> list[str]:
    """The flags of a single fresh photo: used before, or only alike."""
    if used_photos([sha256]):
        return [Evidence.Flag.PHOTO_REUSED.value]
    if is_like_any(look, looks_of_day(day_id)):
        return [Evidence.Flag.PHOTO_SIMILAR.value]
    return []


def is_like_any(look: str, looks: Iterable[str]) -> bool:
    """Whether a photo differs from one of them in few enough bits to be the same."""
    if not look:
        return False
    wanted = int(look, 16)
    near: int = settings.PHOTO_DISTANCE
    return any((wanted ^ int(other, 16)).bit_count() <= near for other in looks if other)


def twins_of(evidence: Evidence, most: int = 5) -> list[Twin]:
    """Proofs of the same day whose photos look alike, the most alike first."""
    if not evidence.photo_hash:
        return []
    day = evidence.need.requirement.set.polling_day_id
    found = Evidence.objects.filter(need__requirement__set__polling_day=day)
    rows = found.exclude(photo_hash="").exclude(pk=evidence.pk).order_by("pk")
    near = [
        (away, pk)
        for pk, look in rows.values_list("pk", "photo_hash")
        if (away := distance(evidence.photo_hash, look)) <= settings.PHOTO_DISTANCE
    ]
    near = sorted(near)[:most]
    kept = Evidence.objects.select_related("need__station__county", "need__requirement")
    by_key = kept.in_bulk([pk for _, pk in near])
    return [Twin(by_key[pk], away) for away, pk in near]
