"""Routes of customers, revenue and ratings, leads, visits and relationship expenses."""

from ninja import Router

from bihuan.customers.api import files, leads, ratings, visits

router = Router()
for part in (files, ratings, leads, visits):
    router.add_router("", part.router)

__all__ = ["router"]
