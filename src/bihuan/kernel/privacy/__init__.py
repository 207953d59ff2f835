"""Personal data: encrypted at rest, masked on the screen, shown in clear only with a logged reason.

CUS-01, SEC-01. A model keeps a phone number so:

    phone = EncryptedTextField(mask=mask_phone)
    phone_index = BlindIndexField(source="phone", prepare=normalize_phone)
    phone_tail = BlindIndexField(source="phone", prepare=phone_tail, purpose="phone-tail")

`customer.phone` is a `Private`: it prints itself masked wherever it ends up (page, log, export),
and gives its plain text to code alone, by `reveal()`. People get it from `unmask`, which writes down
who, when, which field and why. Exact look-ups go through the blind indexes (`blind_index`).
"""

from bihuan.kernel.masking import mask_address, mask_all, mask_email, mask_phone, normalize_phone, phone_tail
from bihuan.kernel.privacy.fields import BlindIndexField, EncryptedTextField, Private, index_fields, revealed
from bihuan.kernel.privacy.keys import KeyRing, PrivacyError, Tampered, UnknownKey, blind_index
from bihuan.kernel.privacy.rotation import Progress, rotate_keys
from bihuan.kernel.privacy.unmasking import UnmaskLog, note_display, unmask

__all__ = [
    "BlindIndexField",
    "EncryptedTextField",
    "KeyRing",
    "PrivacyError",
    "Private",
    "Progress",
    "Tampered",
    "UnknownKey",
    "UnmaskLog",
    "blind_index",
    "index_fields",
    "mask_address",
    "mask_all",
    "mask_email",
    "mask_phone",
    "normalize_phone",
    "note_display",
    "phone_tail",
    "revealed",
    "rotate_keys",
    "unmask",
]
