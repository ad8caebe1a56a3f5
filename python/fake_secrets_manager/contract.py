"""A ready test of a rotation function for pytest: one test for each check of the contract."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ._native import RotationChecker
from .rotation_check import require_handler, run_checks

if TYPE_CHECKING:
    from .rotations import RotationHandler


def rotation_contract(handler: "RotationHandler", *, secret: Any = None) -> Callable[[str], None]:
    """Return a test for pytest that checks a rotation function against the contract of AWS's templates.

        test_contract = rotation_contract(lambda_handler)

    pytest runs it once for each check, with the name of the check as its id: `test_contract[completes_rotation]`.
    `fake.check_rotation` runs the same checks in one call.

    Args:
        handler: The handler of the Lambda function, sync or async.
        secret: The initial value of secrets, for functions that expect a certain structure.
    """
    import pytest

    require_handler(handler, "rotation_contract")

    @pytest.mark.parametrize("check", RotationChecker.names())
    def test_rotation_contract(check: str) -> None:
        (result,) = run_checks(handler, secret, region=None, account_id=None, only=check)
        if not result.passed:
            pytest.fail(str(result), pytrace=False)

    return test_rotation_contract
