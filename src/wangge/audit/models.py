"""What was done, by whom, when: written once, never changed."""

from django.conf import settings
from django.db import models

from wangge.kernel import clock


class Record(models.Model):
    """One line of the audit trail (留痕). Rows are only ever added; triggers see to it."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    area = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.verb} {self.subject}"
