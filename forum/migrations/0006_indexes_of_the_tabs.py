import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the tabs »Abonniert« and »Meine Themen« count stands in indexes."""

    dependencies = [
        ("ratschlag_forum", "0005_files_drafts_polls_bookmarks_outcomes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["author", "visibility", "thread"], name="post_threads_of_author"),
        ),
        migrations.AlterField(
            model_name="post",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["user", "thread"], include=["level", "until"], name="subscription_of_user"),
        ),
        migrations.RemoveIndex(model_name="subscription", name="subscription_user_thread"),
    ]
