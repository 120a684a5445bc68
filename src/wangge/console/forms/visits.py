"""What lists of visits are narrowed by, and a page of a journal."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.console.places import area_choices
from wangge.kernel import clock
from wangge.people.access import SEEING
from wangge.posts.access import Staff
from wangge.visits.models import Journal, Visit
from wangge.visits.queries.listing import Filters

DAYS = 30


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class TripForm(forms.Form):
    """An area and a span of days; the last thirty days at first."""

    under = forms.TypedChoiceField(label=_("区域"), coerce=int, empty_value=None, required=False)
    since = _day(_("日期起"))
    until = _day(_("日期止"))

    def __init__(self, data: Any, *, staff: Staff) -> None:
        shown = {key: value for key, value in data.items() if value}
        today = clock.today()
        shown.setdefault("since", (today - timedelta(days=DAYS)).isoformat())
        shown.setdefault("until", today.isoformat())
        everywhere = area_choices(staff, *SEEING)
        if everywhere:
            shown.setdefault("under", str(everywhere[0][0]))
        super().__init__(shown)
        self.fields["under"].choices = everywhere  # type: ignore[attr-defined]

    def filters(self, **more: Any) -> Filters:
        """What was asked for; wrong parts count as not asked."""
        self.is_valid()
        given = self.cleaned_data
        return Filters(
            under=given.get("under"),
            since=given.get("since"),
            until=given.get("until"),
            **more,
        )


class VisitForm(TripForm):
    """The same for visits, and how they ended."""

    outcome = forms.ChoiceField(
        label=_("结果"), required=False, choices=[("", _("全部")), *Visit.Outcome.choices]
    )


class JournalForm(forms.Form):
    """A page of a diary or of study notes."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("类型"),
        choices=[c for c in Journal.Kind.choices if c[0] != Journal.Kind.LOG],
    )
    day = forms.DateField(label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}))
    text = forms.CharField(
        label=_("内容"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
    shared = forms.BooleanField(label=_("给社区看（不勾选只有自己看得到）"), required=False)


class LogForm(forms.Form):
    """What one adds to the day's log."""

    day = forms.DateField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("补充"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("上面的记录已自动生成，不用再抄；这里只写记录里没有的。"),
    )
