"""Buildings and dwellings: where people live."""

from django.conf import settings
from django.db import models

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.privacy.fields import FactsField, NumberlessField


class Estate(models.Model):
    """A housing estate, street block or natural village (小区、院落、自然村)."""

    uid = models.UUIDField(unique=True, default=uuid7)
    area = models.ForeignKey(Area, models.PROTECT, related_name="estates")  # its community
    name = models.CharField(max_length=60)
    manager = models.CharField(max_length=100, blank=True)  # 物业服务单位
    manager_phone = models.CharField(max_length=40, blank=True)  # an office's, not a person's
    facts = FactsField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="estate_once")]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building with its address (楼栋); lon/lat in degrees, CGCS2000."""

    uid = models.UUIDField(unique=True, default=uuid7)
    area = models.ForeignKey(Area, models.PROTECT, related_name="buildings")
    address = models.CharField(max_length=200)  # road or estate, and number
    name = models.CharField(max_length=60)
    estate = models.ForeignKey(Estate, models.PROTECT, null=True, related_name="buildings")
    use = models.CharField(max_length=20, blank=True, default="", db_default="")
    facts = FactsField(default=dict, db_default=models.Value({}, models.JSONField()))
    version = models.PositiveIntegerField(default=1, db_default=1)
    floors = models.PositiveSmallIntegerField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "address", "name"], name="building_once")
        ]

    def __str__(self) -> str:
        return f"{self.address}{self.name}"


class Dwelling(models.Model):
    """One home (住房) in a building; `door` as people write it: 1单元101."""

    uid = models.UUIDField(unique=True, default=uuid7)
    building = models.ForeignKey(Building, models.PROTECT, related_name="dwellings")
    area = models.ForeignKey(Area, models.PROTECT, related_name="dwellings")
    unit = models.CharField(max_length=20, blank=True)
    room = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=240)  # the whole address, for lists
    facts = FactsField(default=dict, db_default=models.Value({}, models.JSONField()))
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["building", "unit", "room"], name="dwelling_once")
        ]
        indexes = [models.Index(fields=["area", "address"], name="dwelling_address")]

    def __str__(self) -> str:
        return self.address


class PlaceChange(models.Model):
    """One changed field of an estate, building, dwelling or of what stands there (场所变更记录).

    `subject` is the uid of the changed row: uids are unique among all kinds.
    """

    subject = models.UUIDField()
    field = models.CharField(max_length=40)
    old = NumberlessField(max_length=240, blank=True)
    new = NumberlessField(max_length=240, blank=True)
    source = models.CharField(max_length=80)
    cause = models.UUIDField(null=True)  # the visit, event or file behind it
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "at"], name="place_change_subject")]

    def __str__(self) -> str:
        return f"{self.field} {self.at:%F}"
