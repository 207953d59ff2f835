"""The parties to a report, and the links of those from outside."""

from bihuan.kernel import links
from bihuan.quality.models import IssueParty
from bihuan.regulations.queries import link_days, ruleset

PURPOSE = "quality.sign"
SCHEME = "report_parties"


def usual_parties() -> str:
    """Return the parties that a clause names for the report, in a line; "" where none does (ENGR 1.2)."""
    clause = ruleset().strongest("classification", {}, scheme=SCHEME)
    names = "、".join(str(item["label"]) for item in clause.data["items"]) if clause else ""
    return f"{names}（{clause.label}）" if clause else ""


def party_token(party: IssueParty) -> str:
    """Return the token of an outsider's link."""
    return links.make(PURPOSE, party, days=link_days("report_party"))


def party_of(token: str) -> IssueParty:
    """Return the party whose link it is.

    Raises:
        LinkInvalid: it is no link of ours, or its day has passed.
        DoesNotExist: the party is gone; a colleague signs with his account.
    """
    found: IssueParty = IssueParty.objects.select_related("issue__model").get(pk=links.read(PURPOSE, token), staff=None)
    return found
