"""Who takes in, judges, handles, answers and closes a complaint."""

from typing import Any

import rules

from bihuan.organization.policies import holds_any, predicate
from bihuan.organization.states import Post
from bihuan.regulations.queries.authority import authority, posts_for

takes_in = holds_any(
    Post.DISPATCHER, Post.CALLBACK_CLERK, Post.SUPERVISOR, Post.SERVICE_MANAGER, Post.OUTLET_MANAGER, Post.TECHNICIAN,
    Post.SALES, Post.SALES_CLERK, Post.QUALITY, Post.ADMINISTRATION, Post.OFFICE, Post.GM_OFFICE,
)  # fmt: skip
leads = holds_any(
    Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER
)
readers = takes_in | leads | holds_any(Post.PRODUCTION, Post.RND, Post.ACCOUNTANT)
keeps_product = holds_any(Post.SALES, Post.SALES_CLERK, Post.QUALITY, Post.SERVICE_MANAGER, Post.GM_OFFICE)
DOCUMENT = "complaint_document"  # the act of signing it, as a clause names it
SIGNS_DOCUMENT = (Post.QUALITY, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)  # likewise (PQF 3.2)
KEEPS_SERVICE = (Post.ADMINISTRATION,)  # where no clause names the posts (SCMP 4.1)


def service_keepers() -> list[str]:
    """Return the posts that register service complaints and call back, from the clause in force (CMP-08)."""
    return [str(post) for post in posts_for(authority("service_complaint", {}), KEEPS_SERVICE)]


@predicate
def is_concerned(user: Any, complaint: Any) -> bool:
    """It is said of himself, or of the department where he works."""
    if complaint is None:
        return False
    return bool(complaint.about_staff_id == user.pk or (complaint.concerned_id == user.department_id is not None))


@predicate
def judges(user: Any, complaint: Any) -> bool:
    """Product complaints: sales, quality, the technical manager; service complaints: administration alone."""
    if complaint is None or not complaint.is_service:
        return bool(keeps_product(user))
    return bool(user.holds(*service_keepers())) and not is_concerned(user, complaint)


@predicate
def owns(user: Any, complaint: Any) -> bool:
    """He has it."""
    return complaint is not None and complaint.owner_id == user.pk


@predicate
def heads_concerned(user: Any, complaint: Any) -> bool:
    """He leads the department complained of, or the one that answers for it, and it isn't said of himself."""
    if complaint is None or complaint.about_staff_id == user.pk:
        return False
    places = (complaint.concerned, complaint.responsible)
    return any(place is not None and place.manager_id == user.pk for place in places)


def document_signers() -> list[str]:
    """Return the posts that sign the handling document, none while no clause wants it (PQF 3.2)."""
    clause = authority(DOCUMENT, {})
    return [str(post) for post in posts_for(clause, SIGNS_DOCUMENT)] if clause else []


@predicate
def signs_document(user: Any, complaint: Any) -> bool:
    """The heads that the clause names sign the handling document of a product complaint (PQF 3.2, CMP-11)."""
    if complaint is None or complaint.is_service:
        return False
    return bool(user.holds(*posts_for(authority(DOCUMENT, complaint.facts()), SIGNS_DOCUMENT)))


keeps = judges
finds = holds_any(Post.QUALITY, Post.PRODUCTION, Post.RND, Post.SALES, Post.SALES_CLERK, Post.GM_OFFICE)
not_said_of_me = ~rules.predicate(
    lambda user, complaint: complaint is not None and complaint.about_staff_id == user.pk, name="said_of_me"
)


@predicate
def investigates(user: Any, investigation: Any) -> bool:
    """He may look into the complaint it is about."""
    return investigation is not None and user.has_perm("complaints.investigate_complaint", investigation.complaint)


@predicate
def investigates_part(user: Any, part: Any) -> bool:
    """He may look into the complaint that a finding, a why or an influence is about."""
    return part is not None and investigates(user, part.investigation)


rules.add_perm("complaints.investigate", investigates)
rules.add_perm("complaints.amend_part", investigates_part)
rules.add_perm("complaints.register", takes_in)
rules.add_perm("complaints.import", keeps_product)
rules.add_perm("complaints.view", readers)
rules.add_perm("complaints.export", leads | keeps_product | holds_any(Post.ADMINISTRATION))
rules.add_perm("complaints.summarise", leads | keeps_product | holds_any(Post.ADMINISTRATION))
rules.add_perm("complaints.change_complaint", (keeps | owns) & not_said_of_me)
rules.add_perm("complaints.judge_complaint", keeps)
rules.add_perm("complaints.handle_complaint", (owns | heads_concerned | finds) & not_said_of_me)
rules.add_perm("complaints.investigate_complaint", (owns | heads_concerned | finds) & not_said_of_me)
rules.add_perm("complaints.lay_before_rnd", holds_any(Post.GM_OFFICE, Post.GENERAL_MANAGER))
rules.add_perm("complaints.decide_complaint", (heads_concerned | leads) & not_said_of_me)
rules.add_perm("complaints.reply_complaint", (keeps | owns | heads_concerned | leads) & not_said_of_me)
rules.add_perm("complaints.sign_document", signs_document & not_said_of_me)
rules.add_perm("complaints.call_back", (keeps | holds_any(Post.CALLBACK_CLERK)) & ~is_concerned)
rules.add_perm("complaints.close_complaint", keeps | (leads & ~is_concerned))
rules.add_perm("complaints.reopen_complaint", keeps | leads)
rules.add_perm("complaints.unmask", (keeps | owns | heads_concerned | holds_any(Post.CALLBACK_CLERK)) & not_said_of_me)
