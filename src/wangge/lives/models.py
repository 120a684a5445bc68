"""What happened in people's lives, and what the ledger said before."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.lives import rules
from wangge.people.models import Household, Person
from wangge.privacy.fields import FactsField


class LifeEvent(models.Model):
    """One change in people's lives (人口变动), from birth to death; rows are only added.

    `facts` is what was told, by keys; `before` is what it takes to undo the event. A wrong event
    is undone by another one that names it in `undoes`.
    """

    uid = models.UUIDField(unique=True, default=uuid7)
    kind = models.CharField(max_length=12, choices=rules.KIND_CHOICES)
    on = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")  # whom it was told of
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    facts = FactsField(default=dict)
    before = FactsField(default=dict)
    source = models.CharField(max_length=80)
    cause = models.UUIDField(null=True)  # the visit or file that told it
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)  # of what was told: tells a repeat
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["area", "on"], name="life_event_area")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%F}"


class LifePart(models.Model):
    """Somebody whom an event touched (变动涉及人), with the household before and after."""

    event = models.ForeignKey(LifeEvent, models.CASCADE, related_name="parts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="life_parts")
    left = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    entered = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="life_part_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.person_id}"


class HandOver(models.Model):
    """Somebody came to another community by an event and is to be met there (迁入待确认)."""

    event = models.OneToOneField(LifeEvent, models.CASCADE, related_name="hand_over")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["area"], name="hand_over_open", condition=models.Q(confirmed_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.area_id}"
