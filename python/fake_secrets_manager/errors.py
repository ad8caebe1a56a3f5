"""Errors of direct calls, which callers catch as they catch those of boto3.

If botocore is installed, an error of the service is a `ClientError`, and the `client.exceptions.X` of every client.
"""

from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from ._native import Misuse

if TYPE_CHECKING:
    ClientError = Exception
    ParamValidationError = Exception
else:
    try:
        from botocore.exceptions import ClientError, ParamValidationError
    except ModuleNotFoundError:
        ParamValidationError = Exception

        class ClientError(Exception):
            """A replacement for botocore's exception of this name, if botocore is not installed."""

            def __init__(self, response: dict[str, Any], operation_name: str) -> None:
                error = response["Error"]
                super().__init__(
                    f"An error occurred ({error['Code']}) when calling the {operation_name} operation: "
                    f"{error['Message']}"
                )
                self.response = response
                self.operation_name = operation_name


class SecretsManagerError(ClientError):
    """An error of the service, raised by a direct call such as `fake.get_secret_value(SecretId="gone")`."""

    response: dict[str, Any]
    operation_name: str

    def __init__(
        self,
        operation_name: str,
        code: str,
        message: str | None,
        status: int,
        request_id: str,
        situation: str | None = None,
    ) -> None:
        response = {
            "Error": {"Code": code, "Message": message or ""},
            "ResponseMetadata": {
                "RequestId": request_id,
                "HTTPStatusCode": status,
                "HTTPHeaders": {},
                "RetryAttempts": 0,
            },
        }
        super().__init__(response, operation_name)
        self._made_from = (operation_name, code, message, status, request_id, situation)

    @property
    def code(self) -> str:
        """The error code, which is the service's name of the exception."""
        return str(self.response["Error"]["Code"])

    @property
    def situation(self) -> str | None:
        """The error's name in `describe()["errors"]`. Two messages with the same code have different situations."""
        return self._made_from[-1]

    @property
    def message(self) -> str:
        """The service's error message."""
        return str(self.response["Error"]["Message"])

    def __reduce__(self) -> tuple[Any, ...]:
        return service_error, self._made_from


class InvalidParametersError(Misuse, ParamValidationError):
    """A direct call got an unknown member or a value of the wrong type. Also botocore's ParamValidationError."""

    def __init__(self, report: str) -> None:
        self.kwargs = {"report": report}
        Misuse.__init__(self, report)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.args


def service_error(operation_name: str, code: str, *details: Any) -> SecretsManagerError:
    """Return the exception for an error of the service."""
    return _error_class(code, *_classes_of_clients(code))(operation_name, code, *details)


@cache
def _error_class(code: str, *bases: type) -> type[SecretsManagerError]:
    return type(code, (SecretsManagerError, *bases), {"__module__": __name__}) if bases else SecretsManagerError


def _classes_of_clients(code: str) -> list[type]:
    """Return the classes that clients have for a code.

    Each botocore session creates its own classes when `client.exceptions` is first used. This function finds the
    existing ones. All later sessions get the same class.
    """
    try:
        from botocore.errorfactory import BaseClientExceptions
    except ModuleNotFoundError:
        return []
    _share_exceptions()
    of_sessions = [cls for cls in BaseClientExceptions.__subclasses__() if cls.__name__ == "SecretsManagerExceptions"]
    found = [vars(cls)[code] for cls in of_sessions if code in vars(cls)]
    return list(dict.fromkeys([_shared_class(code), *found]))


@cache
def _shared_class(code: str) -> type:
    return type(code, (ClientError,), {"__module__": "botocore.errorfactory"})


@cache
def _share_exceptions() -> None:
    """Give the classes of `_shared_class` to sessions that have not created theirs yet."""
    from botocore.errorfactory import ClientExceptionsFactory

    original = ClientExceptionsFactory._create_client_exceptions

    @wraps(original)
    def create(self: Any, service_model: Any) -> Any:
        exceptions = original(self, service_model)
        if service_model.service_name == "secretsmanager":
            for code in list(exceptions._code_to_exception):
                exceptions._code_to_exception[code] = _shared_class(code)
                setattr(type(exceptions), exceptions._code_to_exception[code].__name__, _shared_class(code))
        return exceptions

    ClientExceptionsFactory._create_client_exceptions = create
