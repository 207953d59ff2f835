"""Limits of many records at once."""

from bihuan.deadlines.models import Deadline
from bihuan.kernel import bulk


def test_copies_of_a_row_differ_only_in_what_they_are_told_to(stage):
    limit = stage.limit("派工", 120)
    stage.case()
    model = Deadline.objects.get(parameter=limit)
    others = [[1000 + n, f"SR-{n:04d}「'\"」", stage.hanli.pk if n % 2 else None] for n in range(300)]
    assert bulk.insert_alike(model, ["subject_id", "subject_number", "owner_id"], others) == 300
    made = Deadline.objects.filter(subject_id__gte=1000).order_by("subject_id")
    assert [[row.subject_id, row.subject_number, row.owner_id] for row in made] == others
    same = [field.attname for field in Deadline._meta.fields if field.attname not in ("id", "subject_id",
            "subject_number", "owner_id")]  # fmt: skip
    assert all(getattr(row, name) == getattr(model, name) for row in made for name in same)
    assert bulk.insert_alike(model, ["subject_id"], []) == 0
