"""The field dictionary: narrowing the list, declaring a local field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.places import area_choices
from wangge.dictionary.actions import SUBJECTS, TYPES
from wangge.dictionary.models import LocalField
from wangge.dictionary.shape import YEAR, Mask, Section, Sensitivity, Subject
from wangge.posts.access import Staff

_RETENTIONS = (
    ("", _("在住期间")), (YEAR, _("1 年")), (2 * YEAR, _("2 年")), (5 * YEAR, _("5 年")),
)  # fmt: skip
_RECONFIRMS = (
    (90, _("3 个月")), (180, _("半年")), (YEAR, _("1 年")), (2 * YEAR, _("2 年")), (0, _("不变，不用再核")),
)  # fmt: skip


class DictionaryFilter(forms.Form):
    """Narrowing the dictionary."""

    q = forms.CharField(label=_("名称、别名或目的"), max_length=40, required=False)
    section = forms.ChoiceField(
        label=_("部分"),
        required=False,
        choices=[("", _("全部")), *((s.value, s.value) for s in Section)],
    )
    subject = forms.ChoiceField(
        label=_("对象"),
        required=False,
        choices=[("", _("全部")), *((s.value, s.label) for s in Subject)],
    )
    sensitivity = forms.ChoiceField(
        label=_("敏感级别"),
        required=False,
        choices=[("", _("全部")), *((s.value, s.label) for s in Sensitivity)],
    )
    local = forms.BooleanField(label=_("只看本地字段"), required=False)


class LocalFieldForm(forms.Form):
    """A field of one's own: everything a field of the dictionary says of itself."""

    area = forms.TypedChoiceField(label=_("适用区域"), coerce=int)
    label = forms.CharField(
        label=_("名称"), max_length=30, help_text=_("表格和采集表上显示的名称。")
    )
    subject = forms.ChoiceField(label=_("对象"), choices=[(s.value, s.label) for s in SUBJECTS])
    type = forms.ChoiceField(label=_("类型"), choices=[(t.value, t.label) for t in TYPES])
    section = forms.ChoiceField(
        label=_("所在部分"),
        choices=[(s.value, s.value) for s in Section],
    )
    codes = forms.CharField(
        label=_("选项"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("单选、多选时填写，一行一个。已有的选项可以改名，不能删除。"),
    )
    owner = forms.CharField(
        label=_("业务归口"), max_length=30, help_text=_("哪个部门或组织需要这项信息。")
    )
    purpose = forms.CharField(
        label=_("收集目的"), max_length=60, help_text=_("收集来做什么；说不清目的的不收集。")
    )
    basis = forms.CharField(
        label=_("依据"), max_length=120, help_text=_("文件名称、文号或会议决定。")
    )
    sensitivity = forms.ChoiceField(
        label=_("敏感级别"),
        choices=[(s.value, s.label) for s in Sensitivity],
        initial=Sensitivity.PERSONAL,
    )
    mask = forms.ChoiceField(
        label=_("遮盖方式"), choices=[(m.value, m.label) for m in Mask], initial=Mask.NONE
    )
    retention_days = forms.TypedChoiceField(
        label=_("保存期限"), choices=_RETENTIONS, coerce=int, empty_value=None, required=False
    )
    reconfirm_days = forms.TypedChoiceField(
        label=_("多久核实一次"), choices=_RECONFIRMS, coerce=int, initial=YEAR
    )
    synonyms = forms.CharField(
        label=_("表头别名"),
        max_length=200,
        required=False,
        help_text=_("导入时认得的其他写法，用顿号隔开。"),
    )
    required = forms.BooleanField(label=_("必填（计入完整度）"), required=False)
    restricted = forms.BooleanField(label=_("协管员、信息员、楼栋长不可见"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, staff: Staff, row: LocalField | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, **(_initial(row) if row else {})}
        if row is None:
            ranges = ("administer", "supervise")
            self.fields["area"].choices = area_choices(staff, *ranges)  # type: ignore[attr-defined]
            return
        for fixed in ("area", "subject", "type"):
            del self.fields[fixed]
        self.row = row

    def declaration(self) -> dict[str, Any]:
        """As the action takes it; renamed options keep their codes by their place."""
        given = dict(self.cleaned_data)
        labels = [line.strip() for line in given["codes"].splitlines() if line.strip()]
        kept = [code for code, _label in self.row.codes] if hasattr(self, "row") else []
        pairs = [[kept[n], label] if n < len(kept) else label for n, label in enumerate(labels)]
        words = given["synonyms"].replace("，", "、").replace(",", "、").split("、")
        return given | {"codes": pairs, "synonyms": words}


def _initial(row: LocalField) -> dict[str, Any]:
    names = (
        "label", "section", "owner", "purpose", "basis", "sensitivity", "mask", "retention_days",
        "reconfirm_days", "required", "restricted", "version",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "codes": "\n".join(label for _code, label in row.codes),
        "synonyms": "、".join(row.synonyms),
    }
