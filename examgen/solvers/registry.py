"""Derivations by name: ``batchnorm`` or ``policy.advantage``, shipped or of the user's own.

A solver is a module: its name, or its name and an attribute, names a derivation. A file put beside this one
is found without being listed anywhere; a user's own stand in ``solvers/*.py`` beside the banks.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import pkgutil
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import examgen.solvers
from examgen.solvers.derivation import Derivation
from examgen.text.diagnostic import Refused, nearest
from examgen.text.place import Place

_own: dict[str, ModuleType] = {}


def find(name: str, place: Place | None = None) -> Derivation:
    """Return the derivation of a name.

    Parameters
    ----------
    name
        ``module`` or ``module.attribute``.
    place
        Where the name was written, for the error.

    Raises
    ------
    Refused
        If there is none.
    """
    module, _, attribute = name.partition(".")
    found = getattr(_module(module, place), attribute or module, None) if module in _modules() else None
    if isinstance(found, Derivation):
        return found
    near = nearest(name, names())
    hint = f"did you mean '{near}'?" if near else ""
    raise Refused(f"unknown solver '{name}'", place=place, hint=hint)


def names() -> tuple[str, ...]:
    """Return the names of all derivations, sorted."""
    return tuple(sorted(name for module in _modules() for name in _derivations(module)))


def own_solvers(folder: Path) -> tuple[str, ...]:
    """Run the modules ``*.py`` of a folder, and make them known.

    A file whose name starts with an underscore is left alone. A module of the same name from another folder
    is replaced.

    Returns
    -------
    tuple of str
        The names of the modules, so that the user can be told that they run.

    Raises
    ------
    Refused
        If a module has the name of a shipped one or can't be imported.
    """
    files = [file for file in sorted(folder.glob("*.py")) if not file.name.startswith("_")]
    for file in files:
        if file.stem in _shipped():
            raise Refused(
                f"the solver '{file.stem}' has the name of one that examgen ships",
                place=Place(str(file), 1, 1),
                hint="rename the file",
            )
        _own[file.stem] = _loaded(file)
    return tuple(file.stem for file in files)


ENGINE = frozenset(
    {
        "algebra",
        "certificate",
        "derivation",
        "exact",
        "explain",
        "formula_checks",
        "formula_steps",
        "numeric",
        "real",
    }
    | {"registry", "run", "steps", "trace", "trace_tex"}
)
"""The modules of this package that are no solvers."""


def digest(name: str) -> str:
    """SHA-256 of the source of the modules that define a derivation and that these use, as hexadecimal digits.

    The engine is not among them: it is the same for all.

    Raises
    ------
    Refused
        If there is no such derivation.
    """
    derivation = find(name)
    functions = [step.function for step in derivation.steps.values()]
    functions += [mistake.function for mistake in derivation.mistakes]
    modules = {function.__module__ for function in functions} | {_module(name.partition(".")[0]).__name__}
    found = hashlib.sha256()
    for module in sorted(_with_helpers(modules)):
        found.update(_source(sys.modules[module]))
    return found.hexdigest()


def _with_helpers(modules: set[str]) -> set[str]:
    """Add the modules of solvers that some modules take functions, derivations or constants from."""
    found: set[str] = set()
    waiting = set(modules)
    while waiting:
        module = waiting.pop()
        found.add(module)
        waiting |= {one for one in _used(sys.modules[module]) if one not in found}
    return found


def _used(module: ModuleType) -> Iterator[str]:
    package = f"{examgen.solvers.__name__}."
    for value in vars(module).values():
        name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        if isinstance(name, str) and name.startswith(package) and name.removeprefix(package) not in ENGINE:
            yield name


def _shipped() -> frozenset[str]:
    return frozenset(found.name for found in pkgutil.iter_modules(examgen.solvers.__path__))


def _modules() -> frozenset[str]:
    return _shipped() | _own.keys()


def _module(name: str, place: Place | None = None) -> ModuleType:
    return _own[name] if name in _own else importlib.import_module(f"examgen.solvers.{name}")


def _derivations(module: str) -> list[str]:
    """Return the names of the derivations that a module defines, without those that it only imports."""
    found = [(key, value) for key, value in vars(_module(module)).items() if isinstance(value, Derivation)]
    called = [(module if key == module else f"{module}.{key}", value.name) for key, value in found]
    return [name for name, own_name in called if own_name in (name, "")]


def _source(module: ModuleType) -> bytes:
    return Path(str(module.__file__)).read_bytes()


def _loaded(file: Path) -> ModuleType:
    name = f"examgen_own_solvers.{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise Refused(f"can't import {file}", place=Place(str(file), 1, 1))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise Refused(
            f"this solver can't be imported: {_sentence(error)}", place=_where(error, file)
        ) from error
    return module


def _sentence(error: Exception) -> str:
    return f"{error.msg}" if isinstance(error, SyntaxError) else f"{type(error).__name__}: {error}"


def _where(error: Exception, file: Path) -> Place:
    """Return the last line of the file that the error passed through."""
    if isinstance(error, SyntaxError):
        return Place(str(file), error.lineno or 1, error.offset or 1)
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)
    ]
    return Place(str(file), (lines[-1] if lines else 1) or 1, 1)
