"""Messages to staff."""

from django.conf import settings
from django.db import models

from wangge.kernel import clock


class Notice(models.Model):
    """A short message to one person that points at a thing (通知)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    text = models.CharField(max_length=200)
    subject = models.CharField(max_length=80)
    urgent = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["user", "-at"], name="notice_unread", condition=models.Q(read_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.text
