"""Drawing a boundary by hand, and taking boundaries in from files."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wangge.areas.boundaries import read_coordinates
from wangge.areas.datum import LABELS, converted
from wangge.areas.geometry import Datum, checked_boundary
from wangge.kernel.errors import Refused

DATUMS = [(datum.value, LABELS[datum]) for datum in Datum]
FORMATS = [
    ("geojson", "GeoJSON"),
    ("shp", _("Shapefile（zip）")),
    ("kml", "KML"),
    ("gpkg", "GeoPackage"),
]


class BoundaryForm(forms.Form):
    """A boundary as points, one a line, or as GeoJSON."""

    boundary = forms.CharField(
        label=_("边界点"),
        widget=forms.Textarea(attrs={"rows": 10, "class": "mono", "spellcheck": "false"}),
        help_text=_("每行一个点：经度, 纬度；首尾不用重复。也可以粘贴 GeoJSON。"),
    )
    datum = forms.ChoiceField(label=_("坐标系"), choices=DATUMS)
    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        required=False,
        help_text=_("写进沿革，例如“新建小区划入”。"),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """`geojson`: the boundary as it would be stored."""
        data = super().clean() or {}
        if not self.errors:
            try:
                read = read_coordinates(data["boundary"])
                moved = converted(read, Datum(data["datum"]), Datum.CGCS2000)
                data["geojson"] = checked_boundary(moved)
            except Refused as refused:
                self.add_error("boundary", refused.message)
        return data


class OutlineForm(forms.Form):
    """A file with the boundary of one area."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_("GeoJSON、Shapefile（zip）、KML 或 GeoPackage，里面只有一个面。"),
    )
    datum = forms.ChoiceField(label=_("文件的坐标系"), choices=DATUMS)


class BoundaryFileForm(forms.Form):
    """A file with the boundaries of many areas."""

    file = forms.FileField(
        label=_("边界文件"),
        help_text=_("GeoJSON、Shapefile（zip）、KML 或 GeoPackage，最大 10 MB。"),
    )
    datum = forms.ChoiceField(label=_("文件的坐标系"), choices=DATUMS)


class ExportForm(forms.Form):
    """Boundaries given out."""

    format = forms.ChoiceField(label=_("格式"), choices=FORMATS)
    datum = forms.ChoiceField(label=_("坐标系"), choices=DATUMS)


class ConfirmForm(forms.Form):
    """What a preview showed, and which of it is wanted."""

    kept = forms.JSONField(widget=forms.HiddenInput)
    codes_wanted = forms.MultipleChoiceField(
        label=_("要更新的网格"), error_messages={"required": _("请至少勾选一个网格。")}
    )
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            given = self.data.getlist("codes_wanted")  # type: ignore[attr-defined]
            self.fields["codes_wanted"].choices = [(code, code) for code in given]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Only what the preview held can be wanted."""
        data = super().clean() or {}
        kept: Any = data.get("kept")
        whole = isinstance(kept, dict) and all(
            isinstance(row, dict) and {"boundary", "seen"} <= row.keys() for row in kept.values()
        )
        if not self.errors and not (whole and set(data["codes_wanted"]) <= kept.keys()):
            raise forms.ValidationError(_("预览已失效，请重新上传文件。"))
        return data

    def codes(self) -> set[str]:
        """The area codes that were ticked."""
        return set(self.cleaned_data["codes_wanted"])
