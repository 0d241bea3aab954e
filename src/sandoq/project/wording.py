"""Sentences of django-allauth that people read, so that our catalogue words them our way.

The project's catalogue comes before those of libraries; allauth's own Persian addresses the reader
informally.
"""

from django.utils.translation import gettext_noop as _

ALLAUTH = (
    _("Forgot your password?"),
    _("Incorrect password."),
    _("Incorrect code."),
    _("Invalid or expired key."),
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("The username and/or password you specified are not correct."),
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Be patient, you are sending too many requests."),
    _("You cannot deactivate two-factor authentication."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    _("Authenticator code"),
    _("Passwordless"),
    _(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes "
        "additional requirements such as biometrics or PIN protection."
    ),
    _("Email"),
    _("Email address"),
    _("Username"),
    _("Username or email"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Key nr. {number}"),
    _("Master key"),
    _("Backup key"),
    _("Successfully signed in as %(name)s."),
    _("You have signed out."),
    _("Password successfully changed."),
    _("Password successfully set."),
    _("Authenticator app activated."),
    _("Authenticator app deactivated."),
    _("A new set of recovery codes has been generated."),
    _("Save them  in a secure location now — they won't be shown again."),
    _("Security key added."),
    _("Security key removed."),
)
