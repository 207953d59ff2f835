"""The command line's language: Chinese when the environment asks for it, otherwise English.

Python's own gettext, not Django's: the command speaks before there are settings.
"""

import gettext as catalogue
import os
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


@cache
def _translations(language: str) -> catalogue.NullTranslations:
    names = ["zh_Hans"] if language.lower().startswith("zh") else []
    if not names:
        return catalogue.NullTranslations()
    return catalogue.translation("django", localedir=LOCALE, languages=names, fallback=True)


def gettext(text: str) -> str:
    """Return the text in the language of the terminal."""
    return _translations(_wanted()).gettext(text)


def is_chinese() -> bool:
    """Return whether the terminal wants Chinese."""
    return _wanted().lower().startswith("zh")


def _wanted() -> str:
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
