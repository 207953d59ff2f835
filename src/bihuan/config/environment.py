"""Settings that come from outside: environment variables and the file `bihuan init` writes.

The file (`$BIHUAN_HOME/bihuan.env`, mode 600) holds the secrets of one installation; a variable
that is already set wins over it, so that a container can do without the file.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def home() -> Path:
    """Return the directory with database, uploads and keys of this installation."""
    return Path(os.environ.get("BIHUAN_HOME", "var")).resolve()


def env_file() -> Path:
    """Return the path of the file that `bihuan init` writes."""
    return home() / "bihuan.env"


def load() -> None:
    """Read the installation's file into the environment; what is set already stays."""
    path = env_file()
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, found, value = line.partition("=")
        if found and not name.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def flag(name: str, default: bool = False) -> bool:
    """Return an environment variable as truth: 1, true, yes and on are true."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str) -> list[str]:
    """Return the words of an environment variable, comma between."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Return Django's settings for a database address.

    Args:
        url: `sqlite:///path` or `postgresql://user:password@host:port/name?option=value`.

    Raises:
        ValueError: the scheme is neither sqlite nor postgresql.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(unquote(parts.path[1:]) or ":memory:")
    if parts.scheme in {"postgres", "postgresql"}:
        return postgresql(url)
    raise ValueError(f"BIHUAN_DATABASE_URL: unknown scheme {parts.scheme!r}; use sqlite or postgresql")


def sqlite(path: str) -> dict[str, Any]:
    """Return settings for SQLite as a server's database: readers never wait, a commit is on disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA secure_delete=ON;PRAGMA cache_size=-32000;PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY"
            ),
        },
        "TEST": {"NAME": os.environ.get("BIHUAN_TEST_SQLITE")},
    }


def postgresql(url: str) -> dict[str, Any]:
    """Return settings for PostgreSQL with psycopg's own pool."""
    parts = urlsplit(url)
    # Compiling a plan costs more than any of our queries takes (docs/adr/0003-search.md).
    options: dict[str, Any] = {"options": "-c jit=off", **dict(parse_qsl(parts.query))}
    if not flag("BIHUAN_NO_POOL"):
        options["pool"] = {"min_size": 1, "max_size": int(os.environ.get("BIHUAN_POOL", "6")), "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }


def login_providers() -> dict[str, dict[str, Any]]:
    """Return the company logins that are configured, as allauth takes them; none is shown otherwise.

    BIHUAN_OIDC_URL, _ID, _SECRET and _NAME for any OpenID Connect server; BIHUAN_WEIXIN_ID and
    _SECRET, BIHUAN_DINGTALK_…, BIHUAN_FEISHU_… for those.
    """
    providers: dict[str, dict[str, Any]] = {}
    for name in ("weixin", "dingtalk", "feishu"):
        if client := os.environ.get(f"BIHUAN_{name.upper()}_ID"):
            secret = os.environ.get(f"BIHUAN_{name.upper()}_SECRET", "")
            providers[name] = {"APPS": [{"client_id": client, "secret": secret, "key": ""}]}
    if server := os.environ.get("BIHUAN_OIDC_URL"):
        app = {
            "provider_id": "company",
            "name": os.environ.get("BIHUAN_OIDC_NAME", "OpenID Connect"),
            "client_id": os.environ.get("BIHUAN_OIDC_ID", ""),
            "secret": os.environ.get("BIHUAN_OIDC_SECRET", ""),
            "settings": {"server_url": server},
        }
        providers["openid_connect"] = {"APPS": [app]}
    return providers
