from django.db import migrations

from wangge.audit.schema import only_added


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [only_added("audit_record")]
