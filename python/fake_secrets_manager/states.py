"""The state of a fake: seed, save, restore, compare and copy it."""

import copy
from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any

from . import saving
from ._native import Engine
from .caches import clear_caches
from .clock import now
from .decoration import Decoration
from .delivery import Delivery
from .differences import Difference
from .options import expect
from .seed_files import Path, read, source_of
from .seeds import Secrets, prepare

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._native import SeedSource


class States(Delivery):
    """The part of `FakeSecretsManager` that holds its state."""

    _decoration: Decoration
    _clears_caches: bool
    _before_test = 0
    """The number of events and requests before the test that pytest runs."""

    def seed(
        self,
        secrets: Secrets,
        *,
        replace: bool = False,
        region: str | None = None,
        account_id: str | None = None,
    ) -> None:
        """Create secrets: `fake.seed({"app/db": "hunter2", "app/key": b"\\x00", "app/login": {"user": "a"}})`.

        A dict or a list is stored as JSON. Use `SeedSecret` for descriptions, tags, versions and labels. With
        `replace`, an existing secret gets a new version. If one secret is rejected, none is created.
        """
        __tracebackhide__ = True
        try:
            expect("secrets", type(secrets), (dict, Mapping), '{"app/db": "hunter2"}')
            expect("replace", type(replace), (bool,), "True")
            expect("region", type(region), (str, NoneType), '"eu-west-1"')
            expect("account_id", type(account_id), (str, NoneType), '"123456789012"')
            self._engine.seed(prepare(secrets), now(), replace=replace, region=region, account_id=account_id)
        finally:
            del secrets

    def seed_file(
        self,
        path: Path,
        *,
        replace: bool = False,
        region: str | None = None,
        account_id: str | None = None,
    ) -> None:
        """Create the secrets of a file: `fake.seed_file("secrets.yaml")`.

        The file extension selects the format: .json, .yaml, .yml, .toml or .env. The file maps names to values:
        text, a structure (stored as JSON), `{"$base64": "AAE="}` for bytes, or `{"$secret": {"value": ...,
        "description": ..., "kmsKeyId": ..., "tags": {...}, "versions": [...]}}`. If one secret is rejected, none is
        created. YAML needs PyYAML, dotenv needs python-dotenv, and TOML needs tomli before Python 3.11.
        """
        __tracebackhide__ = True
        source = source_of(path, "path")
        expect("replace", type(replace), (bool,), "True")
        expect("region", type(region), (str, NoneType), '"eu-west-1"')
        expect("account_id", type(account_id), (str, NoneType), '"123456789012"')
        self._engine.seed_from(source, read(source), now(), replace=replace, region=region, account_id=account_id)

    def _start_from(self, source: "SeedSource", others: Secrets | None = None) -> None:
        """Empty the fake, and use the secrets of a source and `others` as its initial secrets."""
        __tracebackhide__ = True
        try:
            self._engine.start_from(source, read(source), now(), None if others is None else prepare(others))
        finally:
            del others

    def reset(self) -> None:
        """Reset the fake to its initial secrets, seed and options. The clock follows the system clock again."""
        try:
            self._report_unused()
        finally:
            self._restart()

    def _restart(self) -> None:
        """Reset the fake, and leave the report of unused faults to the test that injected them."""
        self._engine.reset(now())
        self._forget_state()

    def _forget_state(self) -> None:
        """Forget everything about the state that the engine had before its reset."""
        self.clear_faults()
        self._events_told = self._before_test = 0
        if "_rotations" in vars(self):
            self._rotations.forget()
        if self._clears_caches:
            clear_caches()

    def snapshot(self) -> dict[str, Any]:
        """Return the whole state as one JSON document, secret values included.

        The same state gives the same document, in Python and in JavaScript. Its canonical bytes are
        `json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()`. Handlers of rotation functions, the
        log of requests and active interceptions are not part of it.
        """
        return saving.parse(self._engine.snapshot())

    def restore(self, document: Mapping[str, Any] | str | bytes) -> None:
        """Replace the whole state, including settings, with a snapshot or its JSON text.

        Register the handlers of its rotation functions again: see `missing_handlers`. An invalid document raises
        Misuse and changes nothing.
        """
        __tracebackhide__ = True
        try:
            self._engine.restore(saving.text_of(document))
        finally:
            del document
        self._faults.restore({})
        self._events_told = self._engine.event_count()
        self._told.clear()
        if "_rotations" in vars(self):
            self._rotations.forget()

    def diff(
        self,
        before: Mapping[str, Any] | str | bytes,
        after: Mapping[str, Any] | str | bytes | None = None,
        *,
        reveal: bool = False,
    ) -> Difference:
        """Compare the secrets of a snapshot with the current ones, or with those of a later snapshot.

            before = fake.snapshot()
            deploy()
            assert not fake.diff(before), "the deployment changed a secret"

        The result is true if there are changes. `str()` describes them in words. LastAccessedDate and LastChangedDate
        are not compared.

        Args:
            before: A document of `snapshot`, or its JSON text.
            after: A later snapshot. By default, the current state.
            reveal: Show secret values. By default, they are redacted.
        """
        __tracebackhide__ = True
        try:
            expect("reveal", type(reveal), (bool,), "True")
            text = saving.text_of(before, "diff()")
            later = None if after is None else saving.text_of(after, "diff()")
            return Difference._of(self._engine.diff(text, later, reveal, now()), reveal)
        finally:
            del before, after

    @property
    def missing_handlers(self) -> list[str]:
        """The rotation functions of a restored snapshot, by ARN or type, that have no handler yet."""
        known = self._rotations.handlers if "_rotations" in vars(self) else {}
        return [function for function in self._engine.rotation_functions() if function not in known]

    def clone(self) -> "Self":
        """Return an independent fake with the same state, options and handlers. It is not active."""
        return copy.deepcopy(self)

    def __copy__(self) -> "Self":
        return self.__deepcopy__({})

    def __deepcopy__(self, _memo: dict[int, Any]) -> "Self":
        clone = type(self).__new__(type(self))
        clone.__setstate__(self.__getstate__())
        if "_rotations" in vars(self):
            clone._rotations.handlers.update(self._rotations.handlers)
        return clone

    def __getstate__(self) -> dict[str, Any]:
        left_out = {"_engine", "_rotations", "_decoration", "_faults", "_listeners", "_told"}
        left_out |= {"_server_settings", "_started_at"}
        options = {name: value for name, value in vars(self).items() if name not in left_out}
        return {"options": options, "snapshot": self._engine.snapshot()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state["options"])
        self._decoration = Decoration()
        self._engine = Engine(0, now())
        self._engine.restore(state["snapshot"])

    def _state(self) -> Any:
        return self._engine.state(), self._faults.predicates()

    def _return_to(self, state: Any) -> None:
        engine, predicates = state
        self._engine.return_to(engine)
        self._faults.restore(predicates)
        self._events_told = self._engine.event_count()
        self._told.clear()
        if "_rotations" in vars(self):
            self._rotations.forget()
