"""Spreadsheets taken in: what was uploaded, how it was read, what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7

INTERRUPTED = "interrupted"
"""In the result of a run that waits again: its process ended before it was through."""


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

    @property
    def was_interrupted(self) -> bool:
        """Whether it waits because its process was ended half-way."""
        return self.state == self.State.READ and INTERRUPTED in self.result

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # Django leaves ours alone
        """The state in words."""
        return _("中断") if self.was_interrupted else str(self.State(self.state).label)


class Export(models.Model):
    """One workbook given out (导出): who asked for what, why, who agreed, what became of it.

    Rows stay when the file is deleted: they are counted against the gates and answer who took
    what. `gate` is the strictest class of the columns; empty for masked workbooks.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "待批准"
        REFUSED = "refused", "未批准"
        QUEUED = "queued", "排队中"
        RUNNING = "running", "生成中"
        DONE = "done", "可下载"
        FAILED = "failed", "失败"
        EXPIRED = "expired", "已过期"

    uid = models.UUIDField(unique=True, default=uuid7)
    kind = models.CharField(max_length=20)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="exports"
    )  # nobody: the command line
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()  # of the post the asker acts by
    scope = models.JSONField(default=list)  # code ranges that the asker's posts reached
    filters = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    revealed = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    gate = models.CharField(max_length=12, blank=True)
    rows = models.PositiveIntegerField(default=0)  # as counted when asked, then as written
    progress = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)  # why refused, or what went wrong
    name = models.CharField(max_length=120)  # of the file
    watermark = models.CharField(max_length=300)
    path = models.CharField(max_length=200, blank=True)  # in storage
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    checked_rows = models.PositiveIntegerField(null=True)  # counted in the finished file
    at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["owner", "-at"], name="export_owner"),
            models.Index(fields=["at"], name="export_waiting", condition=models.Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.name
