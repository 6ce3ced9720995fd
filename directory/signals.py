"""What the directory tells others; sent inside the transaction that writes."""

from django.dispatch import Signal

municipality_changed = Signal()
"""Facts or names of municipalities are new or changed; ``municipalities``: list of Municipality."""

mandate_changed = Signal()
"""A mandate began, ended or changed; ``mandate``: Mandate."""

profile_changed = Signal()
"""A profile was edited; ``profile``: Profile."""
