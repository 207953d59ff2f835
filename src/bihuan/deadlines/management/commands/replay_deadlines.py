"""`bihuan manage replay_deadlines`: work out all time limits from the history and report what differs."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from bihuan.deadlines.models import Deadline
from bihuan.deadlines.operations import differences


class Command(BaseCommand):
    """Replay the limits of all records, or of one kind; exit with 1 when anything differs."""

    help = "Work out time limits from the history and report what differs."

    def add_arguments(self, parser: Any) -> None:
        """Take an optional kind of record."""
        parser.add_argument("--kind", default="", help="only this kind of record, e.g. service.servicerequest")

    def handle(self, *args: Any, kind: str = "", **options: Any) -> None:
        """Go through the records one by one."""
        rows = Deadline.objects.filter(kind=kind) if kind else Deadline.objects.all()
        records = found = 0
        pairs = rows.order_by("kind", "subject_id").values_list("kind", "subject_id").distinct()
        for subject_kind, subject_id in pairs.iterator(2000):
            records += 1
            for difference in differences(subject_kind, subject_id):
                found += 1
                name, column, stored, replayed = difference
                self.stdout.write(f"{name}: {column} is {stored}, history says {replayed}")
        self.stdout.write(f"{records} records replayed, {found} differences")
        if found:
            sys.exit(1)
