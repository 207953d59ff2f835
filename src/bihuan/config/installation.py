"""What the `bihuan` command does once Django is there: tables, packs, people, checks."""

import getpass
import hashlib
import importlib
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext_noop, override

from bihuan.config.command import Refused
from bihuan.config.words import gettext as _
from bihuan.config.words import is_chinese
from bihuan.kernel import installation, privacy, seals
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.imports import command as import_command
from bihuan.kernel.records import OperationError
from bihuan.organization.models import PostHolding, Staff
from bihuan.organization.operations import add_staff, give_post
from bihuan.organization.states import Post
from bihuan.service.operations import preset_classes

Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Bring the tables up to date and run the apps' own steps; safe to repeat."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    say(_("Database …"))
    if not MigrationRecorder(connection).applied_migrations():
        _make_tables()
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    for step in installation.steps():
        say(f"{step.label} …")
        with override(settings.LANGUAGE_CODE):  # what is written is the company's, whatever the terminal speaks
            step.function()
    collect_assets()


def _make_tables() -> None:
    """Make the tables of a new database straight from the models, and note every migration as done.

    A migration draws all models anew for each table: half a minute for what takes seconds. Interrupted between
    the two, it is done again: tables that are there stay.
    """
    known = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = dict.fromkeys(app.label for app in apps.get_app_configs())
    try:
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    finally:
        settings.MIGRATION_MODULES = known
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with transaction.atomic():
        for app, name in MigrationExecutor(connection).loader.graph.nodes:
            recorder.record_applied(app, name)


def preset() -> None:
    """Enter what clauses preset and people edit afterwards; the demo company has its own."""
    with override(settings.LANGUAGE_CODE):
        preset_classes(by=SYSTEM)


def check() -> None:
    """Refuse to run on tables of another version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused(_("The database is of another version; run `bihuan init`, then start again."))


def first_administrator(username: str, *, may_ask: bool) -> None:
    """Make sure somebody can sign in: asks for the password, or makes one and prints it."""
    if PostHolding.objects.filter(post=Post.SYSTEM_ADMINISTRATOR).exists():
        return
    given = os.environ.get("BIHUAN_ADMIN_PASSWORD", "")
    if may_ask and not given:
        username = input(_("User name of the first administrator [{0}]: ").format(username)).strip() or username
    while True:
        password = given or (getpass.getpass(_("Password: ")) if may_ask else secrets.token_urlsafe(12))
        try:
            staff = Staff.objects.filter(username=username).first()
            staff = staff or add_staff(username=username, name=username, password=password, by=SYSTEM)
            break
        except OperationError as refusal:
            if given or not may_ask:
                raise Refused(str(refusal.message)) from refusal
            print(refusal.message)
    give_post(staff, post=Post.SYSTEM_ADMINISTRATOR, by=SYSTEM)
    if given or may_ask:
        print(_("Administrator {0} can sign in.").format(username))
    else:
        print(_("Administrator {0}, password {1}").format(username, password))


def collect_assets() -> None:
    """Collect static files into the installation when they differ from the last time."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    digest = _assets_digest()
    if stamp.is_file() and stamp.read_text() == digest:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest)


def _assets_digest() -> str:
    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            seen.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def load_demo(say: Say) -> bool:
    """Load the demo company; returns whether there was anything to load."""
    loading = importlib.import_module("bihuan.config.demo.load")
    check_or_update(say)
    if loading.is_loaded():
        return False
    say(_("Demo company …"))
    loading.load(_bar)
    sys.stderr.write("\n" if sys.stderr.isatty() else "")
    return True


def demo_accounts() -> list[str]:
    """Return the lines that name the demo company's accounts."""
    demo_company = importlib.import_module("bihuan.config.demo")
    people = {staff.username: staff for staff in Staff.objects.filter(username__in=demo_company.ACCOUNTS)}
    width = max(len(name) for name in demo_company.ACCOUNTS)
    lines = [_("Demo accounts, password {0}:").format(demo_company.PASSWORD)]
    for name in demo_company.ACCOUNTS:
        holding = PostHolding.objects.filter(staff=people[name]).order_by("pk").first()
        post = holding.get_post_display() if holding else ""
        lines.append(f"  {name:<{width}}  {people[name].name}  {post}")
    return lines


def check_or_update(say: Say) -> None:
    """Bring the demo's tables up to date when the program has moved on."""
    try:
        check()
    except Refused:
        prepare(say)


def verify_history() -> int:
    """Print every place where the history doesn't add up; returns 1 when there is one."""
    found = 0
    for finding in seals.verify():
        found += 1
        print(f"{finding.where}: {finding.what}")
    print(_("The history is complete and unchanged.") if not found else _("{0} findings").format(found))
    return int(bool(found))


def rotate_keys() -> None:
    """Encrypt everything anew with the newest key."""
    for progress in privacy.rotate_keys():
        if progress.total:
            with override("zh-hans" if is_chinese() else "en"):
                kind = str(apps.get_model(progress.label)._meta.verbose_name)
            _bar(kind, progress.done, progress.total)
    print(_("All personal data is encrypted with the newest key."))


def import_ledger(kind: str, file: str, username: str) -> int:
    """Bring in a ledger with a progress bar; rejected rows go beside the file. Returns the exit code."""
    if not username:
        return import_command.main(kind, file)
    by = Staff.objects.filter(username=username, is_active=True).first()
    if by is None:
        raise Refused(_("Nobody is called {0}.").format(username))
    return import_command.main(kind, file, by=by)


# What the demo company's making says it is at.
AT_WORK = {
    "company": gettext_noop("company"), "customers": gettext_noop("customers"), "units": gettext_noop("units"),
    "requests": gettext_noop("requests"),
}  # fmt: skip
_tenths: dict[str, int] = {}


def _bar(what: str, done: int, total: int) -> None:
    """Draw a progress bar on a terminal; in a log, a line for every tenth."""
    if not total:
        return
    words = _(AT_WORK.get(what, what))
    if sys.stderr.isatty():
        filled = 30 * done // total
        sys.stderr.write(f"\r[{'█' * filled}{'·' * (30 - filled)}] {done}/{total} {words}\x1b[K")
    elif (tenth := 10 * done // total) and tenth != _tenths.get(what):
        _tenths[what] = tenth
        sys.stderr.write(f"{words} {done}/{total}\n")
    sys.stderr.flush()
