"""Addresses of complaints."""

from django.urls import URLPattern, path

from bihuan.complaints.views import intake, investigations, record
from bihuan.complaints.views.moves import MOVES

app_name = "complaints"
urlpatterns: list[URLPattern] = [
    path("", intake.complaints, name="complaints"),
    path("new/", intake.register, name="register"),
    path("requests/<int:pk>/", intake.from_request, name="from_request"),
    path("<int:pk>/", record.complaint, name="complaint"),
    path("<int:pk>/comment/", record.comment, name="comment"),
    path("<int:pk>/attach/", record.attach, name="attach"),
    path("<int:pk>/change/", record.change, name="change"),
    path("<int:pk>/link/", record.link, name="link"),
    *(path(f"<int:pk>/{name}/", view, name=name) for name, view in MOVES.items()),
    path("pareto/", investigations.pareto, name="pareto"),
    path("<int:pk>/investigation/", investigations.investigation_of, name="investigation_of"),
    path("<int:pk>/investigation/begin/", investigations.begin, name="begin_investigation"),
    path("investigations/<int:pk>/", investigations.investigation, name="investigation"),
    *(
        path(f"investigations/<int:pk>/{name}/", view, name=f"investigation_{name}")
        for name, view in {**investigations.MOVES, **investigations.ADD}.items()
    ),
    *(path(f"{name}s/<int:pk>/", view, name=f"amend_{name}") for name, view in investigations.AMEND.items()),
    *(path(f"{name}s/<int:pk>/out/", view, name=f"drop_{name}") for name, view in investigations.TAKE_OUT.items()),
]
