"""Units and places, rentals, public facilities, volunteers: what stands in a grid beside homes."""

from __future__ import annotations

from django.db import models

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.models import Person
from wangge.places.models import Building, Dwelling
from wangge.premises.rules import FACILITY_KINDS, FACILITY_STATES, ROLES
from wangge.privacy.fields import FactsField
from wangge.privacy.sealing import unseal


class Premises(models.Model):
    """A unit or place of business (单位场所); `facts` by the dictionary's keys.

    The credit code (统一社会信用代码, GB 32100) and the legal person's name are public; telephones
    stand sealed in `contacts`. `search` holds the tokens of name, address, legal person and code.
    """

    uid = models.UUIDField(unique=True, default=uuid7)
    area = models.ForeignKey(Area, models.PROTECT, related_name="premises")
    building = models.ForeignKey(Building, models.PROTECT, null=True, related_name="premises")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, null=True, related_name="premises")
    kind = models.CharField(max_length=2)  # dictionary.unit_lists.KINDS
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=20, blank=True)
    code_doubt = models.CharField(max_length=120, blank=True)  # what is wrong with the code
    address = models.CharField(max_length=240, blank=True)
    legal_person = models.CharField(max_length=100, blank=True)
    trade = models.CharField(max_length=2, blank=True)  # unit_lists.TRADES
    staff_count = models.PositiveIntegerField(null=True)
    hazardous = models.BooleanField(default=False)  # 危化
    hazard = models.CharField(max_length=2, default="00")
    attention = models.CharField(max_length=2, default="03")
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    facts = FactsField(default=dict)
    search = models.TextField(default="", blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["area", "id"], name="premises_area"),
            models.Index(fields=["credit_code"], name="premises_credit_code"),
            models.Index(fields=["name"], name="premises_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PremisesContact(models.Model):
    """Whom to call at a unit (单位联系人); the number is sealed."""

    class Role(models.TextChoices):
        """What the person is there."""

        LEGAL = "legal", "法定代表人（经营者）"
        MANAGER = "manager", "管理（安全）责任人"

    premises = models.ForeignKey(Premises, models.CASCADE, related_name="contacts")
    role = models.CharField(max_length=8, choices=Role.choices)
    name = models.CharField(max_length=100, blank=True)
    sealed = models.BinaryField(default=bytes)
    index = models.BinaryField(max_length=16, default=bytes)
    hint = models.CharField(max_length=20, blank=True)  # the masked number, for lists

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["premises", "role"], name="premises_contact_once")
        ]
        indexes = [models.Index(fields=["index"], name="premises_contact_index")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"

    def number(self, premises: Premises) -> str:
        """The number in the clear; whoever shows it must have a reason on record."""
        return unseal(self.sealed, f"premises:{premises.uid}:{self.role}")


class Employment(models.Model):
    """A resident works at a unit (从业人员), from and to."""

    premises = models.ForeignKey(Premises, models.CASCADE, related_name="employments")
    person = models.ForeignKey(Person, models.CASCADE, related_name="employments")
    duty = models.CharField(max_length=60, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["premises", "person"],
                condition=models.Q(until=None),
                name="employed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.duty}"


class Rental(models.Model):
    """A dwelling that is let (出租房屋): landlord, lease, filing; `facts` by the dictionary's keys.

    The landlord is a resident on the ledger, or a name with sealed telephone and ID number.
    """

    uid = models.UUIDField(unique=True, default=uuid7)
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="rentals")
    area = models.ForeignKey(Area, models.PROTECT, related_name="rentals")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="lettings")
    landlord_name = models.CharField(max_length=100, blank=True)
    phone_sealed = models.BinaryField(default=bytes)
    phone_hint = models.CharField(max_length=20, blank=True)
    id_sealed = models.BinaryField(default=bytes)
    id_index = models.BinaryField(max_length=16, default=bytes)
    use = models.CharField(max_length=2, default="02")
    part = models.CharField(max_length=40, blank=True)  # which rooms, where not the whole
    lease_from = models.DateField(null=True)
    lease_to = models.DateField(null=True)
    filing_number = models.CharField(max_length=60, blank=True)  # 登记备案
    pledged_on = models.DateField(null=True)  # 治安责任书
    hazard = models.CharField(max_length=2, default="00")
    facts = FactsField(default=dict)
    ended_on = models.DateField(null=True)
    note = models.CharField(max_length=240, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling", "part"],
                condition=models.Q(ended_on=None),
                name="rental_once",
            )
        ]
        indexes = [
            models.Index(fields=["area", "id"], name="rental_area"),
            models.Index(fields=["lease_to"], name="rental_lease_to"),
            models.Index(fields=["id_index"], name="rental_id_index"),
        ]

    def __str__(self) -> str:
        return f"{self.dwelling}{self.part}"

    @property
    def landlord_phone(self) -> str:
        """The telephone in the clear; whoever shows it must have a reason on record."""
        return unseal(self.phone_sealed, f"rental:{self.uid}:phone")

    @property
    def landlord_id(self) -> str:
        """The ID number in the clear; whoever shows it must have a reason on record."""
        return unseal(self.id_sealed, f"rental:{self.uid}:id_number")


class Facility(models.Model):
    """A public facility or resource of a grid (公共设施与资源): a lamp, a venue, a unit, a team."""

    uid = models.UUIDField(unique=True, default=uuid7)
    area = models.ForeignKey(Area, models.PROTECT, related_name="facilities")
    kind = models.CharField(max_length=10, choices=list(FACILITY_KINDS.items()))
    name = models.CharField(max_length=100)
    number = models.CharField(max_length=40, blank=True)  # 部件编码
    address = models.CharField(max_length=240, blank=True)
    lon = models.FloatField(null=True)  # degrees, CGCS2000
    lat = models.FloatField(null=True)
    owner = models.CharField(max_length=100, blank=True)  # 权属单位
    keeper = models.CharField(max_length=100, blank=True)  # 养护（管理）单位
    keeper_phone = models.CharField(max_length=40, blank=True)  # an office's, not a person's
    state = models.CharField(max_length=8, choices=list(FACILITY_STATES.items()), default="sound")
    capacity = models.CharField(max_length=60, blank=True)  # how many people, pieces, m²
    shared = models.BooleanField(default=False)  # others may ask for it (共享资源)
    note = models.CharField(max_length=240, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["area", "kind"], name="facility_area")]

    def __str__(self) -> str:
        return self.name


class Volunteer(models.Model):
    """A resident who lends a hand (志愿者、积极分子), alone or in a team."""

    uid = models.UUIDField(unique=True, default=uuid7)
    person = models.ForeignKey(Person, models.CASCADE, related_name="volunteering")
    team = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="members")
    role = models.CharField(max_length=10, choices=list(ROLES.items()), default="volunteer")
    skills = models.CharField(max_length=120, blank=True)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=models.Q(until=None),
                name="volunteer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_role_display()}"
