from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ratschlag_notifications", "0002_mail_preferences_and_digests")]

    operations = [
        migrations.AddField("delivery", "bounced_at", models.DateTimeField(null=True)),
        migrations.AddField("digest", "bounced_at", models.DateTimeField(null=True)),
    ]
