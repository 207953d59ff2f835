"""Typesetting: a template and plain data become a PDF.

One typst compiler is kept for the process, because fonts and parsed templates are what costs; a
warm form takes some tens of milliseconds. Data travels as JSON in `sys_inputs` and is only ever
shown as text, so nothing a customer types can become markup. Images travel beside it, each wrapped
in an SVG envelope, because typst decodes those natively and never reads a file for them.
"""

import base64
import hashlib
import hmac
import io
import json
import logging
import re
import threading
import warnings
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst
from django.conf import settings
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

logger = logging.getLogger(__name__)

PACKAGE = Path(__file__).resolve().parents[2]
LONGEST_WORD = 24  # characters; a longer run without a space may be broken anywhere
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LONG_WORD = re.compile(rf"([!-~]{{{LONGEST_WORD}}})(?=[!-~])")
_lock = threading.Lock()


class DocumentError(Exception):
    """A form can't be set: the template is wrong or lacks data; the message says where."""


def render(
    template: str,
    data: Mapping[str, Any],
    *,
    images: Mapping[str, bytes] | None = None,
    at: datetime | None = None,
) -> bytes:
    """Return a form as PDF, tagged, with title, and with a check code in its foot.

    Args:
        template: `app/name`, the file `name.typ` in that app's `typst` folder.
        data: what the template shows: JSON values only; `head` carries company, title and form number.
        images: PNG, JPEG or SVG by the name the data uses; one that can't be read is left out.
        at: when it is printed; now by default.

    Raises:
        DocumentError: the template doesn't exist or asks for data that isn't there.
    """
    at = at or timezone.now()
    envelopes = {f"image:{name}": svg for name, content in (images or {}).items() if (svg := _envelope(name, content))}
    head = dict(data.get("head", {}))
    head["check"] = check_code(template, data, images)
    head["printed"] = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    inputs = {"data": json.dumps(_clean({**data, "head": head}), ensure_ascii=False), **envelopes}
    try:
        with _lock, warnings.catch_warnings():
            warnings.simplefilter("ignore", typst.TypstWarning)
            pdf = _compiler().compile(
                input=str(_path(template)), format="pdf", sys_inputs=inputs, timestamp=int(at.timestamp())
            )
    except typst.TypstError as error:
        raise DocumentError(f"{template}: {error.message} {' '.join(error.hints)}".strip()) from error
    return cast(bytes, pdf)


def check_code(template: str, data: Mapping[str, Any], images: Mapping[str, bytes] | None = None) -> str:
    """Return the eight signs (`7F3A-92C1`) that tell a genuine print from a retouched one.

    The code depends on everything the form shows but the moment of printing, and on the installation's
    secret: the same content always carries the same code, and nobody outside can make one.
    """
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted((images or {}).items())}
    content = json.dumps([template, data, digests], sort_keys=True, ensure_ascii=False, default=str).encode()
    secret = settings.BIHUAN_HISTORY_KEY or settings.SECRET_KEY
    sign = hmac.new(f"document:{secret}".encode(), content, hashlib.sha256).hexdigest()[:8].upper()
    return f"{sign[:4]}-{sign[4:]}"


def font_folders() -> list[str]:
    """Return the folders with Noto Sans SC, regular and bold: the built assets, else the npm package of a checkout."""
    built = Path(settings.BIHUAN_FONTS)
    if any(built.rglob("*.ttf")):
        return [str(built)]
    package = PACKAGE.parents[1] / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
    return [str(package / "400Regular"), str(package / "700Bold")]


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders())
    return typst.Compiler(root=str(PACKAGE), font_paths=fonts, ignore_system_fonts=True)


def _path(template: str) -> Path:
    app, _, name = template.partition("/")
    path = PACKAGE / app / "typst" / f"{name}.typ"
    if not (app.isidentifier() and name.isidentifier() and path.is_file()):
        raise DocumentError(f"no template {template!r}")
    return path


def _clean(value: Any) -> Any:
    """Return data without control characters, and with very long words breakable."""
    if isinstance(value, str):
        return _LONG_WORD.sub("\\1\u200b", _CONTROL.sub("", value))
    if isinstance(value, Mapping):
        return {str(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else _clean(str(value))


def _envelope(name: str, content: bytes) -> str | None:
    """Return an image as SVG text, or None when it is empty or broken."""
    if content.lstrip()[:5] in (b"<svg ", b"<?xml"):
        return content.decode("utf-8", errors="replace")
    try:
        with Image.open(io.BytesIO(content)) as image:
            kind, (width, height) = image.format, image.size
            image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        logger.warning("image %s of a form can't be read and is left out", name)
        return None
    if kind not in {"PNG", "JPEG"}:
        return None
    encoded = base64.b64encode(content).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/{kind.lower()};base64,{encoded}"/></svg>'
    )
