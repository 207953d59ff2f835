"""The parties to a report, and the links of those from outside."""

from bihuan.kernel import links
from bihuan.quality.models import IssueParty

PURPOSE = "quality.sign"
LINK_DAYS = 30


def party_token(party: IssueParty) -> str:
    """Return the token of an outsider's link."""
    return links.make(PURPOSE, party, days=LINK_DAYS)


def party_of(token: str) -> IssueParty:
    """Return the party whose link it is.

    Raises:
        LinkInvalid: it is no link of ours, or its day has passed.
        DoesNotExist: the party is gone; a colleague signs with his account.
    """
    found: IssueParty = IssueParty.objects.select_related("issue__model").get(pk=links.read(PURPOSE, token), staff=None)
    return found
