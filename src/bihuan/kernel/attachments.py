"""Files on records: photos, signatures, printed forms. What a file is, its content says.

Stored once per content under its SHA-256, outside the web root, and served only to who may see
the record. A locked attachment (a signed form) can't be removed.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError, Tracked

IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
    b"ID3": "audio/mpeg",
    b"OggS": "audio/ogg",
    b"RIFF": "audio/wav",
}
ZIPPED = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MAX_PIXELS = 60_000_000


class UploadRejected(OperationError):
    """The file is too big, broken, or not what its name says."""


class Attachment(models.Model):
    """One file on one record."""

    kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    purpose = models.CharField(_("Purpose"), max_length=24, blank=True)
    name = models.CharField(_("File name"), max_length=160)
    caption = models.CharField(_("Caption"), max_length=160, blank=True)
    content_type = models.CharField(_("Type"), max_length=100)
    size = models.PositiveIntegerField(_("Size"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("Added at"), auto_now_add=True)
    is_locked = models.BooleanField(default=False)
    destroyed_at = models.DateTimeField(null=True, editable=False)  # the row stays: a voucher points at its signature

    class Meta:
        indexes = [models.Index(fields=["kind", "subject_id"])]

    def __str__(self) -> str:
        return self.caption or self.name

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")

    def read(self) -> bytes:
        """Return the content.

        Raises:
            OperationError: it has been destroyed.
            ValueError: the file no longer is what was stored.
        """
        if self.destroyed_at:
            raise OperationError(_("This file has been destroyed; its term was over."))
        with default_storage.open(self.path) as file:
            content: bytes = file.read()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValueError(f"{self.path} has been changed")
        return content


@dataclass(frozen=True)
class Content:
    """Checked content: what it is and what is in it."""

    name: str
    content_type: str
    data: bytes


def inspect(name: str, data: bytes) -> Content:
    """Return the content with its true type.

    Raises:
        UploadRejected: empty, too big, broken, or of a type we don't take.
    """
    if not data:
        raise UploadRejected(_("The file «%(name)s» is empty.") % {"name": name})
    if len(data) > settings.BIHUAN_UPLOAD_LIMIT:
        limit = settings.BIHUAN_UPLOAD_LIMIT // 1024 // 1024
        raise UploadRejected(_("The file «%(name)s» is larger than %(limit)s MB.") % {"name": name, "limit": limit})
    return Content(Path(name.replace("\\", "/")).name[-160:], _true_type(name, data), data)


def _true_type(name: str, data: bytes) -> str:
    if data[4:8] == b"ftyp":
        return "audio/mp4" if name.lower().endswith((".m4a", ".aac")) else "video/mp4"
    for magic, content_type in SIGNATURES.items():
        if data.startswith(magic) and not (magic == b"RIFF" and data[8:12] == b"WEBP"):
            return _zipped(name, data) if content_type == "application/zip" else content_type
    return _image_type(name, data)


def _zipped(name: str, data: bytes) -> str:
    kind = ZIPPED.get(Path(name).suffix.lower(), "")
    if not kind or not _is_office_file(data):
        raise UploadRejected(_("«%(name)s»: archives are not accepted.") % {"name": name})
    return kind


def _is_office_file(data: bytes) -> bool:
    """Tell whether a zip is an Office document: every one has its list of content types."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except zipfile.BadZipFile:
        return False


def _image_type(name: str, data: bytes) -> str:
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind = IMAGES.get(image.format or "")
            if kind is None or image.width * image.height > MAX_PIXELS:
                raise UploadRejected(_("«%(name)s»: please send a photo as JPEG, PNG or WebP.") % {"name": name})
            image.load()
    except UnidentifiedImageError:
        raise UploadRejected(
            _("«%(name)s» is not a photo, PDF, recording or Office file we can read.") % {"name": name}
        ) from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise UploadRejected(
            _("The picture «%(name)s» is broken. Please take or choose it again.") % {"name": name}
        ) from None
    return kind


def store(content: Content) -> tuple[str, str]:
    """Write content under its digest, once; return digest and path."""
    digest = hashlib.sha256(content.data).hexdigest()
    path = f"{digest[:2]}/{digest}{Path(content.name).suffix.lower()[:8]}"
    if not default_storage.exists(path):
        path = default_storage.save(path, ContentFile(content.data))
    return digest, path


def attach(
    record: Tracked,
    upload: "UploadedFile[Any] | Content",
    *,
    by: Actor,
    caption: str = "",
    purpose: str = "",
    is_locked: bool = False,
) -> Attachment:
    """Put a file on a record and say so in its history.

    Args:
        upload: what the browser sent, or content made here (a PDF, a signature).
        purpose: what the file is for: photo, signature, voucher, acceptance ...

    Raises:
        UploadRejected: the file can't be taken; the message says why.
    """
    content = upload if isinstance(upload, Content) else inspect(upload.name or "file", upload.read())
    digest, path = store(content)
    with transaction.atomic():
        row = Attachment.objects.create(
            kind=record.kind(), subject_id=record.pk, purpose=purpose, name=content.name, caption=caption,
            content_type=content.content_type, size=len(content.data), sha256=digest, path=path,
            uploaded_by_id=by.pk if by.actor_kind == "staff" else None, is_locked=is_locked,
        )  # fmt: skip
        history.append(
            record, "attach", by=by, changes={"file": [None, row.name], "sha256": [None, digest]}, note=caption
        )
    return row


def of(kind: str, subject_id: int) -> models.QuerySet[Attachment]:
    """Return a record's files, oldest first."""
    rows = Attachment.objects.filter(kind=kind, subject_id=subject_id, destroyed_at=None)
    return rows.order_by("pk")


def destroy(kind: str, subject_ids: Sequence[int]) -> None:
    """Destroy all files of these records, locked ones too: the rows stay, what was in them goes.

    A file's content is deleted once the transaction has ended, unless another record holds the same.
    """
    rows = Attachment.objects.filter(kind=kind, subject_id__in=subject_ids, destroyed_at=None)
    paths = set(rows.values_list("path", flat=True))
    rows.update(name="", caption="", path="", size=0, destroyed_at=timezone.now())
    gone = paths.difference(Attachment.objects.filter(path__in=paths).values_list("path", flat=True))
    transaction.on_commit(lambda: _delete(gone))


def _delete(paths: Iterable[str]) -> None:
    for path in paths:
        default_storage.delete(path)
