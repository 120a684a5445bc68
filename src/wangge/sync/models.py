"""Devices, the operations they sent, and the edits that only a person can choose between."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import models

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.privacy.fields import NumberlessField
from wangge.privacy.sealing import unseal
from wangge.sync import rules


class Device(models.Model):
    """A phone as one worker uses it (设备); two workers on one phone are two devices."""

    code = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="devices")
    version = models.CharField(max_length=40, blank=True)  # of the app, as told
    unsent = models.PositiveIntegerField(null=True)  # operations still on the phone, as told
    clock_offset = models.IntegerField(default=0)  # seconds the phone is behind the server
    first_contact = models.DateTimeField(default=clock.now)
    last_contact = models.DateTimeField(default=clock.now)
    last_pull = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "user"], name="device_of_user")]

    def __str__(self) -> str:
        return self.code


class Op(models.Model):
    """An operation that reached the server (操作回执): done once; what it said is not kept here."""

    uid = models.UUIDField(unique=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="ops")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entity = models.CharField(max_length=12)
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    result = models.CharField(max_length=8, choices=[(result, result) for result in rules.RESULTS])
    code = models.CharField(max_length=60, blank=True)
    detail = NumberlessField(max_length=240, blank=True)  # a fault quotes what was typed
    claimed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["device", "received_at"], name="op_device")]

    def __str__(self) -> str:
        return f"{self.entity} {self.result}"


class SyncConflict(models.Model):
    """Two people told one field differently (同步冲突): both are kept until somebody chooses."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "待选择"
        CURRENT = "current", "保留现有"
        OFFERED = "offered", "采用手机端"

    uid = models.UUIDField(unique=True, default=uuid7)
    op = models.ForeignKey(Op, models.CASCADE, related_name="conflicts")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    entity = models.CharField(max_length=12)
    key = models.UUIDField()
    field = models.CharField(max_length=60)
    offered = models.BinaryField()  # what the device told, sealed
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["op", "field"], name="conflict_once")]
        indexes = [models.Index(fields=["area", "state"], name="conflict_area")]

    def __str__(self) -> str:
        return f"{self.entity} {self.field}"

    @property
    def value(self) -> str | list[str]:
        """What the device told, in the clear."""
        told: str | list[str] = json.loads(unseal(self.offered, f"conflict:{self.uid}:offered"))
        return told
