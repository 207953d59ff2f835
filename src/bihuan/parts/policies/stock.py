"""Who may keep the catalogue of parts, move stock, count and approve."""

from typing import Any

import rules

from bihuan.organization.models import Staff
from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post
from bihuan.parts.models import Place
from bihuan.regulations.queries.authority import authority, posts_for

keeps = holds_any(Post.WAREHOUSE, Post.SERVICE_MANAGER)
engineers = holds_any(Post.SERVICE_MANAGER, Post.RND, Post.QUALITY, Post.WAREHOUSE)


@predicate
def is_own_outlet(user: Any, place: Any) -> bool:
    """A place of the outlet whose manager he is."""
    if not isinstance(place, Place) or not isinstance(user, Staff) or not place.outlet_id:
        return False
    return user.outlet_id == place.outlet_id and user.holds(Post.OUTLET_MANAGER)


@predicate
def is_own_place(user: Any, place: Any) -> bool:
    """The technician's own van, or what `is_own_outlet` allows."""
    if not isinstance(place, Place) or not isinstance(user, Staff):
        return False
    return place.technician_id == user.pk or bool(is_own_outlet(user, place))


desk = holds_any(Post.DISPATCHER, Post.SERVICE_MANAGER)
MANAGERS = (Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.VICE_GENERAL_MANAGER)
managers = holds_any(*MANAGERS)


@predicate
def opens_reserve(user: Any, place: Any) -> bool:
    """Who holds a post that the clause lets open an emergency reserve; without a clause a manager (MFG 1.5)."""
    clause = authority("open_reserve", place.facts() if isinstance(place, Place) else {})
    return isinstance(user, Staff) and user.holds(*posts_for(clause, MANAGERS))


@predicate
def owes(user: Any, faulty: Any) -> bool:
    """The manager of the outlet whose technician owes the part takes it back too."""
    technician = getattr(faulty, "technician", None)
    return bool(technician and technician.outlet_id == user.outlet_id and user.holds(Post.OUTLET_MANAGER))


@predicate
def is_for_own(user: Any, transfer: Any) -> bool:
    """What comes to one's own van or outlet one receives oneself."""
    return bool(is_own_place(user, getattr(transfer, "target", None)))


@predicate
def is_at_own(user: Any, count: Any) -> bool:
    """The stock-taking of one's own van or outlet."""
    return bool(is_own_place(user, getattr(count, "place", None)))


rules.add_perm("parts.see_cost", keeps | engineers | managers | holds_any(
    Post.ACCOUNTANT, Post.PURCHASING, Post.PRODUCTION_PLANNING, Post.GENERAL_MANAGER, Post.GM_OFFICE,
))  # fmt: skip
rules.add_perm("parts.receive_transfer", keeps | is_for_own)
rules.add_perm("parts.count", keeps | is_at_own)
rules.add_perm("parts.approve_count", managers | holds_any(Post.ACCOUNTANT))
rules.add_perm("parts.view", is_staff)
rules.add_perm("parts.edit_catalogue", engineers)
rules.add_perm("parts.edit_places", keeps)
rules.add_perm("parts.keep", keeps)
rules.add_perm("parts.receive", keeps | is_own_outlet)
rules.add_perm("parts.issue", keeps | desk | is_own_place)
rules.add_perm("parts.open_reserve", opens_reserve)
rules.add_perm("parts.set_levels", keeps | is_own_outlet)
rules.add_perm("parts.ask_write_off", keeps | is_own_place)
rules.add_perm("parts.write_off", managers)
rules.add_perm("parts.take_back", keeps | owes)
rules.add_perm("parts.take_back_many", keeps | holds_any(Post.OUTLET_MANAGER))
rules.add_perm("parts.give_up", managers)
rules.add_perm("parts.propose_substitute", engineers)
rules.add_perm("parts.approve_substitute", managers | holds_any(Post.QUALITY))
rules.add_perm("parts.import_parts", keeps)
rules.add_perm("parts.carry", holds_any(Post.TECHNICIAN))
