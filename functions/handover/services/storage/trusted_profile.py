"""IAM tokens by a trusted profile: Code Engine proves which project a function belongs to, and no key is stored.

Code Engine puts a compute resource token into a file if trusted profiles are enabled for the function or application. The
token is replaced before it expires, so the file is read for each request to IAM. The grant is that of IBM's own SDK
(ContainerAuthenticator). It was never tried at the real IAM: docs/decisions/0067.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from handover.services.storage.iam import TokenError, request_token

#: Where Code Engine puts the token: its page "Enabling your component code to authenticate trusted profiles".
TOKEN_FILE = Path("/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token")

_GRANT = "urn:ibm:params:oauth:grant-type:cr-token"
#: IAM's code for a profile that does not trust the caller ("Selected trusted profile not eligible").
_NOT_ELIGIBLE = "BXNIM0398E"
_PAGE = "docs/operations.md#a-trusted-profile-instead-of-a-key"


def profile_function(name: str, endpoint: str, file: Path = TOKEN_FILE) -> Callable[[], dict[str, Any]]:
    """Returns a function that requests a token for the trusted profile `name`; see iam.request_token. It raises TokenError
    also when there is no compute resource token."""

    def fetch() -> dict[str, Any]:
        form = {"grant_type": _GRANT, "cr_token": _read(file), "profile_name": name}
        return request_token(endpoint, form, lambda status, code: _remedy(name, status, code))

    return fetch


def _read(file: Path) -> str:
    try:
        token = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        token = ""
    if not token:
        raise TokenError(
            "There is no compute resource token, and no COS_API_KEY: trusted profiles are not enabled for this function or"
            " application. ./deploy.sh enables them."
        )
    return token


def _remedy(name: str, status: int, code: str) -> str:
    if code == _NOT_ELIGIBLE:
        return f"the trusted profile {name} does not trust this Code Engine project: link it ({_PAGE})"
    if status == 404:
        return f"there is no trusted profile {name} in this account: create it, or set COS_TRUSTED_PROFILE ({_PAGE})"
    if status == 401:
        return "IAM does not accept the compute resource token: deploy again, and check COS_AUTH_ENDPOINT"
    return f"the trusted profile {name} does not exist, or does not trust this Code Engine project ({_PAGE})"
