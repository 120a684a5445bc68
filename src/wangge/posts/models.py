"""Posts, not people, have rights."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.areas.models import LEVELS, Area, GridGroup
from wangge.kernel import clock


class Unit(models.Model):
    """A department or office that handles matters (责任单位), e.g. a county's 城管局."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    area = models.ForeignKey(Area, models.PROTECT, related_name="units")
    department = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["department", "area"], name="unit_department")]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A kind of post (岗位): its local name, the level it works at and what it may do."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=30)
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    abilities = models.JSONField(default=list)
    of_unit = models.BooleanField(default=False)  # sees what its unit was given, not a territory
    confirm_first = models.BooleanField(default=False)  # its reports pass the group leader
    guarded = models.JSONField(default=list)  # kinds of guarded records it may open
    hidden_sections = models.JSONField(default=list)  # dictionary sections it does not see
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class PostingQuerySet(models.QuerySet["Posting"]):
    """Postings by time."""

    def at(self, moment: datetime) -> PostingQuerySet:
        """Postings that hold at `moment`."""
        return self.filter(since__lte=moment).filter(
            models.Q(until=None) | models.Q(until__gt=moment)
        )


class Posting(models.Model):
    """A person holds a post for an area, from one moment to another (任职)."""

    class Slot(models.TextChoices):
        """The holder, or the stand-in for absences (AB岗)."""

        A = "A", _("A岗")
        B = "B", _("B岗")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="postings")
    post = models.ForeignKey(Post, models.PROTECT, related_name="postings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="postings")
    group = models.ForeignKey(GridGroup, models.PROTECT, null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="postings")
    slot = models.CharField(max_length=1, choices=Slot.choices, default=Slot.A)
    since = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="posting_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area}{self.post}"


class Leave(models.Model):
    """A holder is away (请假外出); the stand-in acts meanwhile."""

    posting = models.ForeignKey(Posting, models.CASCADE, related_name="leaves")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")), name="leave_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.posting} {self.since:%F}"
