"""Forms for what happens in a family: births, marriages, deaths, who heads the household."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from wangge.console.forms.lives.asking import KIN, LifeForm
from wangge.dictionary.codes import ETHNICITIES, SEXES
from wangge.lives import queries
from wangge.lives.actions.birth import Adoption, Birth
from wangge.lives.actions.endings import Death, Found, Lost
from wangge.lives.actions.housing import HeadChange, Register
from wangge.lives.actions.partners import Divorce, Marriage
from wangge.lives.actions.recording import Life
from wangge.people.models import Person

OUTSIDE = "outside"


class BirthForm(LifeForm):
    """A child of the person."""

    def build(self) -> None:
        self.fields["on"].label = _("出生日期")
        self.fields["name"] = forms.CharField(
            label=_("孩子姓名"),
            max_length=60,
            help_text=_("还没取名的，写“某某之子”或“某某之女”，取名后再改。"),
        )
        self.fields["sex"] = forms.ChoiceField(
            label=_("性别"), choices=[*SEXES.items()], widget=forms.RadioSelect
        )
        ethnicities = [("", _("随父母")), *ETHNICITIES.items()]
        self.fields["ethnicity"] = forms.ChoiceField(
            label=_("民族"), choices=ethnicities, required=False
        )
        self.fields["registered_address"] = forms.CharField(
            label=_("户籍地址"), max_length=120, required=False, help_text=_("与父母相同的不用填。")
        )
        if self.is_bound and "relation" in self.data:
            self._ask_relation()

    def ask(self, refused: Any) -> None:
        if any(fault.field == "relation" for fault in refused.faults):
            self._ask_relation()
        super().ask(refused)

    def _ask_relation(self) -> None:
        self.fields["relation"] = forms.ChoiceField(
            label=_("孩子与户主的关系"), choices=KIN, required=False
        )

    def life(self) -> Life:
        given = self.cleaned_data
        return Birth(
            name=given["name"],
            sex=given["sex"],
            ethnicity=given["ethnicity"],
            registered_address=given["registered_address"],
            relation=given.get("relation", ""),
            **self.seats(),
        )


class PickForm(LifeForm):
    """Somebody else is found by name and chosen."""

    find_label: Any = ""
    outside = False

    def build(self) -> None:
        self.fields["find"] = forms.CharField(
            label=self.find_label,
            max_length=40,
            help_text=_("姓名、拼音首字母或手机后四位，至少两个字；查到后请选择。"),
        )
        text = self.data.get("find", "") if self.is_bound else ""
        found = queries.candidates(self.staff, text, but=self.person)
        rows: list[tuple[str, Any]] = [(str(row.uid), row.label) for row in found]
        if text and self.outside:
            rows.append((OUTSIDE, _("不在本辖区，只登记姓名“%(name)s”") % {"name": text}))
        if rows:
            self.fields["pick"] = forms.ChoiceField(
                label=_("请选择"), choices=rows, required=False, widget=forms.RadioSelect
            )

    def clean(self) -> Any:
        given = super().clean()
        if self.cleaned_data.get("find") and "pick" not in self.fields:
            raise ValidationError({"find": _("没有查到在住的居民，请换个写法")})
        if "pick" in self.fields and not self.cleaned_data.get("pick"):
            raise ValidationError({"pick": _("请从查到的人中选择一位")})
        return given

    def picked(self) -> UUID | None:
        """Who was chosen; None for somebody from outside."""
        value = self.cleaned_data["pick"]
        return None if value == OUTSIDE else UUID(value)


class MarriageForm(PickForm):
    """The person's wedding."""

    find_label = _("配偶")
    outside = True

    def build(self) -> None:
        self.fields["on"].label = _("结婚登记日期")
        super().build()
        where = [
            ("", _("不变，各住各的")),
            ("here", _("配偶并入本户")),
            ("there", _("本人并入配偶的户")),
        ]
        self.fields["join"] = forms.ChoiceField(
            label=_("婚后"), choices=where, required=False, widget=forms.RadioSelect
        )

    def life(self) -> Life:
        spouse = self.picked()
        name = "" if spouse else self.cleaned_data["find"]
        join = self.cleaned_data["join"]
        return Marriage(spouse=spouse, spouse_name=name, join=join, **self.seats())


class AdoptionForm(PickForm):
    """A child on record comes to the person."""

    find_label = _("孩子")

    def life(self) -> Life:
        child = self.picked()
        assert child is not None
        seats = self.seats()
        return Adoption(child=child, **seats)


class DivorceForm(LifeForm):
    """The couple parts; who moves away is told afterwards."""

    def build(self) -> None:
        self.fields["on"].label = _("离婚登记日期")
        rows = [("", _("按户内关系认定")), *self.people()]
        self.fields["spouse"] = forms.ChoiceField(label=_("原配偶"), choices=rows, required=False)

    def life(self) -> Life:
        spouse = self.cleaned_data["spouse"]
        return Divorce(spouse=UUID(spouse) if spouse else None, **self.seats())


class DeathForm(LifeForm):
    """The person's death."""

    def build(self) -> None:
        self.fields["on"].label = _("死亡日期")

    def life(self) -> Life:
        return Death(**self.seats())


class PlainForm(LifeForm):
    """Events that need nothing but a day."""

    makes: Any = Lost

    def life(self) -> Life:
        made: Life = self.makes(**self.seats())
        return made


class LostForm(PlainForm):
    """Nobody can reach the person."""


class FoundForm(PlainForm):
    """The person is in contact again."""

    makes = Found


class HeadForm(PlainForm):
    """The person heads the household."""

    makes = HeadChange


class RegisterForm(LifeForm):
    """Registered elsewhere, or as something else."""

    def build(self) -> None:
        kind = self.person.residence if self.person else ""
        self.fields["registered_address"] = forms.CharField(label=_("新的户籍地址"), max_length=120)
        self.fields["residence"] = forms.ChoiceField(
            label=_("居住类型"), choices=Person.Residence.choices, initial=kind
        )

    def life(self) -> Life:
        given = self.cleaned_data
        return Register(
            registered_address=given["registered_address"],
            residence=given["residence"],
            **self.seats(),
        )
