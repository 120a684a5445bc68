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
    """Work done beside the request (后台任务): who takes it holds it until `due` and then loses it.

    `due` is when it may be taken; taking it moves `due` on, so the job of a dead worker comes up
    again by itself. A job that is done or given up stays as a line of history.
    """

    handler = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    due = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["due"], name="job_due", condition=models.Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.subject}"
