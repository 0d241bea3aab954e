"""`sandoq manage recover_account`: the last way back, for whoever runs the server."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import forget_second_factor, reset_password
from sandoq.common.errors import DomainError
from sandoq.ui.problems import problem_details

_REFUSED = 1


class Command(BaseCommand):
    """Takes away what the owner lost; recorded in the audit trail as the platform's own act."""

    help = "Take off an account's second factor, or make a new invitation, for a stated reason."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True)
        parser.add_argument("--reason", required=True, help="for the audit trail")
        parser.add_argument("--second-factor", action="store_true", help="take it off")
        parser.add_argument("--password", action="store_true", help="print a new invitation")
        parser.add_argument("--origin", default="http://127.0.0.1:8000", help="for the link")

    def handle(self, **options: Any) -> None:
        user = User.objects.filter(username=options["username"].lower()).first()
        if user is None:
            self._refuse("not-found", "no account has this username")
            return
        try:
            if options["second_factor"]:
                count = forget_second_factor(by=None, user=user, reason=options["reason"])
                self.stdout.write(f"{count} second factors taken off")
            if options["password"]:
                invitation = reset_password(by=None, user=user, reason=options["reason"])
                self.stdout.write(options["origin"].rstrip("/") + invitation.path)
        except DomainError as refusal:
            self._refuse(refusal.code, str(problem_details(refusal)["title"]))

    def _refuse(self, code: str, sentence: str) -> None:
        self.stderr.write(f"sandoq: {code}: {sentence}")
        sys.exit(_REFUSED)
