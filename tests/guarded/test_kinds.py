"""The kinds and their fields: every field says why it is kept, and no kind is HIV."""

import pytest

from wangge.dictionary.codes import LABELS, SENSITIVE_LABELS
from wangge.dictionary.shape import Mask, Sensitivity, Type
from wangge.guarded.kinds import BY_LABEL, FIELDS, KINDS


def test_the_kinds_are_the_dictionarys_sensitive_labels():
    assert set(BY_LABEL) == SENSITIVE_LABELS
    assert {kind.key: kind.label for kind in KINDS} == {
        key: label for key, label in LABELS.items() if label in SENSITIVE_LABELS
    }


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.label)
def test_every_field_has_owner_purpose_retention_and_is_sensitive(field):
    assert field.owner
    assert field.purpose
    assert field.sensitivity is Sensitivity.SENSITIVE
    assert field.retention_days
    assert isinstance(field.mask, Mask)
    assert (field.type in {Type.CODE, Type.CHOICES}) == bool(field.codes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_keys_and_labels_of_a_kind_are_given_once(kind):
    assert len(kind.by_key) == len({field.label for field in kind.fields}) == len(kind.fields)


def test_there_is_no_table_of_hiv():
    told = "".join(f"{kind.key}{kind.label}" for kind in KINDS)
    told += "".join(f"{field.key}{field.label}{field.codes or ''}" for field in FIELDS)
    assert [word for word in ("hiv", "艾滋", "aids") if word in told.lower()] == []
