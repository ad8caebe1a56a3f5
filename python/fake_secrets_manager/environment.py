"""What botocore finds in the environment while a fake is active: only what was absent there, taken back afterwards."""

import os


class Environment:
    """The variables that are ours at the moment."""

    def __init__(self) -> None:
        self._ours: dict[str, str] = {}

    def provide(self, region: str) -> None:
        """Fills in what is absent, so that a client can be made on a machine that knows nothing of AWS."""
        self.withdraw()
        wanted = {
            # botocore does not read AWS_REGION
            "AWS_DEFAULT_REGION": region,
            # Otherwise making a client asks the network for credentials.
            "AWS_EC2_METADATA_DISABLED": "true",
            # AWS's rotation function templates make their client with it.
            "SECRETS_MANAGER_ENDPOINT": f"https://secretsmanager.{region}.amazonaws.com",
        }
        if not os.environ.keys() & {"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}:
            wanted |= {"AWS_ACCESS_KEY_ID": "fake-secrets-manager", "AWS_SECRET_ACCESS_KEY": "fake-secrets-manager"}
        for name, value in wanted.items():
            if name not in os.environ:
                os.environ[name] = self._ours[name] = value

    def withdraw(self) -> None:
        """Takes back what is still as it was filled in."""
        for name, value in self._ours.items():
            if os.environ.get(name) == value:
                del os.environ[name]
        self._ours.clear()
