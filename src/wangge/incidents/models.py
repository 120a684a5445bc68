"""Incidents: what is reported and travels the closed loop."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wangge.areas.models import LEVELS, Area
from wangge.files.models import StoredFile
from wangge.incidents import rules
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.posts.models import Unit
from wangge.privacy.sealing import unseal


class Category(models.Model):
    """One line of the matter catalogue (事项目录): 大类 without parent, 小类 with one.

    Limits are {"amount": number, "unit": worktime.Unit value}.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    nature = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=4, default=rules.GENERAL)
    urgency = models.CharField(max_length=4, default="一般")
    accept_limit = models.JSONField(default=dict)
    handle_limit = models.JSONField(default=dict)
    department = models.CharField(max_length=20, blank=True)
    condition = models.CharField(max_length=200, blank=True)
    closing = models.CharField(max_length=200, blank=True)
    photo_required = models.BooleanField(default=False)
    for_residents = models.BooleanField(default=False)
    resident_label = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Incident(models.Model):
    """A matter (事件) from its report to the archive.

    `area` is the grid, or the community where no grid is known. `level` is the level whose desk
    answers for it now. Reporter's phone is sealed.
    """

    uid = models.UUIDField(unique=True, default=uuid7)
    number = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=60)
    description = models.TextField()
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4)
    urgency = models.CharField(max_length=4)
    source = models.CharField(max_length=20)

    state = models.CharField(max_length=20, choices=rules.STATE_CHOICES)
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    first_level = models.PositiveSmallIntegerField(choices=LEVELS)
    pending = models.CharField(max_length=10, blank=True)  # asked for: extend or suspend
    version = models.PositiveIntegerField(default=1)

    area = models.ForeignKey(Area, models.PROTECT, related_name="incidents")
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reporter_name = models.CharField(max_length=60, blank=True)
    reporter_phone = models.BinaryField(default=bytes, blank=True)
    link_digest = models.CharField(max_length=64, blank=True)  # of the resident's private link

    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    assisting = models.ManyToManyField(Unit, related_name="+")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Who did the work: a stand-in may act for `handler`, and nobody verifies their own work.
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    supervision = models.CharField(max_length=4, blank=True)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")

    found_at = models.DateTimeField()
    reported_at = models.DateTimeField(default=clock.now)
    accept_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    suspended_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(default=clock.now)
    extensions = models.PositiveSmallIntegerField(default=0)
    rework = models.PositiveSmallIntegerField(default=0)
    satisfaction = models.CharField(max_length=4, blank=True)
    request_digest = models.CharField(max_length=64)  # of the report as sent: tells a repeat
    search = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["area", "-id"], name="incident_area"),
            models.Index(
                fields=["level", "state", "area"],
                name="incident_open",
                condition=models.Q(state__in=sorted(rules.OPEN)),
            ),
            models.Index(fields=["handler", "state"], name="incident_handler"),
            models.Index(fields=["lead_unit", "state"], name="incident_unit"),
            models.Index(fields=["link_digest"], name="incident_link"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def stage(self) -> str:
        """Which of the eight stages was reached last."""
        return rules.STAGE_OF[self.state]

    @property
    def is_open(self) -> bool:
        return self.state in rules.OPEN

    @property
    def is_overdue(self) -> bool:
        """Past its limit: measured to now while open, to the closing time afterwards."""
        if self.state == rules.SUSPENDED:
            return False
        return (self.closed_at or clock.now()) > self.due_at

    @property
    def phone(self) -> str:
        """The reporter's phone in the clear."""
        return unseal(self.reporter_phone, f"incident:{self.uid}:phone")


class IncidentStep(models.Model):
    """One step of an incident (办理记录): the only history, only ever added to."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    at = models.DateTimeField(default=clock.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.CharField(max_length=60)
    post = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=12)
    version = models.PositiveIntegerField()  # the incident's version this step led to
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20)
    stage = models.CharField(max_length=4)
    level = models.PositiveSmallIntegerField(choices=LEVELS)
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%F %T}"


class IncidentFile(models.Model):
    """A photo or document of an incident (事件附件), with the step it came by."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=12, default="report")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "file"], name="incident_file_once")
        ]

    def __str__(self) -> str:
        return str(self.file)


class DailyNumber(models.Model):
    """The last running number of a day (流水号)."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day} {self.last}"
