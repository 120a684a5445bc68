"""Superiors' forms at the desk: registering one, saying what a column means, filling it in."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wangge.console.places import area_choices
from wangge.filings.access import FILL
from wangge.filings.actions.register import REGISTER
from wangge.filings.columns import CHOSEN, Column, Kind, Of, Source
from wangge.filings.models import FormKind
from wangge.filings.queries import fields as dictionary
from wangge.filings.queries.roster import Filters
from wangge.filings.rules.conditions import CHOICES
from wangge.filings.rules.figures import Figure
from wangge.kernel import clock
from wangge.people.models import Person
from wangge.people.queries import label_names
from wangge.posts.access import Staff

NO_MEMORY = "off"
Choices = list[tuple[Any, Any]]
_CONDITIONAL = (Figure.COUNT, Figure.WHETHER)


class Describing(forms.Form):
    """What a form is called, who wants it, and what it rests on."""

    name = forms.CharField(
        label=_("报表名称"), max_length=100, required=False, help_text=_("不填时用表里的标题。")
    )
    asked_by = forms.CharField(
        label=_("要表单位"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
        help_text=_("例如“县民政局”。申请准入前必须写明。"),
    )
    basis = forms.CharField(
        label=_("依据文件"),
        max_length=200,
        required=False,
        help_text=_("文号或通知名称。没有依据的报表不予准入。"),
    )
    purpose = forms.CharField(label=_("用途"), max_length=200, required=False)
    period = forms.ChoiceField(label=_("周期"), choices=FormKind.Period.choices)


class UploadForm(Describing):
    """A superior's empty form and where it is asked for."""

    file = forms.FileField(
        label=_("空表文件"),
        help_text=_(
            "上级发来的 .xlsx、.xls、.csv 或带表格的 .docx，不超过 5 MB。标题、合并表头、列宽会原样保留。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.docx"}),
    )
    area = forms.TypedChoiceField(label=_("填报范围"), coerce=int)
    field_order = ("file", "area", "name", "asked_by", "basis", "purpose", "period")

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = area_choices(staff, *REGISTER)  # type: ignore[attr-defined]

    def said(self) -> dict[str, str]:
        """What was said of the form."""
        return {key: self.cleaned_data[key] for key in Describing.base_fields}


class RegisterFilter(forms.Form):
    """Narrowing the register."""

    q = forms.CharField(label=_("报表或单位"), max_length=60, required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *FormKind.State.choices]
    )
    unit = forms.ChoiceField(label=_("要表单位"), required=False)

    def __init__(self, *args: Any, units: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("全部")), *((unit, unit or _("未写明")) for unit in units if unit)]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]

    def given(self) -> dict[str, str]:
        """What was asked for; a wrong choice narrows nothing."""
        given = self.cleaned_data if self.is_valid() else {}
        return {
            "text": given.get("q", ""),
            "state": given.get("state", ""),
            "unit": given.get("unit", ""),
        }


class KindForm(forms.Form):
    """What a line of the form is."""

    kind = forms.ChoiceField(
        label=_("每行是什么"),
        choices=[(kind.value, kind.label) for kind in Kind],
        widget=forms.Select(attrs={"class": "control"}),
    )


class ColumnForm(forms.Form):
    """What a column means."""

    meaning = forms.ChoiceField(label=_("当作"), required=False)
    of = forms.ChoiceField(
        label=_("谁的"),
        choices=[(Of.SELF, _("本人")), (Of.HEAD, _("户主")), (Of.MEMBER, _("每个家庭成员"))],
        required=False,
    )
    arg = forms.CharField(
        label=_("固定内容"), max_length=100, required=False, help_text=_("选“固定内容”时填写。")
    )
    need = forms.CharField(
        label=_("为什么必须要"),
        max_length=200,
        required=False,
        help_text=_("敏感个人信息须写明用途和必要性，不写则导出时留空。审批人会看到。"),
    )
    must = forms.BooleanField(label=_("缺了要补采"), required=False)

    def __init__(self, *args: Any, column: Column, code: int, **kwargs: Any) -> None:
        self.column = column
        kwargs.setdefault("initial", _initial(column))
        super().__init__(*args, **kwargs)
        self.fields["meaning"].choices = meanings(code)  # type: ignore[attr-defined]

    def meant(self) -> Column:
        """The column as it was chosen."""
        given = self.cleaned_data
        source, _colon, key = given["meaning"].partition(":")
        column = replace(
            self.column,
            source=Source.UNKNOWN,
            key="",
            arg="",
            of=Of(given["of"] or Of.SELF),
            certainty=CHOSEN,
            must=given["must"],
            need=given["need"].strip(),
        )
        if source == "field":
            return replace(column, source=Source.FIELD, key=key)
        if source == "count":
            return replace(column, source=Source.COUNTED, key=Figure.COUNT, arg=key, must=False)
        if source == "whether":
            return replace(column, source=Source.COUNTED, key=Figure.WHETHER, arg=key, must=False)
        if source == "figure":
            arg = given["arg"].strip() if key == Figure.CONSTANT else ""
            return replace(column, source=Source.COUNTED, key=key, arg=arg)
        return replace(column, must=False)


def _initial(column: Column) -> dict[str, Any]:
    return {
        "meaning": meaning_of(column),
        "of": column.of,
        "arg": column.arg if column.key == Figure.CONSTANT else "",
        "need": column.need,
        "must": column.must,
    }


def meaning_of(column: Column) -> str:
    """The choice that a column's meaning is."""
    if column.source in {Source.FIELD, Source.REFUSED} and column.key:
        return f"field:{column.key}"
    if column.source is Source.COUNTED:
        conditional = column.key in _CONDITIONAL
        return f"{column.key}:{column.arg}" if conditional else f"figure:{column.key}"
    return ""


def meanings(code: int) -> Choices:
    """All that a column can mean: fields by section, what is computed, whom one can count."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for field in dictionary.at(code).fields.values():
        sections.setdefault(field.section.value, []).append((f"field:{field.key}", field.label))
    figures = [(f"figure:{f.value}", f.label) for f in Figure if f not in _CONDITIONAL]
    counts = [(f"count:{condition}", label) for condition, label in CHOICES.items()]
    asked = [(f"whether:{c}", gettext("是否") + label) for c, label in CHOICES.items() if "=" in c]
    return [
        ("", _("不填（留空）")),
        (_("系统计算"), figures),
        *sections.items(),
        (_("计数"), counts),
        (_("是或否"), asked),
    ]


class FillForm(forms.Form):
    """For which area, as of which day, for whom."""

    area = forms.TypedChoiceField(label=_("填报范围"), coerce=int)
    as_of = forms.DateField(
        label=_("截止日期"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("名单按这一天推算，数据项按现在的台账。"),
    )
    residence = forms.ChoiceField(
        label=_("居住类型"), required=False, choices=[("", _("全部")), *Person.Residence.choices]
    )
    label = forms.ChoiceField(label=_("人群标签"), required=False)
    sex = forms.ChoiceField(
        label=_("性别"), required=False, choices=[("", _("全部")), ("1", _("男")), ("2", _("女"))]
    )
    age_from = forms.IntegerField(label=_("年龄从"), required=False, min_value=0, max_value=125)
    age_to = forms.IntegerField(label=_("年龄到"), required=False, min_value=0, max_value=125)

    def __init__(self, *args: Any, staff: Staff, form: FormKind, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"as_of": clock.today()})
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = _within(  # type: ignore[attr-defined]
            area_choices(staff, FILL), form.area.codes
        )
        labels = [("", _("全部")), *((name, name) for name in label_names())]
        self.fields["label"].choices = labels  # type: ignore[attr-defined]

    @property
    def has_areas(self) -> bool:
        """Whether the person may fill the form in anywhere."""
        return bool(self.fields["area"].choices)  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """Whom the filing is about."""
        given = self.cleaned_data
        return Filters(
            label=given["label"],
            residence=given["residence"],
            sex=given["sex"],
            age_from=given["age_from"],
            age_to=given["age_to"],
        )


def _within(choices: Choices, codes: range) -> Choices:
    kept: Choices = []
    for value, label in choices:
        if isinstance(value, int):
            if value in codes:
                kept.append((value, label))
        elif inside := [(code, name) for code, name in label if code in codes]:
            kept.append((value, inside))
    return kept


class ExportForm(forms.Form):
    """Why the file is needed."""

    reason = forms.CharField(
        label=_("用途"),
        min_length=4,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": NO_MEMORY}),
        help_text=_("例如“报县民政局 11 月低保核查”。会写进页脚和留痕。"),
    )
    official = forms.ChoiceField(
        label=_("导出为"),
        widget=forms.RadioSelect,
        choices=[("1", _("正式报表（完整内容）")), ("", _("草稿（脱敏）"))],
        required=False,
        initial="1",
    )


class NoteForm(forms.Form):
    """What is said to a decision."""

    note = forms.CharField(label=_("意见"), max_length=200, required=False)


class RevealForm(forms.Form):
    """Why one cell is opened."""

    reason = forms.CharField(
        label=_("查看事由"),
        min_length=4,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": NO_MEMORY}),
    )
