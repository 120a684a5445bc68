"""Taking a resident's request in, and deciding it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.rights.models import DataRequest


class RequestForm(forms.Form):
    """What is asked, by whom, and what was shown."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("申请事项"), choices=DataRequest.Kind.choices)
    asker = forms.ChoiceField(label=_("申请人"), choices=DataRequest.Asker.choices)
    proof = forms.CharField(
        label=_("核对的证明"), max_length=100, help_text=_("如：本人身份证原件、监护关系证明")
    )
    detail = forms.CharField(
        label=_("申请内容"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(forms.Form):
    """Done or refused, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    grant = forms.TypedChoiceField(
        label=_("决定"),
        choices=[("1", _("办理")), ("0", _("不予办理"))],
        coerce=lambda given: given == "1",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("办理结果或理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
