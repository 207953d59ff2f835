"""Who may sign, pass on, take over; and for whom somebody signs."""

from typing import Any

import rules

from bihuan.organization.models import Staff
from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for
from bihuan.signoff.models import Station


def signs_for(user: Any, station: Station) -> Staff | None:
    """Return the one in whose place this person signs; himself when it is his own; None: he may not sign.

    A station passed to somebody is his or his deputy's; else it belongs to whoever holds the post for
    the record's outlet and department, or stands in for such a one.
    """
    if not isinstance(user, Staff):
        return None
    if station.staff is not None:
        return station.staff if station.staff_id in (user.pk, *user.stands_in_for) else None
    own = [holding for holding in user.holdings if holding.post == station.post]
    holders = [holding.staff_id for holding in own if _is_near(holding, station)]
    if not holders:
        return None
    return user if user.pk in holders else Staff.objects.get(pk=holders[0])


def _is_near(holding: Any, station: Station) -> bool:
    outlet = holding.outlet_id is None or station.outlet_id in (None, holding.outlet_id)
    department = holding.department_id is None or station.department_id in (None, holding.department_id)
    return outlet and department


@predicate
def may_sign(user: Any, station: Station | None) -> bool:
    """Whether the station is this person's, as its holder, as passed on, or as a deputy."""
    return station is not None and signs_for(user, station) is not None


@predicate
def has_begun(user: Any, circulation: Any) -> bool:
    """Whether this person set the form going."""
    return circulation is not None and circulation.begun_by_id == user.pk


@predicate
def may_consent(user: Any, consent: Any) -> bool:
    """Who holds a post the clause names, himself or as a deputy; without a clause the general manager (REG-06)."""
    clause = authority("out_of_order", {})
    return consent is not None and bool(user.holds(*posts_for(clause, (Post.GENERAL_MANAGER,))))


leads = holds_any(Post.DEPARTMENT_MANAGER, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)
looks_over = holds_any(Post.OFFICE, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)
keeps_routes = holds_any(Post.OFFICE, Post.GM_OFFICE, Post.GENERAL_MANAGER)

rules.add_perm("signoff.view", rules.is_authenticated)
rules.add_perm("signoff.view_all", looks_over)
rules.add_perm("signoff.consent", may_consent)
rules.add_perm("signoff.sign", may_sign)
rules.add_perm("signoff.delegate", may_sign)
rules.add_perm("signoff.take_over", leads)
rules.add_perm("signoff.withdraw", has_begun | keeps_routes)
rules.add_perm("signoff.change_route", keeps_routes)
