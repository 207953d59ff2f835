"""Who is proposed for the seats of a review meeting (SUPQ 5.4)."""

from bihuan.organization.models import Department, Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post

POSTS = {
    "purchasing": Post.PURCHASING, "process": Post.PRODUCTION, "quality_manager": Post.QUALITY,
    "rnd_engineer": Post.RND, "rnd_director": Post.RND, "plant_manager": Post.PRODUCTION,
}  # fmt: skip
HEADS = ("quality_manager", "rnd_director", "plant_manager")


def proposed_seats() -> dict[str, Staff]:
    """Return a colleague for each seat that is known: heads of departments for heads, others for the rest."""
    heads = set(Department.objects.exclude(manager=None).values_list("manager", flat=True))
    found = {}
    for code, post in POSTS.items():
        people = holders(post)
        wanted = [one for one in people if (one.pk in heads) is (code in HEADS)] or people
        if wanted:
            found[code] = wanted[0]
    return found
