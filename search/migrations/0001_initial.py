import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        TrigramExtension(),
        migrations.RunSQL("CREATE SEQUENCE search_version", "DROP SEQUENCE search_version"),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("page", "Page"),
                            ("event", "Event"),
                            ("thread", "Thread"),
                            ("post", "Post"),
                            ("person", "Person"),
                            ("municipality", "Municipality"),
                        ],
                        max_length=12,
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("part", models.PositiveSmallIntegerField(default=0)),
                ("room", models.CharField(max_length=64)),
                (
                    "fuller_rooms",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list),
                ),
                ("thread_id", models.BigIntegerField(null=True)),
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField(blank=True)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list
                    ),
                ),
                ("affiliation", models.CharField(blank=True, max_length=32)),
                ("date", models.DateTimeField()),
                ("is_answered", models.BooleanField(default=False)),
                ("language", models.CharField(max_length=5)),
                ("version", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["vector"], name="search_document_vector"),
                    models.Index(fields=["room"], name="search_document_room"),
                    models.Index(
                        condition=models.Q(("thread_id__isnull", False)),
                        fields=["thread_id"],
                        name="search_document_thread",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("object_id", "kind", "part"), name="search_document_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("term", models.TextField(primary_key=True, serialize=False)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["term"], name="search_term_trigrams", opclasses=["gin_trgm_ops"]
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaleMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("page", "Page"),
                            ("event", "Event"),
                            ("thread", "Thread"),
                            ("post", "Post"),
                            ("person", "Person"),
                            ("municipality", "Municipality"),
                        ],
                        max_length=12,
                    ),
                ),
                ("object_id", models.BigIntegerField(null=True)),
                ("thread_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["object_id", "kind"], name="search_stale_object"),
                    models.Index(fields=["thread_id"], name="search_stale_thread"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("object_id__isnull", False), ("thread_id__isnull", True)),
                            models.Q(("object_id__isnull", True), ("thread_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="stale_mark_has_one_target",
                    )
                ],
            },
        ),
    ]
