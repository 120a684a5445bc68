"""Asking for a division plan, changing a variant by hand, saying something about a plan."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.accounts.models import User
from wangge.kernel import clock
from wangge.posts.models import Post, Posting
from wangge.redivision.models import PlannedGrid
from wangge.redivision.proposing.units import LOADS
from wangge.redivision.rules import AIMS, FRESH

LONGEST, NAME = 1000, 60
MOST = 100_000
Choices = Iterable[tuple[Any, Any]]


class PlanForm(forms.Form):
    """What a division shall be like; its defaults make a plan with one more click."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    under = forms.IntegerField(widget=forms.HiddenInput)
    aim = forms.ChoiceField(
        label=_("怎样划"), choices=list(AIMS.items()), initial=FRESH, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("方案名称"), max_length=NAME)
    low = forms.IntegerField(label=_("每格不少于（户）"), min_value=0, max_value=MOST)
    high = forms.IntegerField(label=_("每格不多于（户）"), min_value=1, max_value=MOST)
    staff = forms.IntegerField(
        label=_("网格数（网格员人数）"),
        required=False,
        min_value=1,
        max_value=999,
        help_text=_("不填则按户数范围定。"),
    )
    balance = forms.MultipleChoiceField(
        label=_("除户数外还要均衡"),
        required=False,
        choices=list(LOADS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    estates = forms.MultipleChoiceField(
        label=_("锁定小区（整体划入一个网格）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, estates: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["estates"]).choices = list(estates)

    def clean(self) -> dict[str, Any]:
        """The band has a lower and an upper end."""
        given = super().clean() or {}
        if given.get("low", 0) > given.get("high", MOST):
            self.add_error("high", _("上限不能小于下限：请改其中一个。"))
        return given

    def wish(self) -> dict[str, Any]:
        """As a plan keeps it."""
        given = self.cleaned_data
        return {key: given[key] for key in ("low", "high", "staff", "balance") if given[key]}


class NoteForm(forms.Form):
    """What was seen on the spot, or what somebody thinks of the plan."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("内容"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "maxlength": LONGEST}),
    )
    lon = forms.FloatField(label=_("经度"), required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("纬度"), required=False, min_value=-90, max_value=90)


class ApproveForm(forms.Form):
    """From which day on the plan holds."""

    takes_effect = forms.DateField(
        label=_("生效日期"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("当天起人口、房屋、事件、岗位一起转到新网格；此前随时可以退回。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"takes_effect": clock.today()})
        super().__init__(*args, **kwargs)


def grid_choices(grids: Iterable[PlannedGrid]) -> list[tuple[int, str]]:
    """Planned grids by number, as a select offers them."""
    return [(grid.number, grid.name) for grid in grids]


class _OnGrids(forms.Form):
    """A form that chooses among the grids of a variant."""

    version = forms.IntegerField(min_value=1)
    on_grids: tuple[str, ...] = ()

    def __init__(self, *args: Any, grids: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.on_grids:
            cast("forms.ChoiceField", self.fields[name]).choices = list(grids)


class MoveForm(_OnGrids):
    """Buildings go over to a grid."""

    on_grids = ("to",)
    to = forms.TypedChoiceField(label=_("划入"), coerce=int)

    def step(self, units: list[str]) -> dict[str, Any]:
        """As the domain takes it."""
        return {"do": "move", "units": units, "to": self.cleaned_data["to"]}


class SplitForm(_OnGrids):
    """One grid in two."""

    on_grids = ("grid",)
    grid = forms.TypedChoiceField(label=_("拆分"), coerce=int)

    def step(self, _units: list[str]) -> dict[str, Any]:
        """As the domain takes it."""
        return {"do": "split", "grid": self.cleaned_data["grid"]}


class MergeForm(_OnGrids):
    """Two neighbouring grids become one."""

    on_grids = ("other", "into")
    other = forms.TypedChoiceField(label=_("把"), coerce=int)
    into = forms.TypedChoiceField(label=_("并入"), coerce=int)

    def step(self, _units: list[str]) -> dict[str, Any]:
        """As the domain takes it."""
        given = self.cleaned_data
        return {"do": "merge", "into": given["into"], "other": given["other"]}


class UndoForm(_OnGrids):
    """The last step is taken back."""


class NameForm(_OnGrids):
    """Another name for a planned grid."""

    on_grids = ("grid",)
    grid = forms.TypedChoiceField(label=_("网格"), coerce=int)
    name = forms.CharField(label=_("新名称"), max_length=NAME)


class PostingForm(_OnGrids):
    """Who shall work in a planned grid."""

    on_grids = ("grid",)
    grid = forms.TypedChoiceField(label=_("网格"), coerce=int)
    user = forms.TypedChoiceField(label=_("人员"), coerce=int)
    post = forms.TypedChoiceField(label=_("岗位"), coerce=int)
    slot = forms.ChoiceField(label=_("AB 岗"), choices=Posting.Slot.choices)

    def __init__(
        self, *args: Any, people: Iterable[User], posts: Iterable[Post], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {user.pk: user for user in people}
        self.posts = {post.pk: post for post in posts}
        named = (("user", self.people), ("post", self.posts))
        for field, rows in named:
            cast("forms.ChoiceField", self.fields[field]).choices = [
                (pk, row.name) for pk, row in rows.items()
            ]
        worker = next((pk for pk, post in self.posts.items() if post.code == "worker"), None)
        self.fields["post"].initial = worker
