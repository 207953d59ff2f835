"""Addresses of the customers app."""

from django.urls import URLPattern, path

from bihuan.customers import views

app_name = "customers"
urlpatterns: list[URLPattern] = [
    path("", views.customers, name="customers"),
    path("add/", views.add, name="add"),
    path("<int:pk>/", views.customer, name="customer"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/contact/", views.add_contact, name="add_contact"),
    path("<int:pk>/site/", views.add_site, name="add_site"),
    path("<int:pk>/comment/", views.comment, name="comment"),
    path("contacts/<int:pk>/", views.contact, name="contact"),
    path("sites/<int:pk>/", views.site, name="site"),
]
