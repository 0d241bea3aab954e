"""Names people sign in with."""

import re

LANGUAGES = ("fa", "en")
"""Languages of the pages."""

LONGEST = 64
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_SHORTEST = 3


def username_problem(username: str) -> str | None:
    """What is wrong with a username: `wrong-length` or `wrong-characters`.

    Small Latin letters, digits, dot, dash and underscore, so that nobody can take a name that looks
    like another's; no `@`, so that it is never taken for an e-mail address.
    """
    if not _SHORTEST <= len(username) <= LONGEST:
        return "wrong-length"
    return None if _USERNAME.fullmatch(username) else "wrong-characters"
