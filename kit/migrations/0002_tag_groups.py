"""Tags may belong to a group; an area may require one of its tags."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ratschlag_kit", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TagGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="slug")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_single", models.BooleanField(default=False, verbose_name="only one of them for each thread")),
            ],
            options={
                "verbose_name": "tag group",
                "verbose_name_plural": "tag groups",
                "ordering": ["position", "name"],
            },
        ),
        migrations.AddField(
            model_name="tag",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="tags",
                to="ratschlag_kit.taggroup",
                verbose_name="tag group",
            ),
        ),
    ]
