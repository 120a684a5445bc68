"""The ledger of residents: households, persons, their phones and labels."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.places.models import Dwelling
from wangge.privacy.fields import FactsField, NumberlessField
from wangge.privacy.sealing import unseal


class Household(models.Model):
    """People who keep house together in a dwelling (户); `facts` by the dictionary's keys."""

    class Kind(models.TextChoices):
        """A family, or people whom a unit or dormitory houses together."""

        FAMILY = "family", "家庭户"
        COLLECTIVE = "collective", "集体户"

    uid = models.UUIDField(unique=True, default=uuid7)
    area = models.ForeignKey(Area, models.PROTECT, related_name="households")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, null=True, related_name="households")
    number = models.CharField(max_length=40, blank=True)  # 户号 in the register
    kind = models.CharField(
        max_length=10, choices=Kind.choices, default=Kind.FAMILY, db_default=Kind.FAMILY.value
    )
    facts = FactsField(default=dict, db_default=models.Value({}, models.JSONField()))
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["area", "id"], name="household_area")]

    def __str__(self) -> str:
        return self.number or str(self.uid)


class Person(models.Model):
    """A resident (居民). ID number and phones are sealed; lists show masks.

    `relation` is a GB/T 4761 code, `ethnicity` GB/T 3304, `sex` GB/T 2261.1.
    `search` holds the tokens of name and address (kernel.text.bigrams).
    """

    class IdState(models.TextChoices):
        """How far the ID number can be trusted."""

        VALID = "valid", "校验通过"
        DOUBTFUL = "doubtful", "存疑"
        MISSING = "missing", "缺失"

    class Residence(models.TextChoices):
        """Why the person is here."""

        REGISTERED = "registered", "户籍"
        PERMANENT = "permanent", "常住"
        FLOATING = "floating", "流动"
        LODGING = "lodging", "寄住"
        LEFT_BEHIND = "left_behind", "留守"
        OVERSEAS = "overseas", "境外"

    class Status(models.TextChoices):
        """Where the person is in life."""

        PRESENT = "present", "在住"
        MOVED = "moved", "迁出"
        DECEASED = "deceased", "死亡"
        LOST = "lost", "失联"

    class Hidden(models.TextChoices):
        """Why a record is on no list: it still holds its place in the history."""

        MERGED = "merged", "已并入另一条"
        RESTRICTED = "restricted", "停止使用"
        ERASED = "erased", "已清除"

    uid = models.UUIDField(unique=True, default=uuid7)
    area = models.ForeignKey(Area, models.PROTECT, related_name="people")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="members")
    name = models.CharField(max_length=100)
    sex = models.CharField(max_length=1, default="0")
    birth_date = models.DateField(null=True)
    relation = models.CharField(max_length=2, blank=True)
    id_type = models.CharField(max_length=3, default="111")
    id_sealed = models.BinaryField(default=bytes, blank=True)
    id_index = models.BinaryField(max_length=16, default=bytes, blank=True)
    id_state = models.CharField(max_length=8, choices=IdState.choices, default=IdState.MISSING)
    ethnicity = models.CharField(max_length=2, blank=True)
    registered_address = models.CharField(max_length=240, blank=True)
    living_address = models.CharField(max_length=240, blank=True)
    residence = models.CharField(max_length=12, choices=Residence, default=Residence.REGISTERED)
    residence_since = models.DateField(null=True)
    joined_on = models.DateField(null=True)  # became a member of the household
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PRESENT)
    hidden = models.CharField(
        max_length=10, choices=Hidden.choices, blank=True, default="", db_default=""
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)  # last borne out by a visit or another record
    facts = FactsField(default=dict)
    search = models.TextField(default="", blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["area", "id"], name="person_area"),
            models.Index(fields=["id_index"], name="person_id_index"),
            models.Index(fields=["name", "birth_date"], name="person_name_birth"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def id_number(self) -> str:
        """The ID number in the clear; whoever shows it must have a reason on record."""
        return unseal(self.id_sealed, f"person:{self.uid}:id_number")


class Phone(models.Model):
    """A phone number of a person (联系电话), sealed; the first is the one to call."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="phones")
    rank = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()
    index = models.BinaryField(max_length=16)
    tail = models.BinaryField(
        max_length=8, default=bytes, db_default=b""
    )  # of the last four digits
    hint = models.CharField(max_length=20)  # the masked number, for lists

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "index"], name="phone_once")]
        indexes = [
            models.Index(fields=["index"], name="phone_index"),
            models.Index(fields=["tail"], name="phone_tail"),
        ]

    def __str__(self) -> str:
        return self.hint

    def number(self, person: Person) -> str:
        """The number in the clear."""
        return unseal(self.sealed, f"person:{person.uid}:phone")


class Label(models.Model):
    """A kind of attention a person or household needs (人群标签), e.g. 空巢老人."""

    class MustVisit(models.TextChoices):
        """The five groups whom the grid worker calls on regularly (老弱小残孕)."""

        OLD = "old", "老"
        WEAK = "weak", "弱"
        YOUNG = "young", "小"
        DISABLED = "disabled", "残"
        PREGNANT = "pregnant", "孕"

    name = models.CharField(max_length=30, unique=True)
    key = models.CharField(max_length=30, blank=True, default="")  # the dictionary's; local: empty
    must_visit = models.CharField(
        max_length=8, choices=MustVisit.choices, blank=True, default="", db_default=""
    )
    review_days = models.PositiveSmallIntegerField(default=365, db_default=365)
    sensitive = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class PersonLabel(models.Model):
    """A label on a person with its basis, begin, end and review date (标签记录)."""

    class Source(models.TextChoices):
        """What the label came by."""

        IMPORT = "import", "导入"
        HAND = "hand", "登记"
        RULE = "rule", "规则建议"
        VISIT = "visit", "走访"

    person = models.ForeignKey(Person, models.CASCADE, related_name="labels")
    label = models.ForeignKey(Label, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200, blank=True)
    source = models.CharField(
        max_length=8, choices=Source.choices, default=Source.IMPORT, db_default=Source.IMPORT.value
    )
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True)
    review_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "label"], condition=models.Q(until=None), name="label_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.label)


class LabelRefusal(models.Model):
    """Somebody found that a suggested label does not fit (标签建议不采纳)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    label = models.ForeignKey(Label, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "label"], name="refused_once")]

    def __str__(self) -> str:
        return f"{self.label}：{self.reason}"


class PastMembership(models.Model):
    """A person belonged to a household until a day (曾在户); today's stands on the person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="past_memberships")
    household = models.ForeignKey(Household, models.PROTECT, related_name="past_members")
    relation = models.CharField(max_length=2, blank=True)
    since = models.DateField(null=True)
    until = models.DateField()

    class Meta:
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"{self.household} – {self.until:%F}"


class PastStay(models.Model):
    """Where and as what a person lived until a day (居住经历); today's stands on the person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="past_stays")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    residence = models.CharField(max_length=12, choices=Person.Residence.choices)
    living_address = models.CharField(max_length=240, blank=True)
    registered_address = models.CharField(max_length=240, blank=True)
    since = models.DateField(null=True)
    until = models.DateField()

    class Meta:
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_residence_display()} – {self.until:%F}"


class Change(models.Model):
    """One changed field (变更): old and new, masked where the field is sealed."""

    field = models.CharField(max_length=40)
    old = NumberlessField(max_length=240, blank=True)
    new = NumberlessField(max_length=240, blank=True)
    version = models.PositiveIntegerField(default=1)  # of the record with the change in it
    source = models.CharField(max_length=80)
    cause = models.UUIDField(null=True)  # the visit, event or file behind it
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.field} {self.at:%F}"


class PersonChange(Change):
    """One changed field of a person (变更记录)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="changes")


class HouseholdChange(Change):
    """One changed field of a household (户变更记录)."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="changes")
