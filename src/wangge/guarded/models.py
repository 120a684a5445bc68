"""Judicial and health records: sealed whole, under keys of their own."""

from django.conf import settings
from django.db import models

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7


class GuardedRecord(models.Model):
    """A judicial or health case of a person (专项记录).

    Who and what it is stands in `sealed` alone. The indexes are blind, and those of the kind are
    made with the person: two records of one kind do not look alike to whoever has the database.
    """

    uid = models.UUIDField(unique=True, default=uuid7)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    subject_index = models.BinaryField(max_length=16)
    kind_index = models.BinaryField(max_length=16)
    worker_index = models.BinaryField(max_length=16, default=bytes)  # named on the case
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind_index"], condition=models.Q(closed_at=None), name="guarded_open_once"
            )
        ]
        indexes = [
            models.Index(fields=["area", "id"], name="guarded_area"),
            models.Index(fields=["subject_index"], name="guarded_subject"),
            models.Index(fields=["worker_index"], name="guarded_worker"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class GuardedEntry(models.Model):
    """What was done with a guarded record (专项记录流水): opened why, changed to what."""

    class Verb(models.TextChoices):
        """What was done."""

        KEEP = "keep", "登记"
        CHANGE = "change", "变更"
        CLOSE = "close", "终止"
        OPEN = "open", "查看"

    uid = models.UUIDField(unique=True, default=uuid7)
    record = models.ForeignKey(GuardedRecord, models.CASCADE, related_name="entries")
    verb = models.CharField(max_length=6, choices=Verb.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(default=clock.now)
    sealed = models.BinaryField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["actor", "verb", "at"], name="guarded_entry_actor")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%F %T}"
