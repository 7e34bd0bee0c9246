"""The `dataclass` of the standard library in a form that costs less to define: a run defines about a hundred of them.

Defining a frozen dataclass takes half a millisecond, most of it for compiling methods that are seldom called; a check
of three files spent a fifth of its time so. Here only `__init__` is compiled, when the first record of its class is
made, and the other methods are shared. Type checkers see the original, so what is frozen stays so; at run time it could
be changed, which our tests would not see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - exported
else:
    import dataclasses
    from operator import attrgetter, ge, gt, le, lt

    _COMPARISONS = {"__lt__": lt, "__le__": le, "__gt__": gt, "__ge__": ge}

    def dataclass(cls=None, /, *, eq=True, order=False, frozen=False, slots=False):
        """As `dataclasses.dataclass`, with those of its parameters that we use."""

        def define(cls):
            own = set(cls.__dict__)
            made = dataclasses.dataclass(cls, init=False, repr=False, eq=False, match_args=False, slots=slots)
            every = dataclasses.fields(made)
            methods = {
                "__init__": _initialising(made, every),
                "__repr__": _representing([each.name for each in every if each.repr]),
            }
            if eq:
                key = _key([each.name for each in every if each.compare])
                methods["__eq__"] = _equal(key)
                methods["__hash__"] = _hashing(key) if frozen else None
                if order:
                    methods |= {name: _compared(key, operation) for name, operation in _COMPARISONS.items()}
            for name, method in methods.items():
                if name not in own:
                    setattr(made, name, method)
            return made

        return define if cls is None else define(cls)

    def _initialising(made, every):
        """An `__init__` that compiles the real one, puts it in its own place and calls it."""

        def initialise(record, *arguments, **named):
            made.__init__ = _compiled(every, finish=hasattr(made, "__post_init__"))
            made.__init__(record, *arguments, **named)

        return initialise

    def _compiled(every, *, finish):
        """The `__init__` that one would write by hand."""
        known, parameters, body = {"MISSING": dataclasses.MISSING}, ["self"], [" pass"]
        for number, each in enumerate(every):
            default, value = f"default{number}", each.name
            if each.default_factory is not dataclasses.MISSING:
                known[default] = each.default_factory
                parameters += [f"{each.name}=MISSING"] * each.init
                value = f"{default}() if {each.name} is MISSING else {each.name}" if each.init else f"{default}()"
            elif each.default is not dataclasses.MISSING:
                known[default] = each.default
                parameters += [f"{each.name}={default}"] * each.init
                value = each.name if each.init else default
            elif each.init:
                parameters.append(each.name)
            else:
                continue  # `__post_init__` fills it in
            body.append(f" self.{each.name} = {value}")
        lines = [f"def __init__({', '.join(parameters)}):", *body, *[" self.__post_init__()"] * finish]
        exec("\n".join(lines), known)  # noqa: S102 - as the original does; nothing but names of fields goes in
        return known["__init__"]

    def _key(names):
        """What is compared: a tuple of the fields, also of a single one or of none."""
        if len(names) > 1:
            return attrgetter(*names)
        return lambda record: tuple(getattr(record, name) for name in names)

    def _representing(names):
        def represent(record):
            shown = ", ".join(f"{name}={getattr(record, name)!r}" for name in names)
            return f"{type(record).__qualname__}({shown})"

        return represent

    def _equal(key):
        def equal(one, other):
            return key(one) == key(other) if other.__class__ is one.__class__ else NotImplemented

        return equal

    def _hashing(key):
        def hashed(record):
            return hash(key(record))

        return hashed

    def _compared(key, operation):
        def compared(one, other):
            return operation(key(one), key(other)) if other.__class__ is one.__class__ else NotImplemented

        return compared
