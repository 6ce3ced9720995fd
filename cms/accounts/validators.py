from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_PASSWORD_LENGTH = 128

# Control characters break mails and lists; bidirectional controls can make one name look like another.
no_control_characters = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    gettext_lazy("Please use letters only, no control characters."),
    inverse_match=True,
)


class MaximumLengthValidator:
    """Refuses passwords so long that only a mistake or an attack can have made them."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > MAX_PASSWORD_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return _("Your password can have at most %(count)d characters.") % {"count": MAX_PASSWORD_LENGTH}
