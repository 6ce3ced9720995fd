"""The site's own tables, with the columns the floor needs."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import models


class Member(AbstractBaseUser):
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)
    is_active = models.BooleanField()

    USERNAME_FIELD = "email"

    class Meta:
        managed = False
        db_table = "accounts_user"

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Thread(models.Model):
    title = models.CharField(max_length=200)
    author = models.ForeignKey(Member, models.PROTECT)
    visibility = models.CharField(max_length=8)
    bumped_at = models.DateTimeField()
    next_number = models.PositiveIntegerField()
    last_public_number = models.PositiveIntegerField()
    reply_count = models.PositiveIntegerField()

    class Meta:
        managed = False
        db_table = "ratschlag_forum_thread"


class Post(models.Model):
    thread = models.ForeignKey(Thread, models.PROTECT)
    number = models.PositiveIntegerField()
    author = models.ForeignKey(Member, models.PROTECT)
    source = models.TextField()
    html = models.TextField()
    text = models.TextField()
    created_at = models.DateTimeField()
    # Columns that may not be empty; the floor says nothing in them.
    affiliation_kind = models.CharField(max_length=32, default="")
    affiliation_band = models.CharField(max_length=16, default="")
    visibility = models.CharField(max_length=8, default="public")
    hidden_reason = models.CharField(max_length=500, default="")
    edit_count = models.PositiveIntegerField(default=0)
    via = models.CharField(max_length=8, default="web")

    class Meta:
        managed = False
        db_table = "ratschlag_forum_post"


class Document(models.Model):
    title = models.CharField(max_length=300)
    date = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "search_searchdocument"
