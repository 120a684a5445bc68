"""What is chosen when two records are made one, and what is compared while typing."""

from typing import Any

from django import forms

from wangge.kernel import clock
from wangge.kernel.text import tidy
from wangge.people.parsing.dates import read_date
from wangge.upkeep.rules import Traits
from wangge.upkeep.suspicion import typed

CHOSEN = "take."


class MergeForm(forms.Form):
    """Which record stays; `take.<key>` says from which of the two a fact comes."""

    uid = forms.UUIDField()
    keep = forms.ChoiceField(choices=[("one", "one"), ("other", "other")])
    version_one = forms.IntegerField()
    version_other = forms.IntegerField()

    def chosen(self) -> dict[str, str]:
        """Fact -> "one" or "other"."""
        return {
            key.removeprefix(CHOSEN): str(value)
            for key, value in self.data.items()
            if key.startswith(CHOSEN) and value in {"one", "other"}
        }


class SimilarForm(forms.Form):
    """A person as far as typed; nothing is required and nothing is refused."""

    name = forms.CharField(required=False)
    birth_date = forms.CharField(required=False)
    id_number = forms.CharField(required=False)
    phone = forms.CharField(required=False)
    living_address = forms.CharField(required=False)
    address = forms.CharField(required=False)
    beside = forms.UUIDField(required=False)

    def traits(self) -> Traits:
        """What the ledger is asked for."""
        given: dict[str, Any] = {key: tidy(str(told)) for key, told in self.cleaned_data.items()}
        return typed(
            name=given.get("name", ""),
            birth_date=read_date(given.get("birth_date", ""), clock.today()).value,
            id_number=given.get("id_number", "").replace(" ", "").upper(),
            phone=given.get("phone", "").replace(" ", ""),
            address=given.get("living_address") or given.get("address", ""),
        )
