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


class Job(models.Model):
    """A follow-up that is run outside the request (后台任务)."""

    handler = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    due = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due"], name="audit_job_due", condition=models.Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.due:%F %T}"
