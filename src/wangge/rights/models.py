"""What residents may ask about their own data (个人信息保护法 44-50)."""

from django.conf import settings
from django.db import models

from wangge.areas.models import Area
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.models import Person
from wangge.privacy.sealing import unseal


class DataRequest(models.Model):
    """A resident asks to see, copy, correct or erase what is kept about them (个人信息申请).

    What they wrote is sealed: it tells of them like the ledger does.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        ACCESS = "access", "查阅"
        COPY = "copy", "复制"
        CORRECT = "correct", "更正补充"
        ERASE = "erase", "删除"
        RESTRICT = "restrict", "停止使用"

    class Asker(models.TextChoices):
        """Who asks; each shows that they may."""

        SELF = "self", "本人"
        GUARDIAN = "guardian", "监护人"
        HEIR = "heir", "近亲属（本人已故）"

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "待办理"
        DONE = "done", "已办理"
        REFUSED = "refused", "不予办理"

    uid = models.UUIDField(unique=True, default=uuid7)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    asker = models.CharField(max_length=8, choices=Asker.choices, default=Asker.SELF)
    proof = models.CharField(max_length=100)  # what was shown: 本人身份证原件
    detail_sealed = models.BinaryField(default=bytes)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField(default=clock.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    answer = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="data_request_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%F}"

    @property
    def detail(self) -> str:
        """What was asked, in the asker's words."""
        return unseal(self.detail_sealed, f"data_request:{self.uid}")
