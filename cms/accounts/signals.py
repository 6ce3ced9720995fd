"""What accounts tell others; sent inside the transaction that writes."""

from django.dispatch import Signal

person_renamed = Signal()
"""A person changed their name; ``person``: User. Whatever has baked the old name in must be written anew."""
