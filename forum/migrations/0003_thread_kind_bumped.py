from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists of one kind, and the numbers beside them, without reading threads of other kinds."""

    dependencies = [("ratschlag_forum", "0002_cases_and_append_only_log")]

    operations = [
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("visibility", "public")),
                fields=["kind", "-bumped_at", "-id"],
                name="thread_kind_bumped",
            ),
        ),
    ]
