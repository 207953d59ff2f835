"""The installation's secrets: made by `init`, lengthened by `rotate-keys`, kept in a file only its owner reads."""

import base64
import os
import secrets
from pathlib import Path

from bihuan.config import environment

KEY_BYTES = 32
NAMES = ("BIHUAN_SECRET_KEY", "BIHUAN_KEYS", "BIHUAN_HISTORY_KEY")


def create() -> bool:
    """Write the file with fresh secrets; False when there is one, or the environment has them already."""
    path = environment.env_file()
    if path.exists() or all(os.environ.get(name) for name in NAMES):
        return False
    lines = [
        "# Secrets of this installation. Without BIHUAN_KEYS personal data can't be read any more,",
        "# without BIHUAN_HISTORY_KEY the history can't be verified. Keep a copy somewhere else.",
        f"BIHUAN_SECRET_KEY={os.environ.get('BIHUAN_SECRET_KEY') or secrets.token_urlsafe(50)}",
        f"BIHUAN_KEYS={os.environ.get('BIHUAN_KEYS') or f'1:{_fresh()}'}",
        f"BIHUAN_HISTORY_KEY={os.environ.get('BIHUAN_HISTORY_KEY') or _fresh()}",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, "\n".join(lines) + "\n")
    return True


def add() -> bool:
    """Put a fresh key behind the others, in the file and in this process; False when the file has no keys."""
    path = environment.env_file()
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    at = next((n for n, line in enumerate(lines) if line.startswith("BIHUAN_KEYS=")), None)
    if at is None or lines[at].partition("=")[2].strip() != os.environ.get("BIHUAN_KEYS"):
        return False
    ring = lines[at].partition("=")[2].strip()
    names = [int(name) for name in (entry.partition(":")[0].strip() for entry in ring.split(",")) if name.isdigit()]
    os.environ["BIHUAN_KEYS"] = f"{ring},{max(names, default=0) + 1}:{_fresh()}"
    lines[at] = f"BIHUAN_KEYS={os.environ['BIHUAN_KEYS']}"
    _write(path, "\n".join(lines) + "\n")
    return True


def _fresh() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _write(path: Path, text: str) -> None:
    """Replace the file in one step; it is never readable by others, nor half written."""
    draft = path.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
