from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ratschlag_directory", "0004_label_of_precision"),
    ]

    operations = [
        migrations.AddField(
            model_name="profile",
            name="confirmed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
