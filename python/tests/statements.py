"""An API as a set of statements, such as "SecretIdType max: 2048".

Made from the engine's declaration and from the model inside botocore, they can be subtracted from each other.
"""

# Traits of a shape other than its limits. Whether Java boxes a value ("box") does not affect requests and responses.
_NO_LIMIT = {"type", "name", "members", "member", "key", "value", "required", "documentation", "box", "enum"}
_NO_TRAIT = {"shape", "documentation", "box"}
_TOLD_OF_OPERATIONS = {"name", "http", "input", "output", "errors", "documentation"}
# The declaration has one shape for each of these; the model has several, with internal names.
_UNNAMED = {"boolean", "timestamp"}


def of_declaration(declaration, without=frozenset()):
    """Return the statements of `describe()`, except some operations, members and values ("StatusType.InSync")."""
    statements = set()
    for operation in declaration["operations"]:
        name = operation["name"]
        if name in without:
            continue
        statements |= {f"{name} fails with {error}" for error in operation["errors"]}
        for side in ("input", "output"):
            shape = operation[side]
            statements.add(f"{name} {side}: {shape and shape['name']}")
            if shape:
                _tell_declared(shape, statements, without)
    return statements


def of_model(model):
    """Return the statements of a service-2.json about its operations and all their shapes."""
    statements, seen = set(), set()
    for name, operation in model["operations"].items():
        statements |= {f"{name} fails with {error['shape']}" for error in operation.get("errors", [])}
        statements |= {f"{name} {key}: {value}" for key, value in operation.items() if key not in _TOLD_OF_OPERATIONS}
        for side in ("input", "output"):
            shape = operation.get(side, {"shape": None})["shape"]
            statements.add(f"{name} {side}: {shape}")
            if shape:
                _tell_modelled(shape, model["shapes"], statements, seen)
    return statements


def _tell_declared(shape, statements, without):
    kind, name = shape["type"], _name(shape)
    statements |= _type_and_limits(name, shape, without)
    if kind == "list":
        statements.add(f"{name} holds {_name(shape['member'])}")
        _tell_declared(shape["member"], statements, without)
    elif kind == "map":
        statements.add(f"{name} maps {_name(shape['key'])} to {_name(shape['value'])}")
        _tell_declared(shape["key"], statements, without)
        _tell_declared(shape["value"], statements, without)
    elif kind == "structure":
        for member in shape["members"]:
            if f"{name}.{member['name']}" not in without:
                traits = {trait: on for trait, on in member.items() if trait not in ("name", "shape")}
                statements |= _member(name, member["name"], _name(member["shape"]), traits)
                _tell_declared(member["shape"], statements, without)


def _tell_modelled(name, shapes, statements, seen):
    if name in seen:
        return
    seen.add(name)
    shape = shapes[name]
    kind = shape["type"]
    statements |= _type_and_limits(_name(shape, name), shape)
    inner = [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
    if kind == "list":
        statements.add(f"{name} holds {_named(inner[0], shapes)}")
    elif kind == "map":
        statements.add(f"{name} maps {_named(inner[0], shapes)} to {_named(inner[1], shapes)}")
    for member_name, member in shape.get("members", {}).items():
        traits = {trait: on for trait, on in member.items() if trait not in _NO_TRAIT}
        traits["required"] = member_name in shape.get("required", [])
        statements |= _member(name, member_name, _named(member["shape"], shapes), traits)
        inner.append(member["shape"])
    for shape_name in inner:
        _tell_modelled(shape_name, shapes, statements, seen)


def _type_and_limits(name, shape, without=frozenset()):
    limits = {key: value for key, value in shape.items() if key not in _NO_LIMIT}
    if "enum" in shape:
        limits["enum"] = ", ".join(word for word in shape["enum"] if f"{name}.{word}" not in without)
    return {f"{name} is a {shape['type']}"} | {f"{name} {key}: {value}" for key, value in limits.items()}


def _member(structure, name, shape, traits):
    return {f"{structure}.{name}: {shape}"} | {f"{structure}.{name} {trait}" for trait, on in traits.items() if on}


def _name(shape, name=None):
    return shape["type"] if shape["type"] in _UNNAMED else name or shape["name"]


def _named(name, shapes):
    return _name(shapes[name], name)
