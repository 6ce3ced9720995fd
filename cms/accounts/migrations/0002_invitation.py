# A migration of its own, because directory's first one needs our User and this one needs directory's Municipality.

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import cms.accounts.models.user


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("ratschlag_directory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nonce", models.CharField(editable=False, max_length=32)),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="created")),
                ("expires_at", models.DateTimeField(verbose_name="valid until")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("email", cms.accounts.models.user.AddressField(max_length=254, verbose_name="e-mail address")),
                ("function", models.CharField(max_length=120, verbose_name="function")),
                ("is_contact", models.BooleanField(default=False, verbose_name="contact person")),
                ("accepted_at", models.DateTimeField(blank=True, null=True, verbose_name="accepted")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ratschlag_directory.municipality",
                        verbose_name="municipality",
                    ),
                ),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invited by",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
            },
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(fields=["municipality", "-created_at", "-id"], name="invitation_of_municipality"),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(fields=["-created_at", "-id"], name="invitation_newest"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("email"),
                models.F("municipality"),
                condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                name="invitation_once_while_pending",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_at", None), ("revoked_at", None), _connector="OR"),
                name="invitation_ends_one_way",
            ),
        ),
    ]
