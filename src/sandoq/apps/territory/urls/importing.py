"""Addresses of the import of stations."""

from django.urls import URLPattern, path

from sandoq.apps.territory.views import import_acts, import_rows, imports

urlpatterns: list[URLPattern] = [
    path("", imports.batches_board, name="imports"),
    path("template.xlsx", imports.template_file, name="import_template"),
    path("new/", imports.upload, name="import_upload"),
    path("<uuid:key>/", imports.batch_page, name="import_batch"),
    path("<uuid:key>/columns/", imports.columns, name="import_columns"),
    path("<uuid:key>/rows/", import_rows.rows_board, name="import_rows"),
    path("<uuid:key>/rows/<int:position>/", import_rows.correct, name="import_row"),
    path("<uuid:key>/pairs/", import_rows.pairs, name="import_pairs"),
    path("<uuid:key>/quarantined.xlsx", import_rows.quarantined_file, name="import_quarantined"),
    path("<uuid:key>/order/", import_acts.order, name="import_order"),
    path("<uuid:key>/apply/", import_acts.apply, name="import_apply"),
    path("<uuid:key>/undo/", import_acts.undo, name="import_undo"),
    path("<uuid:key>/discard/", import_acts.discard_preview, name="import_discard"),
]
