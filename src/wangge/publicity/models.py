"""What the public is shown of the grids: particulars of workers, prints, boards and cards."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wangge.areas.models import Area
from wangge.files.models import StoredFile
from wangge.kernel import clock
from wangge.kernel.ids import uuid7
from wangge.people.models import Household
from wangge.places.models import Building
from wangge.posts.models import Posting


class Particulars(models.Model):
    """What a worker shows the public beside name, post and phone (公示资料)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="particulars"
    )
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    certificate = models.CharField(max_length=40, blank=True)  # number of the badge (证件编号)
    promise = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return str(self.user)


class Printing(models.Model):
    """One thing that was printed (印制记录); `shown` is what stood on it, to be compared later."""

    class Kind(models.TextChoices):
        """What is printed for the public."""

        CARDS = "cards", _("联系卡")
        CALLS = "calls", _("民情联系卡")
        BOARD = "board", _("楼栋公示牌")
        BADGE = "badge", _("工作胸牌")
        MAP = "map", _("网格图谱")
        SHINE = "shine", _("三亮公示")

    uid = models.UUIDField(unique=True, default=uuid7)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, null=True, related_name="+")
    posting = models.ForeignKey(Posting, models.PROTECT, null=True, related_name="+")
    copies = models.PositiveSmallIntegerField(default=1)
    shown = models.JSONField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    withdrawn_on = models.DateField(null=True)  # handed back, or replaced by a later print

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["area", "kind", "at"], name="printing_area")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%F}"


class Board(models.Model):
    """A board or map that hangs somewhere (公示牌登记)."""

    uid = models.UUIDField(unique=True, default=uuid7)
    printing = models.ForeignKey(Printing, models.PROTECT, related_name="boards")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, null=True, related_name="boards")
    place = models.CharField(max_length=100)
    hung_on = models.DateField(default=clock.today)
    hung_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_down = models.DateField(null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-hung_on", "-pk"]
        indexes = [models.Index(fields=["area", "taken_down"], name="board_area")]

    def __str__(self) -> str:
        return self.place


class CardIssue(models.Model):
    """A household was given its contact card (联系卡发放)."""

    printing = models.ForeignKey(Printing, models.PROTECT, related_name="issues")
    household = models.ForeignKey(Household, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    issued_on = models.DateField(default=clock.today)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["printing", "household"], name="card_once")]
        indexes = [models.Index(fields=["area", "household"], name="card_area")]

    def __str__(self) -> str:
        return f"{self.household} {self.issued_on:%F}"
