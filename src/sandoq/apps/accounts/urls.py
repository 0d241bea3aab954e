"""Addresses of people, posts, tokens and the audit trail, under /people/."""

from django.urls import path

from sandoq.apps.accounts.views import accounts, audit, mine, people, posts, tokens

app_name = "accounts"

urlpatterns = [
    path("", people.people, name="people"),
    path("new/", people.register, name="register"),
    path("me/", mine.me, name="me"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", tokens.revoke, name="revoke-token"),
    path("audit/", audit.audit, name="audit"),
    path("posts/", posts.posts, name="posts"),
    path("posts/new/", posts.new_post, name="open-post"),
    path("posts/<int:post>/", posts.post_record, name="post"),
    path("posts/<int:post>/appoint/", posts.appoint_to, name="appoint"),
    path("posts/<int:post>/close/", posts.close, name="close-post"),
    path("tenures/<int:tenure>/end/", posts.end, name="end-tenure"),
    path("<uuid:person>/", people.person_record, name="person"),
    path("<uuid:person>/correct/", people.correct, name="correct-person"),
    path("<uuid:person>/reveal/", people.reveal, name="reveal"),
    path("<uuid:person>/account/", accounts.make_account, name="make-account"),
    path("<uuid:person>/invite/", accounts.invite_again, name="invite"),
    path("<uuid:person>/recover/", accounts.recover, name="recover"),
    path("<uuid:person>/suspend/", accounts.suspend, name="suspend"),
]
