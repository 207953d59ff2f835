"""Serial numbers as people write them."""

import re
import unicodedata


def serial_key(text: str) -> str:
    """Return the form in which serial numbers are compared: no width, case, spaces or dashes."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).upper()
