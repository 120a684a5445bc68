"""Printing for the public, hanging boards, a worker's public particulars."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.areas import queries as areas
from wangge.kernel import clock
from wangge.kernel.codes import Level
from wangge.people.access import SEEING
from wangge.places.models import Building
from wangge.posts.access import Staff
from wangge.prints.cards import MOST
from wangge.publicity.models import Printing

Kind = Printing.Kind
HANGING = (Kind.BOARD, Kind.MAP, Kind.SHINE)


class CommunityForm(forms.Form):
    """Which community is looked at."""

    under = forms.TypedChoiceField(label=_("社区"), coerce=int)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = areas.within(staff.ranges(*SEEING)).filter(level=Level.COMMUNITY)
        self.choices = list(rows.values_list("code", "full_name"))
        cast("forms.ChoiceField", self.fields["under"]).choices = self.choices

    def code(self) -> int | None:
        """The community asked for, else the first of one's own."""
        if self.is_valid():
            return int(self.cleaned_data["under"])
        return self.choices[0][0] if self.choices else None


class MakeForm(forms.Form):
    """What is to be printed: a kind, and for which buildings, workers and how many sheets."""

    kind = forms.ChoiceField(choices=Kind.choices)
    sheets = forms.IntegerField(min_value=1, max_value=MOST, required=False)
    buildings = forms.TypedMultipleChoiceField(coerce=int, required=False)
    postings = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(
        self, *args: Any, buildings: list[Building], postings: list[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["buildings"]).choices = [
            (building.pk, str(building)) for building in buildings
        ]
        cast("forms.ChoiceField", self.fields["postings"]).choices = [(pk, pk) for pk in postings]


class HangForm(forms.Form):
    """A board, map or page hangs somewhere."""

    kind = forms.ChoiceField(
        label=_("物料"), choices=[(kind.value, kind.label) for kind in HANGING]
    )
    building = forms.TypedChoiceField(label=_("楼栋"), coerce=int, required=False, empty_value=None)
    place = forms.CharField(
        label=_("张挂地点"),
        max_length=100,
        required=False,
        help_text=_("如：1 号门厅、小区东门；楼栋公示牌不填时记楼栋名称。"),
    )
    hung_on = forms.DateField(
        label=_("张挂日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, *args: Any, buildings: list[Building], whole: bool = False, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"hung_on": clock.today()})
        super().__init__(*args, **kwargs)
        named = [(building.pk, str(building)) for building in buildings]
        cast("forms.ChoiceField", self.fields["building"]).choices = [
            ("", _("不是楼栋公示牌")),
            *named,
        ]
        if whole:  # of a community only the map is hung
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].initial = Kind.MAP
            del self.fields["building"]


class ParticularsForm(forms.Form):
    """What a worker shows the public."""

    public_phone = forms.CharField(
        label=_("对外公布的电话"),
        max_length=20,
        required=False,
        help_text=_("印在联系卡和公示牌上，居民扫码也能看到；留空则不公布。"),
    )
    certificate = forms.CharField(label=_("证件编号"), max_length=40, required=False)
    promise = forms.CharField(
        label=_("个人承诺"), max_length=200, required=False, help_text=_("印在“三亮”公示上。")
    )
    photo = forms.FileField(
        label=_("工作证照片"),
        required=False,
        help_text=_("正面免冠照，印出来是 3:4；不选则保留原来的。"),
    )
