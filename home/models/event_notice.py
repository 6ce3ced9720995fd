from django.db import models

from .events import EventPage


class EventNotice(models.Model):
    """What members were last told of an event: ``facts`` as they were then, ``number`` of times in all."""

    event = models.OneToOneField(EventPage, models.CASCADE, related_name="+")
    facts = models.TextField()
    number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.event_id}: {self.number}"
