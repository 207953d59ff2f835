"""Addresses of the regulations app; keys are in capitals, so they never collide with the words."""

from django.urls import URLPattern, path, re_path

from bihuan.regulations.views import documents, drafting, moving, parameters, retention

app_name = "regulations"
_KEY = r"^(?P<key>[A-Z][A-Z0-9-]*)/"
urlpatterns: list[URLPattern] = [
    path("", documents.listing, name="list"),
    path("new/", drafting.create, name="create"),
    path("versions/<int:pk>/", documents.version, name="version"),
    path("versions/<int:pk>/edit/", drafting.edit_version, name="edit_version"),
    path("versions/<int:pk>/changes/", documents.changes, name="changes"),
    path("versions/<int:pk>/opinion/", moving.opinion, name="opinion"),
    path("versions/<int:pk>/clauses/add/", drafting.add_clause, name="add_clause"),
    path("versions/<int:pk>/<slug:name>/", moving.move, name="move"),
    path("clauses/<int:pk>/", documents.clause, name="clause"),
    path("clauses/<int:pk>/edit/", drafting.edit_clause, name="edit_clause"),
    path("clauses/<int:pk>/remove/", drafting.remove_clause, name="remove_clause"),
    path("clauses/<int:pk>/parameters/", parameters.choose, name="choose_kind"),
    path("clauses/<int:pk>/parameters/<slug:kind>/", parameters.add, name="add_parameter"),
    path("parameters/<int:pk>/edit/", parameters.edit, name="edit_parameter"),
    path("parameters/<int:pk>/remove/", parameters.remove, name="remove_parameter"),
    path("disposal/", retention.disposals, name="disposals"),
    path("disposal/new/", retention.draw_up, name="draw_up_disposal"),
    path("disposal/<int:pk>/", retention.disposal, name="disposal"),
    path("disposal/<int:pk>/approve/", retention.approve, name="approve_disposal"),
    path("disposal/<int:pk>/refuse/", retention.refuse, name="refuse_disposal"),
    path("disposal/<int:pk>/execute/", retention.execute, name="execute_disposal"),
    path("disposal/lines/<int:pk>/strike/", retention.strike, name="strike"),
    path("holds/", retention.holds, name="holds"),
    path("holds/<int:pk>/", retention.held, name="held"),
    path("holds/<int:pk>/lift/", retention.lift, name="lift_hold"),
    path("holds/<str:kind>/<int:pk>/", retention.hold, name="hold"),
    re_path(_KEY + "$", documents.regulation, name="regulation"),
    re_path(_KEY + "revisions/$", documents.revisions, name="revisions"),
    re_path(_KEY + "edit/$", drafting.head, name="head"),
    re_path(_KEY + "scope/$", drafting.scope, name="scope"),
    re_path(_KEY + "switch/$", drafting.switch, name="switch"),
    re_path(_KEY + "version/$", drafting.new_version, name="new_version"),
]
