"""The words' index learns how old a document is, so that the newest of many hits are found without reading all."""

import django.contrib.postgres.indexes
from django.db import migrations, models

SHELF = """
CREATE FUNCTION search_shelf(kind varchar, date timestamptz) RETURNS int[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN kind = 'post'
    THEN ARRAY[extract(day FROM date - timestamptz '2000-01-01 00:00:00+00')::int / 28]
    ELSE ARRAY[10000, 10001 + extract(day FROM date - timestamptz '2000-01-01 00:00:00+00')::int / 28]
END
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RunSQL(SHELF, "DROP FUNCTION search_shelf(varchar, timestamptz)"),
        migrations.RemoveIndex(model_name="searchdocument", name="search_document_room"),
        migrations.RemoveIndex(model_name="searchdocument", name="search_document_vector"),
        migrations.AddIndex(
            model_name="searchdocument",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("vector"),
                models.Func(models.F("kind"), models.F("date"), function="search_shelf"),
                name="search_document_vector",
            ),
        ),
    ]
