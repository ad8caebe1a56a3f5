"""A loader for YAML 1.2, which libraries of other languages use: `yes` and `2026-01-01` are text. Keys are unique."""

import re
from typing import Any

import yaml


class Loader(yaml.SafeLoader):
    """Reads the scalars of the core schema of YAML 1.2."""

    # SafeLoader's own resolvers implement YAML 1.1.
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  as PyYAML has it

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        """Return a dict, or reject a duplicate key."""
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if isinstance(node, yaml.MappingNode) and len(mapping) != len(node.value):
            raise yaml.constructor.ConstructorError(None, None, "duplicate key", node.start_mark)
        return mapping

    def construct_integer(self, node: Any) -> int:
        """Return a whole number: decimal, 0o7 or 0x7."""
        text = str(self.construct_scalar(node))
        return int(text, 0) if text[:2].lower() in ("0o", "0x") else int(text)


_SCALARS = (
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "tag:yaml.org,2002:float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN",
        list("-+0123456789."),
    ),
)
for _tag, _pattern, _first in _SCALARS:
    Loader.add_implicit_resolver(_tag, re.compile(rf"(?:{_pattern})\Z"), _first)
Loader.add_constructor("tag:yaml.org,2002:int", Loader.construct_integer)
