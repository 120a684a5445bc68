"""Each change knows the version of the record that it led to."""

from django.db import migrations, models


def as_late_as_can_be(apps, _editor):
    """Older changes count as the last: rather a choice too many than a change lost."""
    for change, owner in (("PersonChange", "person"), ("HouseholdChange", "household")):
        owners = apps.get_model("people", owner.title())
        now = owners.objects.filter(pk=models.OuterRef(f"{owner}_id")).values("version")
        apps.get_model("people", change).objects.update(version=models.Subquery(now))


class Migration(migrations.Migration):
    dependencies = [("people", "0004_merged_into")]

    operations = [
        migrations.AddField(
            model_name="householdchange",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="personchange",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.RunPython(as_late_as_can_be, migrations.RunPython.noop),
    ]
