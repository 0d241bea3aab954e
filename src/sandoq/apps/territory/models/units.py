"""The administrative tree: country, province, county, district."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_Node


class UnitLevel(models.TextChoices):
    """Height in the administrative tree."""

    COUNTRY = "country"
    PROVINCE = "province"
    COUNTY = "county"
    DISTRICT = "district"


class Unit(MP_Node):
    """An administrative unit. Its `path` is a prefix of the paths of all units below it.

    `name_*` and the codes with `until=None` are today's; earlier ones stay in `UnitName` and
    `UnitCode`, for codes change and are never keys.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    level = models.CharField(max_length=10, choices=UnitLevel.choices)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    search_name = models.CharField(max_length=170, editable=False, db_index=True)
    seat_lon = models.FloatField(null=True, blank=True)
    seat_lat = models.FloatField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    if TYPE_CHECKING:
        objects: ClassVar[models.Manager["Unit"]]  # type: ignore[assignment]

    # Of this request only: the unit directly above, where a page names both.
    above: "Unit | None" = None

    class Meta:
        ordering = ["path"]
        indexes = [models.Index(fields=["level", "path"], name="unit_by_level")]

    def __str__(self) -> str:
        return self.name_fa

    @property
    def parent_path(self) -> str:
        """Path of the unit directly above; empty for the country."""
        return str(self.path)[: -self.steplen]

    def parent(self) -> "Unit | None":
        """The unit directly above; None for the country."""
        return Unit.objects.filter(path=self.parent_path).first() if self.parent_path else None

    def ancestors(self) -> models.QuerySet["Unit"]:
        """The units above, from the country down, without this one."""
        ends = range(self.steplen, len(self.path), self.steplen)
        return Unit.objects.filter(path__in=[self.path[:end] for end in ends]).order_by("path")

    def children(self) -> models.QuerySet["Unit"]:
        """The units directly below."""
        return Unit.objects.filter(path__startswith=self.path, depth=self.depth + 1)


class UnitName(models.Model):
    """A name a unit bore from one date until another."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="names")
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(until=None), name="unit_one_current_name"
            )
        ]


class UnitCode(models.Model):
    """A code of a unit in one scheme ("iso-3166-2", "interior"…) between two dates."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=24)
    value = models.CharField(max_length=32)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "scheme"],
                condition=Q(until=None),
                name="unit_one_current_code_per_scheme",
            ),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(until=None),
                name="unit_code_current_once",
            ),
        ]
