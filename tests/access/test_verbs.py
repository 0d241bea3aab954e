"""The audit trail speaks in words: every act that a service records has a name."""

import re

from django.conf import settings
from django.utils import translation

from sandoq.apps.accounts.names import VERB_NAMES, verb_name

_RECORDED = re.compile(r'verb="([a-z]+\.[a-z-]+)"')


def test_every_act_has_a_name_in_both_languages() -> None:
    """A code on the page of the audit trail would tell an auditor nothing."""
    sources = (settings.PACKAGE / "apps").rglob("services/**/*.py")
    verbs = {verb for path in sources for verb in _RECORDED.findall(path.read_text())}

    assert len(verbs) > 40
    assert verbs <= VERB_NAMES.keys()
    for verb in verbs:
        with translation.override("fa"):
            persian = verb_name(verb)
        with translation.override("en"):
            assert persian != verb_name(verb)
