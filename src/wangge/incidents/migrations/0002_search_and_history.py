from django.db import migrations

from wangge.audit.schema import only_added
from wangge.search.schema import search_index


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]

    operations = [search_index("incidents_incident"), only_added("incidents_incidentstep")]
