"""The forms a matter is reported with: one core, and what each sender adds."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from wangge.incidents import rules
from wangge.incidents.actions.reporting import ADDRESS, NAME, Receipt, Report, report
from wangge.incidents.actions.settling import report_settled
from wangge.incidents.facts import NOTE
from wangge.incidents.forms.steps import categories
from wangge.incidents.forms.taking import is_uuid, show
from wangge.incidents.uploads import keep
from wangge.kernel.errors import Invalid, Refused
from wangge.posts.access import Staff

Choices = list[Any]
phone_shape = RegexValidator(r"^[\d+\- ]{5,20}$", _("请填写能联系到的电话，只用数字、+ 和 -"))


class ReportForm(forms.Form):
    """What happened, where, and photos; `uid` makes a report sent twice one matter."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    category = forms.CharField(widget=forms.HiddenInput, max_length=12)
    description = forms.CharField(
        label=_("发生了什么"),
        max_length=NOTE,
        widget=forms.Textarea({"rows": 4, "placeholder": _("例如：3 栋 2 单元门口的路灯三天不亮")}),
    )
    address = forms.CharField(
        label=_("详细位置"),
        max_length=ADDRESS,
        required=False,
        widget=forms.TextInput({"placeholder": _("小区、楼栋、门牌或附近的明显标志")}),
    )
    grid = forms.ChoiceField(label=_("网格"), required=False)
    lon = forms.FloatField(widget=forms.HiddenInput, required=False)
    lat = forms.FloatField(widget=forms.HiddenInput, required=False)
    kept = forms.TypedMultipleChoiceField(
        label=_("照片"), required=False, widget=forms.MultipleHiddenInput, coerce=UUID
    )

    def __init__(self, *args: Any, grids: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["grid"]).choices = [("", _("请选择")), *grids]

    def report(self, photos: list[UUID]) -> Report:
        """The report as the action takes it."""
        given = self.cleaned_data
        extra = {key: given[key] for key in ("title", "source") if given.get(key)}
        return Report(
            category=given["category"],
            description=given["description"],
            lon=given["lon"],
            lat=given["lat"],
            grid=given["grid"],
            address=given["address"],
            reporter_name=given.get("reporter_name", ""),
            reporter_phone=given.get("reporter_phone", ""),
            found_at=given.get("found_at"),
            photos=tuple(photos),
            **extra,
        )

    def send(self, photos: list[UUID], staff: Staff | None) -> Receipt:
        """Hand the report in."""
        return report(self.cleaned_data["uid"], self.report(photos), staff=staff)


class CallerFields(forms.Form):
    """Who reported, where somebody else writes it down or the sender may leave it out."""

    reporter_name = forms.CharField(
        label=_("您的称呼"),
        max_length=NAME,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    reporter_phone = forms.CharField(
        label=_("联系电话"),
        max_length=20,
        required=False,
        validators=[phone_shape],
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )


class DeskReportForm(CallerFields, ReportForm):
    """What the desk writes down from a call, a department or a meeting."""

    title = forms.CharField(
        label=_("标题"), max_length=60, required=False, help_text=_("不填则取描述的开头。")
    )
    source = forms.ChoiceField(
        label=_("来源"),
        choices=[(name, name) for name in rules.SOURCES if name not in {"网格员巡查", "居民上报"}],
        initial="热线转办",
    )
    found_at = forms.DateTimeField(
        label=_("发现时间"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("不填即现在。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"] = forms.ChoiceField(
            label=_("事项类别"), choices=[("", _("请选择")), *categories()]
        )
        self.fields["reporter_name"].label = _("反映人")


class FieldReportForm(ReportForm):
    """What a grid worker reports, or has put right on the spot."""

    settled = forms.ChoiceField(
        label=_("怎么办"),
        choices=[("", _("上报处理")), ("yes", _("已当场办结"))],
        required=False,
        widget=forms.RadioSelect,
    )
    result = forms.CharField(
        label=_("办理结果"),
        max_length=NOTE,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("反映人能看到这段话，请勿写任何人的姓名、电话和住址。"),
    )
    channel = forms.ChoiceField(
        label=_("怎么告知当事人"),
        choices=[("", _("请选择")), *((name, name) for name in rules.CHANNELS)],
        required=False,
    )

    def __init__(self, *args: Any, may_settle: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_settle:
            for name in ("settled", "result", "channel"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("settled"):
            for name, told in (("result", _("请写明怎么办结的")), ("channel", _("请选择告知方式"))):
                if not given.get(name):
                    self.add_error(name, told)
        return given

    def send(self, photos: list[UUID], staff: Staff | None) -> Receipt:
        given = self.cleaned_data
        if not given.get("settled") or staff is None:
            return super().send(photos, staff)
        return report_settled(
            given["uid"],
            self.report(photos),
            staff=staff,
            result=given["result"],
            channel=given["channel"],
        )


class ResidentReportForm(CallerFields, ReportForm):
    """What a resident reports; `website` is a trap for machines that fill in every field."""

    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grid"].label = _("所在社区")

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("提交没有通过检查，请刷新页面后重新填写。"))
        return ""


def take(
    form: ReportForm, data: QueryDict, photos: "Sequence[UploadedFile[Any]]", staff: Staff | None
) -> Receipt | None:
    """Hand in what the form says; None when it comes back with its faults and the photos kept."""
    try:
        kept = _photos(form, data, photos, staff)
        return form.send(kept, staff) if form.is_valid() else None
    except Refused as refused:
        show(form, refused)
        return None


def _photos(
    form: ReportForm, data: QueryDict, photos: "Sequence[UploadedFile[Any]]", staff: Staff | None
) -> list[UUID]:
    uid = data.get("uid", "")
    if not is_uuid(uid):
        raise Invalid("incident.form", "页面不完整，请刷新后重新填写。")
    new = keep(photos, UUID(uid), owner=staff.user if staff else None)
    before = [UUID(one) for one in data.getlist("kept") if is_uuid(one)]
    kept = list(dict.fromkeys([*before, *new]))
    again = data.copy()
    again.setlist("kept", [str(one) for one in kept])
    form.data = again
    field = cast("forms.TypedMultipleChoiceField", form.fields["kept"])
    field.choices = [(str(one), str(one)) for one in kept]
    return kept
