"""What roles, permissions, levels and acts are called, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import Post
from sandoq.apps.accounts.rules.access import Permission, Reach, Role

ROLE_NAMES: dict[Role, Promise] = {
    Role.HEADQUARTERS: _("National headquarters"),
    Role.PROVINCE_HEAD: _("Head of the province's committee"),
    Role.PROVINCE_MEMBER: _("Member of the province's committee"),
    Role.COUNTY_IT: _("IT representative of the county"),
    Role.DISTRICT_IT: _("IT representative of the district"),
    Role.OPERATOR: _("Station operator"),
    Role.EXPERT: _("IT expert"),
    Role.AGENCY_OFFICER: _("Agency officer"),
    Role.CANDIDATE: _("Candidate"),
    Role.MODERATOR: _("Moderator"),
    Role.TRUSTEE: _("Trustee"),
    Role.OBSERVER: _("Observer"),
    Role.AUDITOR: _("Auditor"),
}

PERMISSION_NAMES: dict[Permission, Promise] = {
    Permission.TERRITORY_VIEW: _("See units, stations and points"),
    Permission.UNIT_EDIT: _("Open and rename units"),
    Permission.STATION_EDIT: _("Open, move and correct stations"),
    Permission.STATION_RETIRE: _("Retire stations by order"),
    Permission.STATION_IMPORT: _("Import stations from files"),
    Permission.ELECTION_VIEW: _("See elections and contests"),
    Permission.ELECTION_EDIT: _("Set up elections"),
    Permission.STAGE_EDIT: _("Set the stage of contests"),
    Permission.READINESS_VIEW: _("See readiness"),
    Permission.REQUIREMENT_EDIT: _("Edit requirements"),
    Permission.EVIDENCE_RECORD: _("Record evidence"),
    Permission.EVIDENCE_VERIFY: _("Verify the evidence of others"),
    Permission.NEED_WAIVE: _("Grant waivers"),
    Permission.INVENTORY_VIEW: _("See equipment, stores and kits"),
    Permission.INVENTORY_EDIT: _("Keep stores: register, pack, send, count"),
    Permission.CATALOGUE_EDIT: _("Keep the catalogue of equipment"),
    Permission.CUSTODY_HAND: _("Receive and hand over equipment"),
    Permission.CONNECTIVITY_VIEW: _("See links and readings"),
    Permission.READING_RECORD: _("Record readings of coverage"),
    Permission.READING_IMPORT: _("Import readings from files"),
    Permission.LINK_PLAN_EDIT: _("Plan the links of points"),
    Permission.CONNECTIVITY_SETTINGS: _("Set how links are graded"),
    Permission.FEES_VIEW: _("See fees"),
    Permission.FEES_COMPUTE: _("Compute fees"),
    Permission.FEES_CONFIRM: _("Confirm fees for the county"),
    Permission.FEES_CHECK: _("Check fees for the finance office"),
    Permission.FEES_APPROVE: _("Approve fees for the province"),
    Permission.FEES_BATCH: _("Seal batches of fees and export them"),
    Permission.FEES_RULES: _("Issue fee rules"),
    Permission.PLAN_VIEW: _("See plans"),
    Permission.PLAN_EDIT: _("Make scenarios, propose plans, stand behind them"),
    Permission.PLAN_APPROVE: _("Approve plans as the head"),
    Permission.OBSTACLE_VIEW: _("See obstacles and duties"),
    Permission.OBSTACLE_REPORT: _("Report obstacles"),
    Permission.OBSTACLE_EDIT: _("Triage obstacles and offer options"),
    Permission.OBSTACLE_DECIDE: _("Choose how obstacles are solved, or accept them"),
    Permission.OBSTACLE_ANSWER: _("Answer for obstacles and duties"),
    Permission.AGENCY_EDIT: _("Register agencies and issue duties"),
    Permission.REPORT_FREEZE: _("Freeze status reports"),
    Permission.REPORT_SIGN: _("Sign status reports"),
    Permission.REINSPECTION_DRAW: _("Draw stations for re-inspection"),
    Permission.PEOPLE_VIEW: _("See people and posts"),
    Permission.PEOPLE_EDIT: _("Register people and their accounts"),
    Permission.PEOPLE_REVEAL: _("Read identifiers in plain"),
    Permission.POST_EDIT: _("Open posts and appoint to them"),
    Permission.AUDIT_VIEW: _("Read the audit trail"),
    Permission.WORKFORCE_VIEW: _("See who works where"),
    Permission.STAFFING_EDIT: _("Say how many people are needed"),
    Permission.WORKERS_IMPORT: _("Import lists of people"),
    Permission.APPOINT: _("Appoint people to shifts"),
    Permission.TRAINING_EDIT: _("Plan training"),
    Permission.TRAINING_EXAMINE: _("Examine trainees"),
    Permission.DUTY_CLAIM: _("Record attendance on duty"),
    Permission.DUTY_VERIFY: _("Verify the attendance of others"),
    Permission.TOKEN_EDIT: _("Make tokens for programs"),
}

REACH_NAMES: dict[Reach, Promise] = {
    Reach.OWN: _("own things"),
    Reach.UNIT: _("own unit and below"),
    Reach.PROVINCE: _("the whole province"),
    Reach.NATION: _("the whole country"),
}

FIELD_NAMES: dict[str, Promise] = {
    "national_id": _("National ID"),
    "mobile": _("Mobile number"),
    "sheba": _("Sheba"),
}

VERB_NAMES: dict[str, Promise] = {
    "accounts.add-second-factor": _("Second factor set up"),
    "accounts.appoint": _("Appointed"),
    "accounts.change-email": _("E-mail address changed"),
    "accounts.choose-language": _("Language chosen"),
    "accounts.choose-password": _("Password chosen"),
    "accounts.close-post": _("Post closed"),
    "accounts.correct-person": _("Person corrected"),
    "accounts.create-account": _("Account made"),
    "accounts.end-tenure": _("Tenure ended"),
    "accounts.forget-second-factor": _("Second factor taken off by an administrator"),
    "accounts.found-headquarters": _("Headquarters founded"),
    "accounts.invite": _("Invited again"),
    "accounts.issue-token": _("Token issued"),
    "accounts.open-post": _("Post opened"),
    "accounts.provision-posts": _("Posts provisioned"),
    "accounts.reencrypt": _("Keys renewed"),
    "accounts.register-person": _("Person registered"),
    "accounts.remove-second-factor": _("Second factor removed"),
    "accounts.renew-recovery-codes": _("Recovery codes renewed"),
    "accounts.reopen-post": _("Post opened again"),
    "accounts.reset-password": _("Password taken away by an administrator"),
    "accounts.restore-account": _("Account opened again"),
    "accounts.reveal-identifier": _("Identifier revealed"),
    "accounts.revoke-token": _("Token revoked"),
    "accounts.sign-in": _("Signed in"),
    "accounts.suspend-account": _("Account suspended"),
    "accounts.write-people": _("List of people written"),
}
"""Other rooms add their acts in `AppConfig.ready`; an act without a name shows its code."""


def post_title(post: Post) -> str:
    """The post's own title in the page's language, else its role's name."""
    is_persian = (get_language() or "fa").startswith("fa")
    titles = [post.title_fa, post.title_en] if is_persian else [post.title_en, post.title_fa]
    return next(filter(None, titles), "") or str(ROLE_NAMES[Role(post.role)])


def verb_name(verb: str) -> str:
    """What an act is called; its code if it has no name."""
    return str(VERB_NAMES.get(verb, verb))
