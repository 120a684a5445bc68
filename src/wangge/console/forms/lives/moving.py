"""Forms for people who come, go, move house, or keep house on their own."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wangge.console.forms.lives.asking import KIN, LifeForm, as_date, day_input
from wangge.dictionary.codes import ID_TYPES, SEXES
from wangge.lives import queries
from wangge.lives.actions.arrival import MoveIn
from wangge.lives.actions.endings import MoveOut, Return
from wangge.lives.actions.goals import Goal
from wangge.lives.actions.housing import Join, Rehouse, Split
from wangge.lives.actions.recording import Life
from wangge.people import households
from wangge.people.models import Household, Person
from wangge.posts.access import Staff

NEW = "new"


class MoveOutForm(LifeForm):
    """Leaving the county."""

    def build(self) -> None:
        self.fields["on"].label = _("迁出日期")
        self.fields["to"] = forms.CharField(
            label=_("迁往何处"), max_length=80, help_text=_("写到省、市、县即可。")
        )
        self.ask_others(_("一起迁出的家人"))

    def life(self) -> Life:
        return MoveOut(to=self.cleaned_data["to"], others=self.chosen(), **self.seats())


class GoalForm(LifeForm):
    """A home in a grid; where a household lives there already, one may join it."""

    def ask_goal(self) -> None:
        """Where to: grid and address, and then which household."""
        near, far = queries.grids(self.staff)
        rows: list[Any] = [("", _("请选择")), *near]
        if far and self.may_go_far:
            rows.append((_("本县其他社区（由对方确认接收）"), far))
        self.fields["grid"] = forms.TypedChoiceField(label=_("网格"), choices=rows, coerce=int)
        self.fields["address"] = forms.CharField(
            label=_("住址"),
            max_length=120,
            help_text=_("写到栋、单元、室，例如“建设路1号2栋1单元301”。"),
        )
        found = self._homes()
        if found:
            fresh = [(NEW, _("另立一户"))]
            self.fields["into"] = forms.ChoiceField(
                label=_("这处住房已有人家"),
                choices=[*((str(row.uid), row.label) for row in found), *fresh],
                required=False,
                widget=forms.RadioSelect,
            )

    may_go_far = False

    def _homes(self) -> list[queries.Choice]:
        grid, address = self.data.get("grid", ""), self.data.get("address", "")
        if not self.is_bound or not grid.isdigit() or not address:
            return []
        return queries.homes_at(self.staff, address, int(grid))

    def clean(self) -> Any:
        given = super().clean()
        if "into" in self.fields and not self.cleaned_data.get("into"):
            raise ValidationError({"into": _("请选择并入哪一户，或另立一户")})
        return given

    def goal(self) -> Goal:
        """Where they go."""
        given = self.cleaned_data
        into = given.get("into", NEW)
        if into != NEW:
            return Goal(household=UUID(into))
        return Goal(
            grid=given["grid"],
            address=given["address"],
            collective=bool(given.get("collective")),
        )


class RehouseForm(GoalForm):
    """Moving to another home of the county."""

    may_go_far = True

    def build(self) -> None:
        self.fields["on"].label = _("搬家日期")
        self.ask_others(_("一起搬的家人"))
        self.ask_goal()

    def life(self) -> Life:
        return Rehouse(goal=self.goal(), others=self.chosen(), **self.seats())


class ReturnForm(GoalForm):
    """Living here again."""

    def build(self) -> None:
        self.fields["on"].label = _("返回日期")
        kind = self.person.residence if self.person else ""
        self.fields["residence"] = forms.ChoiceField(
            label=_("居住类型"), choices=Person.Residence.choices, initial=kind
        )
        self.ask_goal()

    def life(self) -> Life:
        return Return(goal=self.goal(), residence=self.cleaned_data["residence"], **self.seats())


class MoveInForm(GoalForm):
    """Somebody comes to live here; `home` fills in where."""

    def __init__(self, data: Any = None, *, staff: Staff, home: Household | None = None) -> None:
        super().__init__(data, staff=staff)
        if home:
            self.initial = {
                **self.initial,
                "grid": home.area_id,
                "address": str(home.dwelling or ""),
            }

    def build(self) -> None:
        self.fields["on"].label = _("迁入日期")
        self.fields["name"] = forms.CharField(label=_("姓名"), max_length=60)
        self.fields["id_type"] = forms.ChoiceField(label=_("证件类型"), choices=[*ID_TYPES.items()])
        self.fields["id_number"] = forms.CharField(
            label=_("证件号码"), max_length=30, required=False, widget=_plain(),
            help_text=_("已有档案的会提示；没有证件的留空。"),
        )  # fmt: skip
        sexes = [("0", _("按证件")), *SEXES.items()]
        self.fields["sex"] = forms.ChoiceField(label=_("性别"), choices=sexes)
        self.fields["birth_date"] = forms.DateField(
            label=_("出生日期"),
            required=False,
            widget=day_input(),
            help_text=_("有身份证号的不用填。"),
        )
        self.fields["phone"] = forms.CharField(
            label=_("联系电话"), max_length=60, required=False, widget=_plain()
        )
        self.fields["registered_address"] = forms.CharField(
            label=_("户籍地址"), max_length=120, required=False
        )
        self.fields["residence"] = forms.ChoiceField(
            label=_("居住类型"), choices=Person.Residence.choices, initial="floating"
        )
        self.ask_goal()
        self.fields["relation"] = forms.ChoiceField(
            label=_("与户主关系"), choices=KIN, required=False,
            help_text=_("另立一户的不用选，登记为户主。"),
        )  # fmt: skip
        self.fields["collective"] = forms.BooleanField(
            label=_("另立的是集体户（宿舍、工地等）"), required=False
        )

    def life(self) -> Life:
        given = self.cleaned_data
        return MoveIn(
            goal=self.goal(),
            name=given["name"],
            sex=given["sex"],
            birth_date=as_date(given["birth_date"]),
            id_number=given["id_number"],
            id_type=given["id_type"],
            phone=given["phone"],
            relation=given["relation"],
            residence=given["residence"],
            registered_address=given["registered_address"],
            **self.seats(),
        )


def _plain() -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off"})


class SplitForm(LifeForm):
    """Keeping house on their own."""

    def build(self) -> None:
        self.fields["on"].label = _("分户日期")
        self.ask_others(_("一起分出的家人"))
        rows = [*self._self(), *self.people()]
        self.fields["head"] = forms.ChoiceField(label=_("新户的户主"), choices=rows)

    def life(self) -> Life:
        head = UUID(self.cleaned_data["head"])
        return Split(head=head, others=self.chosen(), **self.seats())


class JoinForm(LifeForm):
    """Joining another household."""

    def build(self) -> None:
        self.fields["on"].label = _("并户日期")
        self.ask_others(_("一起并入的家人"))
        self.fields["find"] = forms.CharField(
            label=_("并入谁家"), max_length=40, required=False,
            help_text=_("对方户内任何一人的姓名、拼音首字母或手机后四位。"),
        )  # fmt: skip
        rows = [*self._next_door(), *self._found()]
        if rows:
            self.fields["pick"] = forms.ChoiceField(
                label=_("选择一户"), choices=rows, required=False, widget=forms.RadioSelect
            )

    def _next_door(self) -> list[tuple[str, str]]:
        home = households.of_person(self.staff, self.person) if self.person else None
        found = queries.homes_near(self.staff, home)
        return [(str(row.uid), str(_("同住房：%(home)s")) % {"home": row.label}) for row in found]

    def _found(self) -> list[tuple[str, str]]:
        text = self.data.get("find", "") if self.is_bound else ""
        rows = queries.candidates(self.staff, text, but=self.person)
        own = households.of_person(self.staff, self.person) if self.person else None
        away = [row for row in rows if row.household and row.household != (own and own.uid)]
        return [(str(row.household), row.label) for row in away]

    def clean(self) -> Any:
        given = super().clean()
        if not self.cleaned_data.get("pick"):
            where = "pick" if "pick" in self.fields else "find"
            raise ValidationError({where: _("请查找并选择要并入的户")})
        return given

    def life(self) -> Life:
        home = UUID(self.cleaned_data["pick"])
        return Join(household=home, others=self.chosen(), **self.seats())
