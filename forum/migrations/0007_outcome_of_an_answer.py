import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """An outcome knows the answer it is about, so that it is there again when that one is accepted again."""

    dependencies = [("ratschlag_forum", "0006_indexes_of_the_tabs")]

    operations = [
        migrations.AddField(
            model_name="threadoutcome",
            name="answer",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="ratschlag_forum.post",
            ),
        ),
    ]
