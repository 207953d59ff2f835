"""All addresses: each app's own, under the name of its work."""

from django.urls import URLPattern, URLResolver, include, path

from bihuan.config.api import api
from bihuan.organization.urls import accounts

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    path("", include("bihuan.kernel.urls")),
    path("", include("bihuan.organization.urls")),
    path("", include(accounts)),
    path("regulations/", include("bihuan.regulations.urls")),
    path("deadlines/", include("bihuan.deadlines.urls")),
    path("signoff/", include("bihuan.signoff.urls")),
    path("customers/", include("bihuan.customers.urls")),
    path("products/", include("bihuan.products.urls")),
    path("parts/", include("bihuan.parts.urls")),
    path("people/", include("bihuan.people.urls")),
    path("service/", include("bihuan.service.urls")),
    path("quality/", include("bihuan.quality.urls")),
    path("orders/", include("bihuan.orders.urls")),
    path("complaints/", include("bihuan.complaints.urls")),
    path("feedback/", include("bihuan.feedback.urls")),
    path("", include("bihuan.insight.urls")),
    path("", include("bihuan.portal.urls")),
]

handler404 = "bihuan.kernel.api.errors.nowhere"
