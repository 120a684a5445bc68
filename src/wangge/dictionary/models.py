"""Fields that a county, town or community adds for itself."""

from django.conf import settings
from django.db import models

from wangge.areas.models import Area
from wangge.dictionary.shape import YEAR, CodeList, Field, Mask, Section, Sensitivity, Subject, Type
from wangge.kernel import clock

COLUMNS = (
    "label", "section", "owner", "purpose", "sensitivity", "retention_days", "mask", "codes",
    "synonyms", "required", "restricted", "reconfirm_days", "basis",
)  # fmt: skip
"""What can be changed after a field was added; key, subject and type stay."""


class LocalField(models.Model):
    """A field that an area adds to the dictionary (本地字段); in use from `since` until `until`.

    Its words are those of dictionary.shape. `codes` is a list of [code, label]; `basis` says which
    document or decision asks for the field.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=30)
    subject = models.CharField(max_length=10)
    type = models.CharField(max_length=10)
    section = models.CharField(max_length=10)
    owner = models.CharField(max_length=30)
    purpose = models.CharField(max_length=60)
    sensitivity = models.CharField(max_length=10)
    retention_days = models.PositiveIntegerField(null=True)
    mask = models.CharField(max_length=10)
    codes = models.JSONField(default=list)
    synonyms = models.JSONField(default=list)
    required = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    reconfirm_days = models.PositiveIntegerField(default=2 * YEAR)
    basis = models.CharField(max_length=120)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["area_id", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def field(self) -> Field:
        """The field in the shape that all the others have."""
        codes = dict(self.codes)
        return Field(
            key=self.key,
            label=self.label,
            type=Type(self.type),
            section=Section(self.section),
            owner=self.owner,
            purpose=self.purpose,
            sensitivity=Sensitivity(self.sensitivity),
            retention_days=self.retention_days,
            mask=Mask(self.mask),
            reconfirm_days=self.reconfirm_days,
            codes=CodeList(codes, source=self.basis) if codes else None,
            synonyms=tuple(self.synonyms),
            required=self.required,
            subject=Subject(self.subject),
            restricted=self.restricted,
            local=self.area_id,
        )
