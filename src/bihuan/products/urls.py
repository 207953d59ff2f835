"""Addresses of the products app."""

from django.urls import URLPattern, path

from bihuan.products.views import catalogue, contracts, recalls, tracing, units

app_name = "products"
urlpatterns: list[URLPattern] = [
    path("", units.units, name="units"),
    path("add/", units.add_unit, name="add_unit"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/edit/", units.edit, name="edit_unit"),
    path("units/<int:pk>/sell/", units.sell, name="sell"),
    path("units/<int:pk>/accept/", units.accept, name="accept"),
    path("units/<int:pk>/comment/", units.comment, name="comment"),
    path("units/<int:pk>/label/", units.label, name="label"),
    path("models/", catalogue.models, name="models"),
    path("models/add/", catalogue.add_model, name="add_model"),
    path("models/<int:pk>/", catalogue.model, name="model"),
    path("lines/", catalogue.lines, name="lines"),
    path("lines/add/", catalogue.add_line, name="add_line"),
    path("lines/<int:pk>/", catalogue.line, name="line"),
    path("fault-codes/", catalogue.fault_codes, name="fault_codes"),
    path("fault-codes/add/", catalogue.add_fault_code, name="add_fault_code"),
    path("fault-codes/<int:pk>/", catalogue.fault_code, name="fault_code"),
    path("contracts/", catalogue.contracts, name="contracts"),
    path("contracts/add/", catalogue.add_contract, name="add_contract"),
    path("contracts/<int:pk>/", contracts.contract, name="contract"),
    path("contracts/<int:pk>/edit/", catalogue.edit_contract, name="edit_contract"),
    path("contracts/<int:pk>/quotas/", contracts.quotas, name="contract_quotas"),
    path("trace/", tracing.trace, name="trace"),
    path("trace/<str:kind>/<int:pk>/", tracing.trace_node, name="trace_node"),
    path("trace/<str:kind>/<int:pk>/<str:branch>/", tracing.trace_branch, name="trace_branch"),
    path("recalls/", recalls.recalls, name="recalls"),
    path("recalls/add/", recalls.add_recall, name="add_recall"),
    path("recalls/<int:pk>/", recalls.recall, name="recall"),
    path("recalls/<int:pk>/edit/", recalls.edit_recall, name="edit_recall"),
    path("recalls/<int:pk>/scope/", recalls.add_scope, name="add_scope"),
    path("recalls/<int:pk>/scope/<int:scope>/drop/", recalls.drop_scope, name="drop_scope"),
    path("recalls/<int:pk>/posted/<int:upto>/", recalls.post_letters, name="post_letters"),
    path("recalls/<int:pk>/<str:name>/", recalls.move_recall, name="move_recall"),
    path("recalled-units/", recalls.recall_units, name="recall_units"),
    path("recalled-units/<int:pk>/", recalls.recall_unit, name="recall_unit"),
    path("recalled-units/<int:pk>/<str:name>/", recalls.move_unit, name="move_recall_unit"),
    path("lots/", tracing.lots, name="lots"),
    path("lots/add/", tracing.add_lot, name="add_lot"),
    path("material-used/", tracing.consumption, name="consumption"),
    path("material-used/add/", tracing.add_use, name="add_use"),
]
