"""What the domain refuses, shown at the field it belongs to."""

from django import forms

from wangge.kernel.errors import Refused


def show(form: forms.BaseForm, refused: Refused) -> None:
    """Put `refused` on `form`: at its fields where it names some, else above all of them."""
    placed = False
    for fault in refused.faults:
        if fault.field in form.fields:
            form.add_error(fault.field, fault.detail)
            placed = True
    if not placed:
        form.add_error(None, refused.message)
