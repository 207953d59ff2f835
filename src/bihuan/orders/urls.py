"""Addresses of orders and returns."""

from django.urls import URLPattern, path

from bihuan.orders.views import moves, orders, papers, returns

app_name = "orders"
urlpatterns: list[URLPattern] = [
    path("", orders.orders, name="orders"),
    path("new/", orders.register, name="register"),
    path("<int:pk>/", orders.order, name="order"),
    path("<int:pk>/correct/", orders.correct, name="correct"),
    path("<int:pk>/identify/", orders.identify, name="identify"),
    path("<int:pk>/questions/<int:question>/", orders.settle, name="settle"),
    path("<int:pk>/comment/", orders.comment, name="comment"),
    path("<int:pk>/attach/", orders.attach, name="attach"),
    path("<int:pk>/original/", orders.original, name="original"),
    path("<int:pk>/ask_change/", papers.ask_change, name="ask_change"),
    *(path(f"<int:pk>/{name}/", view, name=name) for name, view in moves.ORDER_MOVES.items()),
    path("changes/", papers.changes, name="changes"),
    path("changes/<int:pk>/", papers.change, name="change"),
    *(path(f"changes/<int:pk>/{name}/", view, name=f"change_{name}") for name, view in moves.CHANGE_MOVES.items()),
    path("notices/", papers.notices, name="notices"),
    path("notices/<int:pk>/", papers.production_notice, name="production_notice"),
    *(path(f"notices/<int:pk>/{name}/", view, name=f"notice_{name}") for name, view in moves.NOTICE_MOVES.items()),
    path("deliveries/", papers.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/", papers.delivery, name="delivery"),
    *(
        path(f"deliveries/<int:pk>/{name}/", view, name=f"delivery_{name}")
        for name, view in moves.DELIVERY_MOVES.items()
    ),
    path("goods/", papers.goods_list, name="goods"),
    path("goods/book/", papers.goods_book, name="goods_book"),
    path("goods/count/", papers.count_goods, name="count_goods"),
    path("returns/", returns.returns, name="returns"),
    path("returns/new/", returns.register_return, name="register_return"),
    path("returns/<int:pk>/", returns.goods_return, name="return"),
    path("returns/<int:pk>/correct/", returns.correct, name="return_correct"),
    path("returns/<int:pk>/comment/", returns.comment, name="return_comment"),
    path("returns/<int:pk>/attach/", returns.attach, name="return_attach"),
    *(path(f"returns/<int:pk>/{name}/", view, name=f"return_{name}") for name, view in moves.RETURN_MOVES.items()),
]
