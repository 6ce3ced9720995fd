"""What the forum for work keeps: files, drafts, polls, bookmarks, summaries, outcomes, questions of areas.

Columns of existing tables are nullable or have a default of the database. When earlier answers were accepted is not
known and stays so: nobody is asked what became of them.
"""

import uuid

import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

# For whom the authors of the threads there are wrote then, as their first posts say.
_AFFILIATIONS = """
    UPDATE ratschlag_forum_thread AS thread
    SET affiliation_kind = post.affiliation_kind, affiliation_band = post.affiliation_band
    FROM ratschlag_forum_post AS post
    WHERE post.thread_id = thread.id AND post.number = 1
        AND (post.affiliation_kind <> '' OR post.affiliation_band <> '')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ratschlag_forum", "0004_first_reply_and_mute_until"),
        ("ratschlag_kit", "0002_tag_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AffiliationMention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="AreaQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=120)),
                ("hint", models.CharField(blank=True, max_length=200)),
                ("is_required", models.BooleanField(default=False)),
                ("is_long", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_key", models.UUIDField()),
                ("name", models.CharField(max_length=120)),
                ("stored_name", models.CharField(blank=True, max_length=80, null=True, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("picture", "Picture"),
                            ("pdf", "PDF"),
                            ("text", "Text document"),
                            ("table", "Spreadsheet"),
                            ("slides", "Presentation"),
                            ("archive", "ZIP archive"),
                        ],
                        max_length=8,
                    ),
                ),
                ("mime", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "is being checked"), ("ok", "available"), ("refused", "refused")],
                        max_length=8,
                    ),
                ),
                ("scanned_at", models.DateTimeField(null=True)),
                ("text", models.TextField(blank=True)),
                (
                    "text_state",
                    models.CharField(
                        choices=[("none", "None"), ("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("unused_since", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "file",
                "verbose_name_plural": "files",
            },
        ),
        migrations.CreateModel(
            name="AttachmentUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_inline", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField()),
                ("remind_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "bookmark",
                "verbose_name_plural": "bookmarks",
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("edit_count", models.PositiveIntegerField(null=True)),
                ("kind", models.CharField(blank=True, max_length=16)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("tags", models.CharField(blank=True, max_length=500)),
                ("body", models.TextField(blank=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("answers", models.JSONField(default=list)),
                ("poll", models.JSONField(null=True)),
                ("publish_at", models.DateTimeField(null=True)),
                ("failed_reason", models.CharField(blank=True, max_length=500)),
                ("idempotency_key", models.UUIDField(default=uuid.uuid4)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
            },
        ),
        migrations.CreateModel(
            name="FeedToken",
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
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Poll",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("single", "one choice"), ("multiple", "several choices"), ("dates", "find a date")],
                        max_length=8,
                    ),
                ),
                (
                    "results",
                    models.CharField(
                        choices=[("now", "at once"), ("end", "when the poll has ended")], default="now", max_length=8
                    ),
                ),
                ("is_secret", models.BooleanField(default=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "poll",
                "verbose_name_plural": "polls",
            },
        ),
        migrations.CreateModel(
            name="PollOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("text", models.CharField(blank=True, max_length=200)),
                ("begins_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("vote_count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="PollVote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="PollVoter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="PostAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=120)),
                ("text", models.TextField()),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="ThreadOutcome",
            fields=[
                (
                    "thread",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="outcome",
                        serialize=False,
                        to="ratschlag_forum.thread",
                    ),
                ),
                (
                    "worked",
                    models.CharField(
                        choices=[("yes", "It worked."), ("partly", "It worked in part."), ("no", "It did not work.")],
                        max_length=8,
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "outcome of a thread",
                "verbose_name_plural": "outcomes of threads",
            },
        ),
        migrations.CreateModel(
            name="Visit",
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
                ("seen_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="area",
            name="required_group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="areas",
                to="ratschlag_kit.taggroup",
                verbose_name="required tag group",
            ),
        ),
        migrations.AddField(
            model_name="postrevision",
            name="answers",
            field=models.JSONField(db_default=[], default=list),
        ),
        migrations.AddField(
            model_name="reaction",
            name="affiliation",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reactions",
                to="ratschlag_forum.affiliation",
            ),
        ),
        migrations.AddField(
            model_name="reaction",
            name="year",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="affiliation_band",
            field=models.CharField(blank=True, db_default="", max_length=16),
        ),
        migrations.AddField(
            model_name="thread",
            name="affiliation_kind",
            field=models.CharField(blank=True, db_default="", max_length=32),
        ),
        migrations.AddField(
            model_name="thread",
            name="answer_locked_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="summary_post",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="summarised",
                to="ratschlag_forum.post",
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="summary_until",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="reaction",
            index=models.Index(
                condition=models.Q(("affiliation__isnull", False)),
                fields=["affiliation", "post"],
                name="reaction_of_body",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("visibility", "public")),
                fields=["affiliation_band", "-bumped_at", "-id"],
                name="thread_band_bumped",
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("accepted_post__isnull", False)), fields=["accepted_at"], name="thread_accepted"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(
                condition=models.Q(("summary_post__isnull", False)), fields=["summary_post"], name="thread_summary"
            ),
        ),
        migrations.AddConstraint(
            model_name="reaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("year__isnull", True), models.Q(("kind", "same"), ("year__range", (1950, 2100))), _connector="OR"
                ),
                name="only_same_has_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(("summary_post__isnull", True), ("summary_until__isnull", False), _connector="OR"),
                name="summary_says_up_to_where",
            ),
        ),
        migrations.AddField(
            model_name="affiliationmention",
            name="affiliation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="post_mentions",
                to="ratschlag_forum.affiliation",
            ),
        ),
        migrations.AddField(
            model_name="affiliationmention",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="affiliation_mentions",
                to="ratschlag_forum.post",
            ),
        ),
        migrations.AddField(
            model_name="areaquestion",
            name="area",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="ratschlag_forum.area"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="uploader",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="attachmentuse",
            name="attachment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="ratschlag_forum.attachment"
            ),
        ),
        migrations.AddField(
            model_name="attachmentuse",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="files", to="ratschlag_forum.post"
            ),
        ),
        migrations.AddField(
            model_name="attachmentuse",
            name="revision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="ratschlag_forum.postrevision",
            ),
        ),
        migrations.AddField(
            model_name="bookmark",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="bookmarks", to="ratschlag_forum.post"
            ),
        ),
        migrations.AddField(
            model_name="bookmark",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="bookmarks", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="area",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="ratschlag_forum.area"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ratschlag_forum.post"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="reply_to",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="ratschlag_forum.post"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="thread",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="ratschlag_forum.thread"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="attachmentuse",
            name="draft",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="files", to="ratschlag_forum.draft"
            ),
        ),
        migrations.AddField(
            model_name="poll",
            name="closed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="poll",
            name="post",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="poll", to="ratschlag_forum.post"
            ),
        ),
        migrations.AddField(
            model_name="polloption",
            name="poll",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="options", to="ratschlag_forum.poll"
            ),
        ),
        migrations.AddField(
            model_name="pollvote",
            name="option",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="ratschlag_forum.polloption"
            ),
        ),
        migrations.AddField(
            model_name="pollvote",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="poll_votes", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pollvoter",
            name="poll",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="voters", to="ratschlag_forum.poll"
            ),
        ),
        migrations.AddField(
            model_name="pollvoter",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="postanswer",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="template_answers", to="ratschlag_forum.post"
            ),
        ),
        migrations.AddField(
            model_name="postanswer",
            name="question",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="ratschlag_forum.areaquestion",
            ),
        ),
        migrations.AddField(
            model_name="threadoutcome",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="affiliationmention",
            constraint=models.UniqueConstraint(fields=("post", "affiliation"), name="affiliation_mention_once"),
        ),
        migrations.AddConstraint(
            model_name="areaquestion",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("area", "position"),
                name="area_question_once",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["created_at"], name="attachment_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("text_state", "waiting")), fields=["created_at"], name="attachment_unread"
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("unused_since__isnull", False)), fields=["unused_since"], name="attachment_unused"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(fields=("uploader", "client_key"), name="attachment_idempotent"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), ("stored_name", None)),
                    models.Q(models.Q(("state", "refused"), _negated=True), ("stored_name__isnull", False)),
                    _connector="OR",
                ),
                name="refused_file_is_not_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("height__isnull", True), ("width__isnull", True)),
                    models.Q(("height__isnull", False), ("width__isnull", False)),
                    _connector="OR",
                ),
                name="picture_has_two_sides",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), models.Q(("state", "ok"), ("text_state", "done")), _connector="OR"),
                name="only_a_safe_file_has_text",
            ),
        ),
        migrations.AddIndex(
            model_name="bookmark",
            index=models.Index(fields=["user", "-created_at", "-id"], name="bookmark_recent"),
        ),
        migrations.AddIndex(
            model_name="bookmark",
            index=models.Index(
                condition=models.Q(("remind_at__isnull", False), ("reminded_at__isnull", True)),
                fields=["remind_at"],
                name="bookmark_to_remind",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookmark",
            constraint=models.UniqueConstraint(fields=("post", "user"), name="bookmark_once"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(fields=["user", "-updated_at", "-id"], name="draft_recent"),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("publish_at__isnull", False)), fields=["publish_at"], name="draft_to_publish"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("user", "key"), name="draft_once"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^(new-[0-9a-f]{8,32}|(reply|edit|summary)-[0-9]{1,18})$")),
                name="draft_key_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key__startswith", "new-"), ("post__isnull", True), ("thread__isnull", True)),
                    models.Q(("edit_count__isnull", False), ("key__startswith", "edit-"), ("post__isnull", False)),
                    models.Q(
                        models.Q(("key__startswith", "reply-"), ("key__startswith", "summary-"), _connector="OR"),
                        ("thread__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="draft_has_its_target",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.expressions.CombinedExpression(
                        django.db.models.expressions.CombinedExpression(
                            models.Func(
                                django.db.models.functions.comparison.Coalesce(
                                    django.db.models.functions.comparison.Cast("body", models.TextField()),
                                    models.Value(""),
                                ),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            "+",
                            models.Func(
                                django.db.models.functions.comparison.Coalesce(
                                    django.db.models.functions.comparison.Cast("answers", models.TextField()),
                                    models.Value(""),
                                ),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                        ),
                        "+",
                        models.Func(
                            django.db.models.functions.comparison.Coalesce(
                                django.db.models.functions.comparison.Cast("poll", models.TextField()), models.Value("")
                            ),
                            function="octet_length",
                            output_field=models.IntegerField(),
                        ),
                    ),
                    400000,
                ),
                name="draft_is_not_too_large",
            ),
        ),
        migrations.AddIndex(
            model_name="attachmentuse",
            index=models.Index(
                condition=models.Q(("post__isnull", False)), fields=["-created_at", "-id"], name="file_recent"
            ),
        ),
        migrations.AddConstraint(
            model_name="attachmentuse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("draft__isnull", True), ("post__isnull", False), ("revision__isnull", True)),
                    models.Q(("draft__isnull", True), ("post__isnull", True), ("revision__isnull", False)),
                    models.Q(("draft__isnull", False), ("post__isnull", True), ("revision__isnull", True)),
                    _connector="OR",
                ),
                name="file_is_used_in_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachmentuse",
            constraint=models.UniqueConstraint(fields=("post", "attachment"), name="file_once_in_a_post"),
        ),
        migrations.AddConstraint(
            model_name="attachmentuse",
            constraint=models.UniqueConstraint(fields=("revision", "attachment"), name="file_once_in_a_revision"),
        ),
        migrations.AddConstraint(
            model_name="attachmentuse",
            constraint=models.UniqueConstraint(fields=("draft", "attachment"), name="file_once_in_a_draft"),
        ),
        migrations.AddIndex(
            model_name="poll",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("closes_at__isnull", False)),
                fields=["closes_at"],
                name="poll_to_close",
            ),
        ),
        migrations.AddIndex(
            model_name="poll",
            index=models.Index(fields=["created_at"], name="poll_created"),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="closed_poll_has_closer",
            ),
        ),
        migrations.AddConstraint(
            model_name="poll",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("results", "end"), _negated=True),
                    ("closes_at__isnull", False),
                    ("closed_at__isnull", False),
                    _connector="OR",
                ),
                name="poll_with_late_results_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="polloption",
            constraint=models.UniqueConstraint(fields=("poll", "position"), name="poll_option_once"),
        ),
        migrations.AddConstraint(
            model_name="polloption",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True), ("begins_at__isnull", False), _connector="OR"
                ),
                name="poll_option_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="polloption",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gt", models.F("begins_at")), _connector="OR"),
                name="poll_option_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="pollvote",
            constraint=models.UniqueConstraint(fields=("option", "user"), name="poll_vote_once"),
        ),
        migrations.AddConstraint(
            model_name="pollvoter",
            constraint=models.UniqueConstraint(fields=("poll", "user"), name="poll_voter_once"),
        ),
        migrations.AddConstraint(
            model_name="postanswer",
            constraint=models.UniqueConstraint(fields=("post", "position"), name="post_answer_once"),
        ),
        migrations.RunSQL(_AFFILIATIONS, migrations.RunSQL.noop),
    ]
