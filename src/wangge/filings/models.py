"""The register of forms that superiors ask for, what was filled in, and what is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.areas.models import Area
from wangge.filings.columns import Column, Kind
from wangge.filings.layouts.shape import Layout
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.models import Household, Person

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS = [(kind.value, kind.label) for kind in Kind]


class FormKind(models.Model):
    """A form that a superior asks for (报表), its layout, and what its columns mean.

    Only an approved one (准入) can be filled in officially.
    """

    class Period(models.TextChoices):
        """How often it is asked for."""

        ONCE = "once", _("一次性")
        WEEKLY = "weekly", _("每周")
        MONTHLY = "monthly", _("每月")
        QUARTERLY = "quarterly", _("每季")
        YEARLY = "yearly", _("每年")

    class State(models.TextChoices):
        """How far its admission is."""

        DRAFT = "draft", _("草稿")
        ASKED = "asked", _("待准入")
        APPROVED = "approved", _("已准入")
        RETIRED = "retired", _("已停用")

    uid = models.UUIDField(unique=True, default=uuid7)
    name = models.CharField(max_length=100)
    asked_by = models.CharField(max_length=60)  # the unit that wants it, as it calls itself
    basis = models.CharField(max_length=200, blank=True)  # the paper it rests on
    purpose = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=10, choices=Period.choices, default=Period.ONCE)
    kind = models.CharField(max_length=10, choices=KINDS, default=Kind.PERSON.value)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")  # where it is asked for
    file_name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)  # the empty form in storage
    layout = models.JSONField()
    columns = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    number = models.CharField(max_length=40, blank=True)  # 准入编号
    verdict = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Layout:
        """Where the form has its headings and lines."""
        return Layout.from_json(self.layout)

    @property
    def meanings(self) -> list[Column]:
        """What its columns mean."""
        return [Column.from_json(kept) for kept in self.columns]

    @property
    def asked(self) -> int:
        """How many columns it has."""
        return len(self.columns)

    @property
    def known(self) -> int:
        """How many of them the ledger fills."""
        return sum(kept["source"] in {"field", "counted"} for kept in self.columns)

    def put(self, columns: Sequence[Column]) -> None:
        """Keep what the columns mean."""
        self.columns = [column.as_json() for column in columns]


class Filing(models.Model):
    """A form filled in for an area as of a day (填报)."""

    uid = models.UUIDField(unique=True, default=uuid7)
    form = models.ForeignKey(FormKind, models.PROTECT, related_name="filings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    as_of = models.DateField()
    filters = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    checked_at = models.DateTimeField(default=clock.now)  # when the figures were last counted
    rows = models.PositiveIntegerField(default=0)
    cells = models.PositiveIntegerField(default=0)  # rows × columns
    filled = models.PositiveIntegerField(default=0)  # of them from the ledger or counted
    missing = models.PositiveIntegerField(default=0)  # of them to be collected

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.form} {self.as_of}"

    @property
    def share(self) -> int:
        """The share of cells that nobody had to type, in percent."""
        return self.filled * 100 // self.cells if self.cells else 0


class CollectionTask(models.Model):
    """What a filing lacks of one household (补采任务): done once the ledger has the facts."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="tasks")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    missing = models.JSONField(default=dict)  # person's uid -> keys of the dictionary
    opened_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["area_id", "pk"]
        indexes = [models.Index(fields=["area", "done_at"], name="collection_area")]
        constraints = [
            models.UniqueConstraint(fields=["filing", "household"], name="collection_household"),
            models.UniqueConstraint(fields=["filing", "person"], name="collection_person"),
            models.CheckConstraint(
                condition=models.Q(household=None) ^ models.Q(person=None),
                name="collection_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing}：{self.household or self.person}"

    @property
    def facts(self) -> int:
        """How many facts are missing."""
        return sum(len(keys) for keys in self.missing.values())


class FilingExport(models.Model):
    """A filing handed out as a file (报表导出): by whom, why, how much, who agreed, which bytes."""

    class State(models.TextChoices):
        """Whether a second person must agree, and did."""

        WAITING = "waiting", _("待批准")
        AGREED = "agreed", _("已批准")
        REFUSED = "refused", _("未批准")
        DONE = "done", _("已导出")

    uid = models.UUIDField(unique=True, default=uuid7)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="exports")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DONE)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()  # of the post the actor acts by
    reason = models.CharField(max_length=200)
    is_official = models.BooleanField(default=False)
    gate = models.CharField(max_length=12, blank=True)  # the strictest class of the columns
    rows = models.PositiveIntegerField(default=0)
    cells = models.PositiveIntegerField(default=0)  # rows × columns
    filled = models.PositiveIntegerField(default=0)  # of them nobody typed
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the file
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.filing} {self.at:%F}"
