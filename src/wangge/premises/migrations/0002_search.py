from django.db import migrations

from wangge.search.schema import search_index


class Migration(migrations.Migration):
    dependencies = [("premises", "0001_initial")]

    operations = [search_index("premises_premises")]
