"""Files of posts have search documents of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_index_by_age"),
    ]

    operations = [
        migrations.AlterField(
            model_name="searchdocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("page", "Page"),
                    ("event", "Event"),
                    ("thread", "Thread"),
                    ("post", "Post"),
                    ("file", "File"),
                    ("person", "Person"),
                    ("municipality", "Municipality"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="stalemark",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("page", "Page"),
                    ("event", "Event"),
                    ("thread", "Thread"),
                    ("post", "Post"),
                    ("file", "File"),
                    ("person", "Person"),
                    ("municipality", "Municipality"),
                ],
                max_length=12,
            ),
        ),
    ]
