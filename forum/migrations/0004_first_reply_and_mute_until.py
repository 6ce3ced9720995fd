import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LEVELS = [(0, "muted"), (1, "only mentions"), (2, "first reply"), (3, "all replies")]

# »All replies« was 2. Statistics are taken at once: nearly all rows have no end, which the lists' plans must know.
_MAKE_ROOM = """
    UPDATE ratschlag_forum_subscription SET level = 3 WHERE level = 2;
    UPDATE ratschlag_forum_area SET default_level = 3 WHERE default_level = 2;
    ANALYZE ratschlag_forum_subscription;
"""
_CLOSE_UP = """
    UPDATE ratschlag_forum_subscription SET level = 2 WHERE level = 3;
    UPDATE ratschlag_forum_area SET default_level = 2 WHERE default_level = 3;
"""


class Migration(migrations.Migration):
    """A level between »only mentions« and »all replies«, mutings that end, and what a first post sets."""

    dependencies = [
        ("ratschlag_forum", "0003_thread_kind_bumped"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="subscription", name="until", field=models.DateField(null=True)),
        migrations.AlterField(
            model_name="subscription", name="level", field=models.PositiveSmallIntegerField(choices=LEVELS)
        ),
        migrations.AlterField(
            model_name="area",
            name="default_level",
            field=models.PositiveSmallIntegerField(choices=LEVELS, default=1, verbose_name="default level"),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("level", 0), _connector="OR"),
                name="only_a_muting_runs_out",
            ),
        ),
        migrations.CreateModel(
            name="AutomaticLevel",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(choices=LEVELS)),
            ],
        ),
        migrations.AddConstraint(
            model_name="automaticlevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", [1, 2, 3])), name="automatic_level_is_not_muted"
            ),
        ),
        migrations.RunSQL(_MAKE_ROOM, _CLOSE_UP),
    ]
