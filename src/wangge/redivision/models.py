"""Re-division: a dated plan for the grids of one community, from the draft until it takes effect."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.posts.models import Post
from wangge.redivision import rules


class DivisionPlan(models.Model):
    """A proposal how a community's grids shall be cut (网格划分方案).

    `wish` holds what is asked: low, high, staff, even, seed, count (of variants), balance (keys of
    `proposing.units.LOADS`), whole ("all": no estate may be cut); `locks` holds `estates`, the uids
    of those to keep whole, and `buildings` that a hand has fixed: {building uid: number of the grid}.
    """

    uid = models.UUIDField(unique=True, default=uuid7)
    community = models.ForeignKey(Area, models.PROTECT, related_name="division_plans")
    name = models.CharField(max_length=60)
    aim = models.CharField(max_length=6, choices=list(rules.AIMS.items()), default=rules.FRESH)
    state = models.CharField(max_length=10, choices=list(rules.STATES.items()), default=rules.DRAFT)
    wish = models.JSONField(default=dict)
    locks = models.JSONField(default=dict)
    chosen = models.ForeignKey(
        "redivision.Variant", models.SET_NULL, null=True, related_name="chosen_by"
    )
    takes_effect = models.DateField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)  # what moved when it took effect, counted
    computing = models.JSONField(default=dict)  # how far the search for variants is
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["community", "state"], name="division_plan_community"),
            models.Index(fields=["state", "takes_effect"], name="division_plan_due"),
        ]

    def __str__(self) -> str:
        return self.name


class Variant(models.Model):
    """One way to cut, with its figures (比选方案); `part` gives each unit the number of its grid.

    A unit is a building, by its uid; where a building is cut by stairwells, `uid#stairwell`.
    `figures` are those of `division.quality.Figures.as_json`; `history` lets hand work be undone.
    """

    uid = models.UUIDField(unique=True, default=uuid7)
    plan = models.ForeignKey(DivisionPlan, models.CASCADE, related_name="variants")
    label = models.CharField(max_length=60)
    part = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    history = models.JSONField(default=list)
    made_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class PlannedGrid(models.Model):
    """A grid of a variant (拟设网格); `continues` is the grid of today whose code it keeps.

    `limits` says its border in words: 东至, 南至, 西至, 北至. `made` is the area it became.
    """

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="grids")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    continues = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    boundary = models.JSONField(null=True)
    limits = models.JSONField(default=dict)
    households = models.PositiveIntegerField(default=0)
    made = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "number"], name="planned_grid_once")
        ]

    def __str__(self) -> str:
        return self.name


class PlannedPosting(models.Model):
    """Who shall hold which post in a planned grid (拟任)."""

    grid = models.ForeignKey(PlannedGrid, models.CASCADE, related_name="postings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    slot = models.CharField(max_length=1, default="A")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grid", "user", "post"], name="planned_posting_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.post}"


class PlanNote(models.Model):
    """What was seen on the spot or said about a plan, and the answer to it (踏勘记录、方案意见)."""

    class Kind(models.TextChoices):
        """Where a note comes from."""

        SURVEY = "survey", _("踏勘")
        COMMENT = "comment", _("意见")
        STEP = "step", _("办理")

    uid = models.UUIDField(unique=True, default=uuid7)
    plan = models.ForeignKey(DivisionPlan, models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(max_length=1000)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    answer = models.TextField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%F}"
