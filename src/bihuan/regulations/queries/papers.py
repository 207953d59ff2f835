"""What a clause says of a paper form itself: its number, its edition, how long it is kept."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bihuan.regulations.queries.ruleset import ruleset


def paper_meta(form: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands in a form's corner, all from the retention clause; empty without one.

    Args:
        form: the form's key, such as `voucher`.
        facts: the record's values that scopes look at.
    """
    clause = ruleset().one("retention", form, facts)
    if clause is None:
        return {}
    kept = _("%(years)g years") % {"years": int(clause.data["months"]) / 12}
    return {"form": clause.data.get("form_number", ""), "version": clause.data.get("edition", ""), "keep": kept}
