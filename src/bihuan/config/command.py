"""The `bihuan` command: everything an administrator does in a terminal.

Django is loaded only by what needs it, after the installation's file has been read. What goes wrong is
one sentence and an exit code: 1 refused or failed, 2 wrong usage, 130 stopped by Ctrl-C.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from bihuan import __version__
from bihuan.config import environment, keys
from bihuan.config.words import gettext as _
from bihuan.config.words import is_chinese

SETTINGS = "bihuan.config.settings"
MISSING = ("no such table", "no such column", "does not exist")


class Refused(Exception):
    """The command can't do what was asked; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["manage"]:
        return _guarded(lambda: _manage(given[1:]))
    options = parser().parse_args(given)
    if not hasattr(options, "run"):
        parser().print_help()
        return 2
    return _guarded(lambda: options.run(options))


def parser() -> argparse.ArgumentParser:
    """Return the description of all subcommands."""
    top = argparse.ArgumentParser(prog="bihuan", description=_("After-sales regulations that run."))
    top.add_argument("--version", action="version", version=f"bihuan {__version__}")
    commands = top.add_subparsers(title=_("commands"), metavar="")

    def add(name: str, help_text: str, function: Callable[[Any], int | None]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_text, description=help_text)
        made.set_defaults(run=function)
        return made

    init = add("init", _("Make keys, database, regulation packs and the first administrator; safe to repeat."), _init)
    init.add_argument("--no-input", action="store_true", help=_("ask nothing; a password is made and printed"))
    init.add_argument("--admin", default="admin", help=_("user name of the first administrator (admin)"))
    _serve_options(add("serve", _("Run web and background work until Ctrl-C."), _serve))
    _serve_options(add("demo", _("Run with a believable demo company; the first start sets it up."), _demo))
    worker = add("worker", _("Run background work alone, on a further machine."), _worker)
    worker.add_argument("--threads", type=int, default=2, help=_("tasks at a time (2)"))
    worker.add_argument("--once", action="store_true", help=_("do what is due now and end"))
    add("verify-history", _("Check that no history was changed, removed or inserted."), _verify_history)
    rotate = add("rotate-keys", _("Encrypt personal data with a new key."), _rotate_keys)
    rotate.add_argument("--no-new-key", action="store_true", help=_("go on with the newest key there is"))
    bring = add("import", _("Bring in a ledger (Excel or CSV)."), _import)
    bring.add_argument("kind", help=_("what it holds, e.g. service-requests"))
    bring.add_argument("file", help=_("the file"))
    bring.add_argument("--as", dest="user", default="", help=_("user name of who imports (the system)"))
    commands.add_parser("manage", help=_("Django's own commands."), add_help=False)
    return top


def _serve_options(made: argparse.ArgumentParser) -> None:
    port = int(os.environ.get("PORT", "8000"))
    made.add_argument("--host", default="127.0.0.1", help=_("address to listen on (127.0.0.1)"))
    made.add_argument("--port", type=int, default=port, help=_("port (8000, or the variable PORT)"))
    made.add_argument("--workers", type=int, default=2, help=_("web processes (2)"))
    made.add_argument("--threads", type=int, default=4, help=_("requests at a time in each (4)"))
    made.add_argument("--task-workers", type=int, default=1, help=_("processes for background work (1)"))


def _guarded(work: Callable[[], int | None]) -> int:
    """Do it, and say what went wrong in one sentence."""
    try:
        return work() or 0
    except Refused as refusal:
        return _complain(str(refusal))
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None or os.environ.get("BIHUAN_DEBUG"):
            raise
        return _complain(sentence)


def _complain(sentence: str) -> int:
    print(f"bihuan: {sentence}", file=sys.stderr)
    return 1


def _sentence(error: Exception) -> str | None:
    """Return a sentence for what can go wrong outside the program; None for a fault of the program."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, OperationalError

    words = (str(error).strip() or type(error).__name__).splitlines()[0]
    if isinstance(error, DatabaseError) and any(sign in words for sign in MISSING):
        return _("The database has no tables of this version; run `bihuan init`. ({0})").format(words)
    if isinstance(error, OperationalError):
        return _("The database does not answer: {0}").format(words)
    if isinstance(error, ImproperlyConfigured):
        return _("The settings are not right: {0}").format(words)
    if isinstance(error, OSError):
        return words
    return None


def _load_django(*, is_server: bool = False) -> Any:
    """Read the installation's file, set Django up, return the module with what needs it.

    A command that ends soon takes one plain connection, and hears at once when there is none.
    """
    if not is_server:
        os.environ.setdefault("BIHUAN_NO_POOL", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    environment.load()
    if not os.environ.get("BIHUAN_SECRET_KEY"):
        raise Refused(_("There is no installation in {0} yet; run `bihuan init` first.").format(environment.home()))
    try:
        import django

        django.setup()
    except ValueError as error:
        raise Refused(str(error)) from error
    from django.utils import translation

    translation.activate("zh-hans" if is_chinese() else "en")
    return importlib.import_module("bihuan.config.installation")


def _manage(arguments: list[str]) -> int:
    _load_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["bihuan manage", *arguments])
    return 0


def _init(options: argparse.Namespace) -> None:
    installation = _prepare()
    installation.preset()
    installation.first_administrator(options.admin, may_ask=not options.no_input and sys.stdin.isatty())
    print(_("Ready. Start with: bihuan serve"))


def _prepare() -> Any:
    """Make keys, tables and what the apps need; returns the module that did it."""
    if keys.create():
        print(_("Keys are in {0}; keep a copy in a safe place.").format(environment.env_file()))
    installation = _load_django()
    installation.prepare(lambda words: print(words, flush=True))
    return installation


def _plan(options: argparse.Namespace) -> Any:
    serving = importlib.import_module("bihuan.config.serve")
    plan = serving.Plan(options.host, options.port, options.workers, options.threads, options.task_workers)
    if not serving.port_is_free(plan.host, plan.port):
        raise Refused(_("Port {0} is taken; choose another with --port.").format(plan.port))
    return plan


def _serve(options: argparse.Namespace) -> None:
    plan = _plan(options)
    os.environ.setdefault("BIHUAN_ADDRESS", plan.address.rstrip("/"))
    installation = _load_django(is_server=True)
    installation.check()
    installation.collect_assets()
    _serving().serve(plan, on_ready=lambda: print(_("Bihuan runs at {0}").format(plan.address), flush=True))


def _demo(options: argparse.Namespace) -> None:
    plan = _plan(options)
    os.environ.setdefault("BIHUAN_ADDRESS", plan.address.rstrip("/"))
    keys.create()
    installation = _load_django(is_server=True)
    if installation.load_demo(lambda words: print(words, flush=True)):
        # Loading prints papers; the printer's threads would be missing in forked servers, which then wait for ever.
        os.execv(sys.executable, [sys.executable, "-m", "bihuan.config.command", *sys.argv[1:]])  # noqa: S606
    lines = installation.demo_accounts()
    installation.collect_assets()

    def announce() -> None:
        print("\n".join(["", *lines, "", _("Bihuan runs at {0}").format(plan.address), ""]), flush=True)

    _serving().serve(plan, on_ready=announce)


def _serving() -> Any:
    return importlib.import_module("bihuan.config.serve")


def _worker(options: argparse.Namespace) -> None:
    _load_django(is_server=True).check()
    worker = importlib.import_module("bihuan.kernel.worker")
    if options.once:
        print(_("{0} tasks done").format(worker.Worker().run_until_empty()))
        return
    worker.work(threads=options.threads)


def _verify_history(options: argparse.Namespace) -> int:
    return int(_load_django().verify_history())


def _rotate_keys(options: argparse.Namespace) -> None:
    environment.load()
    if not options.no_new_key and not keys.add():
        raise Refused(_("BIHUAN_KEYS comes from the environment: add a key there, then use --no-new-key."))
    _load_django().rotate_keys()


def _import(options: argparse.Namespace) -> int:
    return int(_load_django().import_ledger(options.kind, options.file, options.user))


if __name__ == "__main__":
    sys.exit(main())
