"""The division tree: official areas and the grids below them, dated."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.kernel import clock
from wangge.kernel.codes import Level, below, short

LEVELS = [(level.value, level.label) for level in Level]


class AreaQuerySet(models.QuerySet["Area"]):
    """Areas by place in the tree and by date."""

    def under(self, code: int) -> AreaQuerySet:
        """`code` and everything below it: one index range, no join, no recursion."""
        codes = below(code)
        return self.filter(code__gte=codes.start, code__lt=codes.stop)

    def current(self) -> AreaQuerySet:
        """Areas that exist today."""
        today = clock.today()
        return self.filter(valid_from__lte=today).filter(
            models.Q(valid_to=None) | models.Q(valid_to__gt=today)
        )


class Area(models.Model):
    """One node of the division tree (区划), from the county down to the grid (网格).

    `boundary` is a GeoJSON Polygon or MultiPolygon in CGCS2000. A code is never used again.
    """

    class Kind(models.TextChoices):
        """What a grid is for."""

        ORDINARY = "ordinary", _("普通网格")
        DEDICATED = "dedicated", _("专属网格")
        MIGRANT = "migrant", _("外来人口网格")

    code = models.BigIntegerField(primary_key=True)
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=240)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ORDINARY)
    boundary = models.JSONField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__in=[level.value for level in Level]),
                name="area_level_known",
            ),
            models.CheckConstraint(
                condition=models.Q(code__gte=10**14, code__lt=10**15), name="area_code_15_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """The code as officials write it: 6, 9, 12 or 15 digits."""
        return short(self.code) if self.level != Level.COUNTY else str(self.code)[: Level.COUNTY]

    @property
    def codes(self) -> range:
        """This area and everything below it."""
        return below(self.code, Level(self.level))


class AreaVersion(models.Model):
    """What an area was called and where it lay from a day on (区划沿革)."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="versions")
    name = models.CharField(max_length=60)
    boundary = models.JSONField(null=True)
    since = models.DateField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.since}"


class Succession(models.Model):
    """What of a grid went into another one when the borders changed (网格承继)."""

    before = models.ForeignKey(Area, models.CASCADE, related_name="successors")
    after = models.ForeignKey(Area, models.CASCADE, related_name="predecessors")
    since = models.DateField()
    households = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after", "since"], name="succession_once")
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class GridGroup(models.Model):
    """Grids led together by one group leader (网格大组)."""

    community = models.ForeignKey(Area, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=60)
    grids = models.ManyToManyField(Area, related_name="in_groups")
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"],
                condition=models.Q(valid_to=None),
                name="group_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Setting(models.Model):
    """One local rule (地方规则): a value for an area from a moment on, with its source.

    The newest row of the nearest area above a place holds; earlier rows are its history.
    """

    key = models.CharField(max_length=60)
    area = models.ForeignKey(Area, models.CASCADE)
    value = models.JSONField()
    since = models.DateTimeField(default=clock.now)
    source = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        indexes = [models.Index(fields=["key", "area"], name="setting_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.area_id}"
