"""Attachments, kept once by content."""

from django.conf import settings
from django.db import models

from wangge.kernel import clock
from wangge.kernel.ids import uuid7


class StoredFile(models.Model):
    """One uploaded attachment (附件); its bytes lie in storage under their SHA-256."""

    uid = models.UUIDField(unique=True, default=uuid7)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_index=True)
    given = models.CharField(max_length=64)  # digest of the bytes as sent: tells a repeat
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.name
