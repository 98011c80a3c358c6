"""What the provider says of an account: its lasting name, and an address with whether it was checked."""

from __future__ import annotations

from typing import Any

from oauth2_provider.oauth2_validators import OAuth2Validator

from tests.support.provider import PEOPLE


class Claims(OAuth2Validator):
    """Says what is known of invented people."""

    def get_additional_claims(self, request: Any) -> dict[str, Any]:
        """Return what is said besides what each token says."""
        name = request.user.username
        return {"sub": name, **PEOPLE[name]}
