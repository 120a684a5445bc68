"""Spreadsheets taken in: what was uploaded, how it was read, what came of it."""

from django.conf import settings
from django.db import models

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7


class HeadingMemory(models.Model):
    """A confirmed matching of headings to fields (表头对照), remembered for the next file."""

    kind = models.CharField(max_length=20)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "signature"], name="heading_memory_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"


class ImportRun(models.Model):
    """One upload of a ledger (导入批次): previewed, then carried out."""

    class State(models.TextChoices):
        """How far it is."""

        READ = "read", "待确认"
        RUNNING = "running", "导入中"
        DONE = "done", "已导入"
        FAILED = "failed", "失败"

    uid = models.UUIDField(unique=True, default=uuid7)
    kind = models.CharField(max_length=20)
    area = models.ForeignKey(Area, models.PROTECT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)  # the upload in storage
    report_path = models.CharField(max_length=200, blank=True)
    mend_path = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READ)
    mapping = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name
