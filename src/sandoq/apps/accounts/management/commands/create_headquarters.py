"""`sandoq manage create_headquarters`: the country, its headquarters, and the first account."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandoq.apps.accounts.services import found_headquarters
from sandoq.common.errors import DomainError
from sandoq.ui.problems import problem_details

_REFUSED = 1


class Command(BaseCommand):
    """Prints a one-time invitation; run it again for another, until the first was used."""

    help = "Make the first headquarters account of an installation and print its invitation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True, help="name to sign in with")
        parser.add_argument("--name", default="مدیر ستاد", help="the person's name in Persian")
        parser.add_argument("--name-en", default="", help="the person's name in Latin letters")
        parser.add_argument("--email", default="", help="address for resetting the password")
        parser.add_argument("--order", default="0", help="number of the order that appoints")
        parser.add_argument(
            "--origin",
            default="http://127.0.0.1:8000",
            help="address of this installation, for the link",
        )

    def handle(self, **options: Any) -> None:
        try:
            invitation = found_headquarters(
                username=options["username"],
                name_fa=options["name"],
                name_en=options["name_en"],
                email=options["email"],
                order_number=options["order"],
            )
        except DomainError as refusal:
            details = problem_details(refusal)
            self.stderr.write(
                f"sandoq: {refusal.code}: {details['title']}. {details['detail']}".strip()
            )
            sys.exit(_REFUSED)
        self.stdout.write(options["origin"].rstrip("/") + invitation.path)
