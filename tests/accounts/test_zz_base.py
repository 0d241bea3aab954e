from allauth.account.auth_backends import AuthenticationBackend
from tests.accounts.test_signin import *
@pytest.mark.parametrize("login",["zahra","zahra@example.org","nobody","nobody@example.org"])
def test_base(client, officer, hashes, login, settings):
    settings.AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"]
    hashes.clear()
    client.post(LOGIN, {"login": login, "password": "not the right password"})
    print(login, len(hashes))
