"""Visits, patrols and the journals of those who make them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wangge.areas.models import Area
from wangge.incidents.models import Incident
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.models import Household, Person
from wangge.privacy.fields import FactsField


class Trip(models.Model):
    """What visits and patrols share (外出): who, by which post, when.

    `started_at` and `ended_at` are the server's reckoning; the `claimed_…` ones are what the
    device said, kept as a claim.
    """

    uid = models.UUIDField(unique=True, default=uuid7)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.CharField(max_length=120, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    claimed_start = models.DateTimeField(null=True)
    claimed_end = models.DateTimeField(null=True)
    clock_doubtful = models.BooleanField(default=False)
    received_at = models.DateTimeField(default=clock.now)
    digest = models.CharField(max_length=64)  # of what was sent: tells a repeat
    source = models.UUIDField(null=True)  # the operation of a device that brought it
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.started_at:%F %H:%M} {self.post}"


class Visit(Trip):
    """A call on a household (走访); `texts` by the keys of rules.TEXTS, empty ones left out."""

    class Kind(models.TextChoices):
        """What one went for."""

        VISIT = "visit", "走访"
        COLLECT = "collect", "信息采集"
        SERVICE = "service", "上门服务"

    class Outcome(models.TextChoices):
        """Whether one met anybody."""

        MET = "met", "见到"
        NOBODY = "nobody_home", "家中无人"
        REFUSED = "refused", "谢绝走访"

    household = models.ForeignKey(Household, models.PROTECT, related_name="visits")
    patrol = models.UUIDField(null=True)  # one trip may be patrol and visits; either comes first
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.VISIT)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.MET)
    texts = FactsField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["area", "started_at"], name="visit_area"),
            models.Index(fields=["household", "started_at"], name="visit_household"),
            models.Index(fields=["worker", "started_at"], name="visit_worker"),
        ]

    def text(self, key: str) -> str:
        """One of the texts, or nothing."""
        return str(self.texts.get(key, ""))


class VisitMeeting(models.Model):
    """Whom a visit met (走访对象), and which facts it bore out."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="meetings")
    person = models.ForeignKey(Person, models.CASCADE, related_name="visits")
    fields = models.JSONField(default=list)  # dictionary keys; empty: the record as a whole

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "person"], name="met_once")]

    def __str__(self) -> str:
        return str(self.person)


class VisitMatter(models.Model):
    """A matter that a visit handed to a business line (走访交办); either may arrive first."""

    visit = models.UUIDField(db_index=True)
    incident = models.OneToOneField(Incident, models.CASCADE, related_name="visit_matter")

    def __str__(self) -> str:
        return str(self.incident)


class Patrol(Trip):
    """A walk through a grid (巡查); points are noted only where the worker wants to."""

    points = models.JSONField(default=list)  # [{lon, lat, note}]
    texts = FactsField(default=dict)  # note

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["area", "started_at"], name="patrol_area"),
            models.Index(fields=["worker", "started_at"], name="patrol_worker"),
        ]


class PatrolFinding(models.Model):
    """What a patrol found (巡查发现): settled on the spot or reported, there is no third way."""

    class Result(models.TextChoices):
        """What became of it."""

        SETTLED = "settled", "当场处理"
        REPORTED = "reported", "已上报"

    patrol = models.ForeignKey(Patrol, models.CASCADE, related_name="findings")
    rank = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=8, choices=Result.choices)
    texts = FactsField(default=dict)  # text, done
    incident = models.UUIDField(null=True)  # it may arrive after the patrol

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["patrol", "rank"], name="finding_rank"),
            models.CheckConstraint(
                condition=models.Q(result="settled", incident=None)
                | models.Q(result="reported", incident__isnull=False),
                name="settled_or_reported",
            ),
        ]

    def __str__(self) -> str:
        return str(self.texts.get("text", ""))


class Journal(models.Model):
    """A worker's own record of a day (民情日记、网格日志、学习笔记)."""

    class Kind(models.TextChoices):
        """The three books of 003-40."""

        LOG = "log", "网格日志"
        DIARY = "diary", "民情日记"
        STUDY = "study", "学习笔记"

    uid = models.UUIDField(unique=True, default=uuid7)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="journals")
    post = models.CharField(max_length=120, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    day = models.DateField()
    texts = FactsField(default=dict)  # text; lines: what the day's records said when submitted
    shared = models.BooleanField(default=False)
    written_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "day"], condition=models.Q(kind="log"), name="one_log_a_day"
            )
        ]
        indexes = [models.Index(fields=["area", "day"], name="journal_area")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%F}"


class Information(models.Model):
    """What a worker learnt and hands up (信息报送): general in a batch, special at once.

    It is on the server as soon as there is a line; `handed_on` is the day on which the desk gets
    it.
    """

    class Kind(models.TextChoices):
        """001-19 and 001-20."""

        GENERAL = "general", "一般信息"
        SPECIAL = "special", "特殊信息"

    uid = models.UUIDField(unique=True, default=uuid7)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.CharField(max_length=120, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    texts = FactsField(default=dict)  # topic, text
    noted_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    window = models.DateField()  # the day set for it
    handed_on = models.DateField()  # later than the window where it came too late for it

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["area", "handed_on"], name="information_area")]

    def __str__(self) -> str:
        return str(self.texts.get("topic") or self.texts.get("text", ""))

    @property
    def is_late(self) -> bool:
        """Whether its day had passed when it came."""
        return self.handed_on > self.window


class Suggestion(models.Model):
    """A worker's word about the app or about formalism (建议与投诉).

    An anonymous one keeps nobody: no worker, no post, no time of day, and an id of its own.
    """

    class Kind(models.TextChoices):
        """What it is about."""

        APP = "app", "手机端和平台的使用"
        BURDEN = "burden", "重复填报、形式主义"
        COMPLAINT = "complaint", "投诉"
        OTHER = "other", "其他建议"

    uid = models.UUIDField(unique=True)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    texts = FactsField(default=dict)  # text, answer
    on = models.DateField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
