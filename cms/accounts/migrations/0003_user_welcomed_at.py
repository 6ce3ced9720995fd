# Who has signed in before this question existed is at home here already and is not asked.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitation"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="welcomed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunSQL(
            "UPDATE accounts_user SET welcomed_at = last_login WHERE last_login IS NOT NULL", migrations.RunSQL.noop
        ),
    ]
