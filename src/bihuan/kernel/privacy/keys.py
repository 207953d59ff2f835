"""The key ring of personal data, and the two things done with it: sealing and blind indexes.

The ring is one setting, `BIHUAN_KEYS`: `1:<base64 of 32 bytes>,2:<…>`, newest last. Everything new is
sealed with the newest key; older ones open what they sealed until `rotate_keys` has gone round.

Look-ups must survive a rotation, so the blind index has a key of its own that newer keys never touch:
derived (HKDF) from the entry named `index` where there is one, otherwise from the first entry. A ring
that drops its first entry needs `index:<the first entry's bytes>`; then every index stays as it is.
"""

import base64
import hmac
import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE = 12
KEY_BYTES = 32
INDEX = "index"


class PrivacyError(Exception):
    """Personal data can't be read."""


class UnknownKey(PrivacyError):
    """The data was sealed with a key that the ring doesn't hold (any more)."""


class Tampered(PrivacyError):
    """The ciphertext was changed, moved to another field, or sealed with another key of the same name."""


@dataclass(frozen=True)
class KeyRing:
    """Keys by name, in the order of the setting; immutable and cached, so ciphers are built once."""

    ciphers: dict[str, AESGCM]
    newest: str
    index_key: bytes

    @classmethod
    def parse(cls, setting: str) -> "KeyRing":
        """Read `1:<base64>,2:<base64>[,index:<base64>]`.

        Raises:
            ImproperlyConfigured: no key, a doubled name, or a key that isn't 32 bytes of base64.
        """
        keys: dict[str, bytes] = {}
        for entry in filter(None, (part.strip() for part in setting.split(","))):
            name, _, encoded = entry.partition(":")
            if not name.isalnum() or name in keys:
                raise ImproperlyConfigured(f"BIHUAN_KEYS: key name {name!r} is doubled or not plain")
            keys[name] = _decode(name, encoded)
        index = keys.pop(INDEX, None)
        if not keys:
            raise ImproperlyConfigured("BIHUAN_KEYS holds no key; `bihuan init` makes one")
        ciphers = {name: AESGCM(key) for name, key in keys.items()}
        return cls(ciphers, list(keys)[-1], _derive(index or next(iter(keys.values()))))

    def seal(self, plain: str, *, label: str) -> str:
        """Encrypt a text with the newest key, bound to `label` ("customers.customer.phone")."""
        nonce = os.urandom(NONCE)
        body = nonce + self.ciphers[self.newest].encrypt(nonce, plain.encode(), label.encode())
        return f"{self.newest}:{base64.b64encode(body).decode()}"

    def open(self, sealed: str, *, label: str) -> str:
        """Decrypt what `seal` made.

        Raises:
            UnknownKey: the key that sealed it is not on the ring.
            Tampered: the text was changed or belongs to another field.
        """
        name, found, encoded = sealed.partition(":")
        if not found or name not in self.ciphers:
            raise UnknownKey(f"{label}: no key {name[:12]!r} on the ring")
        try:
            body = base64.b64decode(encoded, validate=True)
            return self.ciphers[name].decrypt(body[:NONCE], body[NONCE:], label.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise Tampered(f"{label}: the stored text was changed or belongs elsewhere") from error

    def index(self, value: str, *, purpose: str) -> str:
        """Return the blind index of a normalised value: equal values give equal indexes, nothing else."""
        return hmac.digest(self.index_key, f"{purpose}\0{value}".encode(), "sha256")[:16].hex()


def _decode(name: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"BIHUAN_KEYS: key {name} is not base64") from error
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"BIHUAN_KEYS: key {name} has {len(key)} bytes, not {KEY_BYTES}")
    return key


def _derive(key: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bihuan blind index").derive(key)


@lru_cache(maxsize=8)
def _ring(setting: str) -> KeyRing:
    return KeyRing.parse(setting)


def ring() -> KeyRing:
    """Return the installation's key ring."""
    return _ring(settings.BIHUAN_KEYS)


def blind_index(value: str, *, purpose: str = "phone") -> str:
    """Return what a look-up column holds for a normalised value; empty for empty.

    Args:
        value: already normalised, e.g. by `normalize_phone`.
        purpose: values of different purposes never share an index, so a last-four index can't be
            compared with a full-number index.
    """
    return ring().index(value, purpose=purpose) if value else ""
