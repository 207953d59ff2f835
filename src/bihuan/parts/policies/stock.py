"""Who may keep the catalogue of parts, move stock, count and approve."""

from typing import Any

import rules

from bihuan.organization.models import Staff
from bihuan.organization.policies import holds_any, is_staff, predicate
from bihuan.organization.states import Post
from bihuan.parts.models import Place

keeps = holds_any(Post.WAREHOUSE, Post.SERVICE_MANAGER)
engineers = holds_any(Post.SERVICE_MANAGER, Post.RND, Post.QUALITY, Post.WAREHOUSE)


@predicate
def is_own_place(user: Any, place: Any) -> bool:
    """The technician's own van, or a place of the outlet whose manager he is."""
    if not isinstance(place, Place) or not isinstance(user, Staff):
        return False
    if place.technician_id == user.pk:
        return True
    return bool(place.outlet_id and user.outlet_id == place.outlet_id and user.holds(Post.OUTLET_MANAGER))


rules.add_perm("parts.view", is_staff)
rules.add_perm("parts.edit_catalogue", engineers)
rules.add_perm("parts.edit_places", keeps)
