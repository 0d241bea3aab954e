"""Addresses of fees, below the workforce room's."""

from django.urls import path

from sandoq.apps.workforce.views.fees import batches, boards, money, queues

urlpatterns = [
    path("", boards.overview, name="fees"),
    path("compute/", boards.compute, name="fees-compute"),
    path("mine/", boards.mine, name="fees-mine"),
    path("arrears/", boards.arrears, name="fees-arrears"),
    path("lines/", boards.lines, name="fees-lines"),
    path("lines/<uuid:key>/", boards.line, name="fees-line"),
    path("lines/<uuid:key>/correct/", boards.correct, name="fees-correct"),
    path("confirm/", queues.confirm, name="fees-confirm"),
    path("check/", queues.check, name="fees-check"),
    path("approve/", queues.approve, name="fees-approve"),
    path("batches/", batches.batches, name="fees-batches"),
    path("batches/make/", batches.make, name="fees-make"),
    path("batches/<uuid:key>/", batches.batch, name="fees-batch"),
    path("batches/<uuid:key>/sheet/", batches.sheet, name="fees-sheet"),
    path("batches/<uuid:key>/export/", batches.export, name="fees-export"),
    path("batches/<uuid:key>/void/", batches.void, name="fees-void"),
    path("answers/", batches.answers, name="fees-answers"),
    path("answers/<uuid:key>/", batches.answer, name="fees-answer"),
    path("allocations/", money.allocations, name="fees-allocations"),
    path("allocations/add/", money.allocation_add, name="fees-allocation-add"),
    path("rules/", money.rules, name="fees-rules"),
    path("rules/add/", money.rule_add, name="fees-rule-add"),
]
