"""The service's no, as an exception: botocore's ClientError where botocore is installed."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    ClientError = Exception
else:
    try:
        from botocore.exceptions import ClientError
    except ModuleNotFoundError:

        class ClientError(Exception):
            """What botocore's exception of this name has, where there is no botocore."""

            def __init__(self, response: dict[str, Any], operation_name: str) -> None:
                error = response["Error"]
                super().__init__(
                    f"An error occurred ({error['Code']}) when calling the {operation_name} operation: "
                    f"{error['Message']}"
                )
                self.response = response
                self.operation_name = operation_name


class SecretsManagerError(ClientError):
    """A refusal of the service, raised by a direct call such as `fake.get_secret_value(SecretId="gone")`."""

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
        """The name of the exception, as the service writes it."""
        return str(self.response["Error"]["Code"])

    @property
    def situation(self) -> str | None:
        """The situation that the service refused, as `describe()["refusals"]` names it."""
        return self._made_from[-1]

    @property
    def message(self) -> str:
        """The service's sentence."""
        return str(self.response["Error"]["Message"])

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._made_from
