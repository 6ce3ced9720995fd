import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ratschlag_notifications", "0003_mails_that_came_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("audience", models.CharField(max_length=80, verbose_name="receivers")),
                ("room", models.CharField(max_length=64)),
                ("title", models.CharField(max_length=120, verbose_name="subject")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                ("receiver_count", models.PositiveIntegerField(verbose_name="number of receivers")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("idempotency_key", models.UUIDField(editable=False, unique=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sender",
                    ),
                ),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
                "indexes": [models.Index(fields=["-sent_at"], name="announcement_latest")],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=50)),
                ("object_id", models.BigIntegerField()),
                ("room", models.CharField(default="members", max_length=64)),
                ("opened_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "request",
                "verbose_name_plural": "requests",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True), ("told_at__isnull", True)),
                        fields=["user"],
                        name="request_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("told_at__isnull", False)), fields=["user", "told_at"], name="request_told"
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["kind", "object_id"],
                        name="request_of_object",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("user", "kind", "object_id"), name="asked_once")],
            },
        ),
    ]
