"""Addresses of the workforce room."""

from django.urls import URLPattern, URLResolver, include, path

from sandoq.apps.workforce.views import appointing, board, own, people, planning, training

app_name = "workforce"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", board.board, name="board"),
    path("plan/", planning.plan, name="plan"),
    path("plan/quantity/", planning.quantity, name="quantity"),
    path("plan/build/", planning.build, name="build"),
    path("people/", people.people, name="people"),
    path("people/import/", people.imports, name="people_imports"),
    path("people/import/new/", people.upload, name="people_upload"),
    path("people/import/template/", people.template_file, name="people_template"),
    path("people/import/<uuid:key>/", people.people_import, name="people_import"),
    path("people/import/<uuid:key>/apply/", people.apply_import, name="apply_people"),
    path("people/import/<uuid:key>/discard/", people.discard_import, name="discard_people"),
    path("appoint/", appointing.propose_page, name="propose"),
    path("invitations/", appointing.invitations, name="invitations"),
    path("invitations/send/", appointing.send_invitations, name="send_invitations"),
    path("invitations/remind/", appointing.remind, name="remind"),
    path("stations/<uuid:key>/", appointing.team, name="team"),
    path("appointments/<uuid:key>/withdraw/", appointing.withdraw_page, name="withdraw"),
    path("appointments/<uuid:key>/accept/", appointing.accept_for, name="accept_for"),
    path("appointments/<uuid:key>/attendance/", appointing.claim_page, name="claim"),
    path("attendance/", own.attendance_queue, name="attendance"),
    path("training/", training.calendar, name="training"),
    path("training/calendar.ics", training.calendar_ics, name="training_ics"),
    path("training/courses/new/", training.new_course, name="new_course"),
    path("training/sessions/new/", training.new_session, name="new_session"),
    path("training/sessions/<uuid:key>/", training.session_record, name="session"),
    path("training/sessions/<uuid:key>/fill/", training.fill_session, name="fill_session"),
    path("training/sessions/<uuid:key>/cancel/", training.cancel, name="cancel_session"),
    path("training/sessions/<uuid:key>/screen/", training.screen, name="screen"),
    path("training/sessions/<uuid:key>/scan/", training.scan, name="scan"),
    path("training/sessions/<uuid:key>/judge/", training.judge, name="judge"),
    path("training/here/<uuid:key>/<slug:code>/", own.here, name="here"),
    path("mine/", own.mine, name="mine"),
    path("i/<str:token>/", own.invitation, name="invitation"),
    path("fees/", include("sandoq.apps.workforce.urls_fees")),
]
