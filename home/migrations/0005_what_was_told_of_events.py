from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def note_known_events(apps, schema_editor):
    """What stands on the site already is no news; when it changes, it is."""
    EventPage = apps.get_model("home", "EventPage")
    EventNotice = apps.get_model("home", "EventNotice")
    events = EventPage.objects.filter(
        live=True,
        ends_at__gt=timezone.now(),
        alias_of__isnull=True,
        locale__language_code=settings.LANGUAGE_CODE,
    )
    EventNotice.objects.bulk_create(
        EventNotice(event=event, facts="\n".join(map(str, _facts(event))), number=0) for event in events
    )


def _facts(event):
    # As home.actions.event_notices.facts_of.
    return (
        event.starts_at.isoformat(),
        event.ends_at.isoformat(),
        event.place,
        event.venue,
        event.is_online,
        event.is_cancelled,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0004_chosen_things_in_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="EventNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("facts", models.TextField()),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "event",
                    models.OneToOneField(on_delete=models.deletion.CASCADE, related_name="+", to="home.eventpage"),
                ),
            ],
        ),
        migrations.RunPython(note_known_events, migrations.RunPython.noop, elidable=True),
    ]
