"""Addresses of the parts app."""

from django.urls import URLPattern, path

from bihuan.parts.views import catalogue, faulty, papers, stock, substitutes

app_name = "parts"
urlpatterns: list[URLPattern] = [
    path("", catalogue.parts, name="parts"),
    path("add/", catalogue.add_part, name="add_part"),
    path("<int:pk>/", catalogue.part, name="part"),
    path("<int:pk>/edit/", catalogue.edit_part, name="edit_part"),
    path("places/", catalogue.places, name="places"),
    path("places/add/", catalogue.add_place, name="add_place"),
    path("places/<int:pk>/", catalogue.place, name="place"),
    path("places/<int:pk>/edit/", catalogue.edit_place, name="edit_place"),
    path("places/<int:pk>/receive/", stock.receive, name="receive"),
    path("places/<int:pk>/levels/", stock.levels, name="levels"),
    path("places/<int:pk>/write-off/", stock.write_off, name="write_off"),
    path("stock/", stock.stock, name="stock"),
    path("moves/", stock.moves, name="moves"),
    path("van/", stock.van, name="van"),
    path("faulty/", faulty.faulty_parts, name="faulty_parts"),
    path("faulty/<int:pk>/", faulty.faulty_part, name="faulty_part"),
    path("faulty/<int:pk>/take_back/", faulty.take_back, name="take_back"),
    path("faulty/<int:pk>/give_up/", faulty.give_up, name="give_up"),
    path("<int:pk>/substitutes/add/", substitutes.propose, name="propose_substitute"),
    path("substitutes/<int:pk>/approve/", substitutes.approve, name="approve_substitute"),
    path("substitutes/<int:pk>/refuse/", substitutes.refuse, name="refuse_substitute"),
    path("substitutes/<int:pk>/end/", substitutes.end, name="end_substitute"),
    path("places/<int:pk>/send/", papers.send, name="send"),
    path("places/<int:pk>/count/", papers.begin_count, name="begin_count"),
    path("transfers/", papers.transfers, name="transfers"),
    path("transfers/<int:pk>/", papers.transfer, name="transfer"),
    path("transfers/<int:pk>/receive_transfer/", papers.receive_transfer, name="receive_transfer"),
    path("counts/", papers.counts, name="counts"),
    path("counts/<int:pk>/", papers.count, name="count"),
    path("counts/<int:pk>/hand_in_count/", papers.hand_in_count, name="hand_in_count"),
    path("counts/<int:pk>/approve_count/", papers.approve_count, name="approve_count"),
    path("counts/<int:pk>/count_again/", papers.count_again, name="count_again"),
]
