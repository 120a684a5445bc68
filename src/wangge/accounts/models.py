"""People who sign in."""

from hashlib import sha256

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from wangge.kernel import clock


class UserManager(BaseUserManager["User"]):
    """Finds users by name of account."""


class User(AbstractBaseUser):
    """A staff account (账号) of one real person; rights come from postings alone.

    `public_phone` stands on cards, boards and the residents' pages; `phone` never does.
    """

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)  # the office reaches the person by it
    public_phone = models.CharField(max_length=20, blank=True, default="", db_default="")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """A key with which a program or phone acts for a user (接口令牌); only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%F}"

    @staticmethod
    def digest_of(key: str) -> str:
        """What is kept of a key."""
        return sha256(key.encode()).hexdigest()
