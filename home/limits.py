"""How often one address may use the public forms. Counted in PostgreSQL, so it holds for all processes together."""

from django.core.cache import cache
from django.utils.crypto import salted_hmac

ENQUIRIES_PER_HOUR = 5
HOUR = 3600


def take_enquiry_slot(address: str) -> bool:
    """Takes one of the hour's slots of this address; False where all are taken.

    A slot is a cache row that ends after an hour; adding is atomic, so parallel requests cannot share one. The address
    itself is not stored.
    """
    fingerprint = salted_hmac("home.enquiries", address, algorithm="sha256").hexdigest()[:32]
    return any(cache.add(f"home.enquiry.{fingerprint}.{slot}", 1, HOUR) for slot in range(ENQUIRIES_PER_HOUR))
