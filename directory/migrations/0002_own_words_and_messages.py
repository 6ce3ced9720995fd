import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ratschlag_directory", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="municipality",
            name="contact_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="contact mailbox"),
        ),
        migrations.AddField(
            model_name="municipality",
            name="about",
            field=models.TextField(blank=True, max_length=1500, verbose_name="about us"),
        ),
        migrations.AddField(
            model_name="mandate",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="mandate",
            name="changed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "subject",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[django.core.validators.MinLengthValidator(3)],
                        verbose_name="subject",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="message")),
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "indexes": [models.Index(fields=["sender", "-created_at"], name="message_sender")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("recipient__isnull", False)),
                            models.Q(("closed_at__isnull", False), ("recipient", None), ("subject", ""), ("text", "")),
                            _connector="OR",
                        ),
                        name="closed_message_is_empty",
                    )
                ],
            },
        ),
    ]
