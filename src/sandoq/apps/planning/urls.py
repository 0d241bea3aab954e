"""The addresses of the planning room."""

from django.urls import path

from sandoq.apps.planning.views import asking, board, deciding, files, orders, plan, wizard
from sandoq.apps.planning.views import map as map_views

app_name = "planning"

urlpatterns = [
    path("", board.show, name="board"),
    path("new/", wizard.scope, name="new"),
    path("compare/", board.compare, name="compare"),
    path("orders/", orders.queue, name="orders"),
    path("orders/<uuid:key>/offer/", orders.offer, name="order-offer"),
    path("parts/<uuid:key>/<uuid:unit>/", plan.part, name="part"),
    path("scenarios/<uuid:key>/", plan.show, name="plan"),
    path("scenarios/<uuid:key>/means/", wizard.means, name="means"),
    path("scenarios/<uuid:key>/fixed/", wizard.fixed, name="fixed"),
    path("scenarios/<uuid:key>/check/", wizard.check, name="check"),
    path("scenarios/<uuid:key>/start/", wizard.start, name="start"),
    path("scenarios/<uuid:key>/progress/", plan.progress, name="progress"),
    path("scenarios/<uuid:key>/stop/", plan.stop, name="stop"),
    path("scenarios/<uuid:key>/why/", asking.why, name="why"),
    path("scenarios/<uuid:key>/what-if/", asking.what_if, name="what-if"),
    path("scenarios/<uuid:key>/map/", map_views.show, name="map"),
    path("scenarios/<uuid:key>/map/flows.json", map_views.flows, name="flows"),
    path("scenarios/<uuid:key>/propose/", deciding.propose, name="propose"),
    path("scenarios/<uuid:key>/approve/", deciding.approve, name="approve"),
    path("scenarios/<uuid:key>/return/", deciding.give_back, name="return"),
    path("scenarios/<uuid:key>/withdraw/", deciding.withdraw, name="withdraw"),
    path("scenarios/<uuid:key>/copy/", deciding.copy, name="copy"),
    path("scenarios/<uuid:key>/broken/", deciding.broken, name="broken"),
    path("scenarios/<uuid:key>/plan.<slug:form>", files.file, name="file"),
]
