"""What people do with accounts, posts and tokens, and how every act is recorded."""

from sandoq.apps.accounts.services.accounts import (
    Invitation,
    choose_language,
    create_account,
    invite,
    set_account_active,
)
from sandoq.apps.accounts.services.audit import record_action
from sandoq.apps.accounts.services.chain import chain_head, check_chain, check_newest
from sandoq.apps.accounts.services.founding import found_headquarters
from sandoq.apps.accounts.services.keys import reencrypt
from sandoq.apps.accounts.services.people import (
    correct_person,
    register_person,
    reveal_identifier,
)
from sandoq.apps.accounts.services.people_bulk import PersonRow, write_people
from sandoq.apps.accounts.services.posts import close_post, open_post
from sandoq.apps.accounts.services.provisioning import Provisioned, provision_posts
from sandoq.apps.accounts.services.provisioning_rows import PostRow
from sandoq.apps.accounts.services.recovery import forget_second_factor, reset_password
from sandoq.apps.accounts.services.tenures import appoint, end_tenure
from sandoq.apps.accounts.services.tokens import (
    IssuedToken,
    issue_token,
    note_token_use,
    revoke_token,
)

__all__ = [
    "Invitation",
    "IssuedToken",
    "PersonRow",
    "PostRow",
    "Provisioned",
    "appoint",
    "chain_head",
    "check_chain",
    "check_newest",
    "choose_language",
    "close_post",
    "correct_person",
    "create_account",
    "end_tenure",
    "forget_second_factor",
    "found_headquarters",
    "invite",
    "issue_token",
    "note_token_use",
    "open_post",
    "provision_posts",
    "record_action",
    "reencrypt",
    "register_person",
    "reset_password",
    "reveal_identifier",
    "revoke_token",
    "set_account_active",
    "write_people",
]
