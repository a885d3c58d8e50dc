"""Telegram's refusals, in Telegram's words (https://core.telegram.org/bots/api#making-requests)."""

from typing import Any


class ApiError(Exception):
    """A call that is answered `{"ok": false, ...}` with this code and description."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> dict[str, Any]:
        """Return the body of the answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(description: str, **parameters: Any) -> ApiError:
    """Return a 400."""
    return ApiError(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> ApiError:
    """Return a 403."""
    return ApiError(403, f"Forbidden: {description}")
