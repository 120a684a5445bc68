"""Keeping the ledger right: who stands in it twice, what was merged, what bears a fact out."""

from django.conf import settings
from django.db import models

from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.models import Person


class Duplicate(models.Model):
    """Two records that may be one person (疑似重复); `one` is the older row."""

    class State(models.TextChoices):
        """What became of the suspicion."""

        OPEN = "open", "待核对"
        DIFFERENT = "different", "不是同一人"
        MERGED = "merged", "已合并"

    one = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)  # keys of rules.REASONS
    score = models.PositiveSmallIntegerField()  # 0-100
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="duplicate_once")]
        indexes = [models.Index(fields=["state", "-score", "id"], name="duplicate_state")]

    def __str__(self) -> str:
        return f"{self.one} / {self.other}"


class Scan(models.Model):
    """One search for people who stand twice (查重), done beside the request."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "排队中"
        RUNNING = "running", "查找中"
        DONE = "done", "已完成"
        FAILED = "failed", "失败"

    uid = models.UUIDField(unique=True, default=uuid7)
    ranges = models.JSONField(default=list)  # pairs of area codes, as the asker's posts reached
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    looked = models.PositiveIntegerField(default=0)  # records compared so far
    of = models.PositiveIntegerField(default=0)  # records that share something with another
    found = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.asked_at:%F %T}"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to come."""
        return self.state in {self.State.WAITING, self.State.RUNNING}


class Merge(models.Model):
    """Two records made one (合并); `before` tells how to undo it, sealed."""

    uid = models.UUIDField(unique=True, default=uuid7)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)  # model label -> primary keys that moved to `kept`
    before = models.BinaryField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class Confirmation(models.Model):
    """A visit or another record bears out what stands in the ledger (核实记录)."""

    class Kind(models.TextChoices):
        """What stands behind it; a mere click is none of them."""

        VISIT = "visit", "走访"
        EVENT = "event", "人口变动"
        FILE = "file", "导入名册"
        MATTER = "matter", "事件办理"
        SERVICE = "service", "办理服务"

    person = models.ForeignKey(Person, models.CASCADE, related_name="confirmations")
    fields = models.JSONField(default=list)  # dictionary keys; empty: the record as a whole
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ref = models.UUIDField()  # of the visit, event or file
    on = models.DateField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "ref"], name="confirmed_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%F}"
