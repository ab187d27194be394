"""One evaluation of a derivation: lazy, memoised, with values or functions put in place of steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from examgen.solvers.exact import exact
from examgen.solvers.steps import Function, IllPosed, MissingInput, Mistake, Step, StepFailed, argument_names
from examgen.text.diagnostic import Refused

if TYPE_CHECKING:
    from examgen.text.values import Value


class Run(Mapping[str, "Value"]):
    """The values of a derivation's inputs and steps, each worked out when first asked for.

    ``run["jacobian"]`` raises `IllPosed` if that step, or one that it needs, has no value; other steps are
    not affected. Iteration goes over the steps.

    Parameters
    ----------
    inputs
        The names of the derivation's inputs.
    steps
        The derivation's steps.
    given
        Values of inputs. Some may be absent: only the steps that need them have no value then.
    replaced
        For some steps, a value or a function (or a `Mistake`) that stands in for the step. An argument with
        the name of the replaced step itself stands for the step's own value.
    """

    def __init__(
        self,
        inputs: tuple[str, ...],
        steps: Mapping[str, Step],
        given: Mapping[str, object],
        replaced: Mapping[str, object],
    ) -> None:
        for name in replaced:
            if name not in steps:
                raise KeyError(f"no step '{name}' to replace")
        self.inputs = {name: exact(given[name]) for name in inputs if name in given}
        self._names = frozenset(inputs)
        self._steps = steps
        self._replaced = replaced
        self._known: dict[str, Value | IllPosed] = dict(self.inputs)
        self._originals: dict[str, Value | IllPosed] = {}
        self._running: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        return iter(self._steps)

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, name: str) -> Value:
        if name not in self._known:
            self._known[name] = self._attempt(name)
        found = self._known[name]
        if isinstance(found, IllPosed):
            raise found.with_traceback(None)  # it may be raised often: the traceback must not grow
        return found

    def error(self, name: str) -> IllPosed | None:
        """Why a step has no value, or None if it has one."""
        try:
            self[name]
        except IllPosed as error:
            return error
        return None

    def arguments(self, needs: tuple[str, ...], of: str = "") -> dict[str, Value]:
        """Return what a function is called with; the name `of` stands for that step's own value."""
        return {name: self._original(name) if name == of else self[name] for name in needs}

    def _attempt(self, name: str) -> Value | IllPosed:
        if name in self._names:
            return MissingInput(f"'{name}' is needed and has no value")
        if name not in self._steps:
            raise KeyError(f"no step or input '{name}'")
        if name in self._running:
            raise ValueError(f"what stands in for '{name}' needs a step that depends on it")
        self._running.add(name)
        try:
            return self._stand_in(name)
        except IllPosed as error:
            return error
        finally:
            self._running.discard(name)

    def _stand_in(self, name: str) -> Value:
        if name not in self._replaced:
            return self._original(name)
        other = self._replaced[name]
        if isinstance(other, Mistake | Step):
            return self._call(name, other.function, other.needs)
        if callable(other):
            return self._call(name, other, argument_names(other))
        return exact(other)

    def _original(self, name: str) -> Value:
        if name not in self._originals:
            step = self._steps[name]
            try:
                self._originals[name] = self._call("", step.function, step.needs)
            except IllPosed as error:
                error.step = error.step or name
                self._originals[name] = error
        found = self._originals[name]
        if isinstance(found, IllPosed):
            raise found
        return found

    def _call(self, of: str, function: Function, needs: tuple[str, ...]) -> Value:
        arguments = self.arguments(needs, of)
        try:
            return exact(function(**arguments))
        except IllPosed:
            raise
        except Refused as error:
            raise IllPosed(error.diagnostics[0].message) from error
        except ZeroDivisionError as error:
            raise IllPosed("a division by zero") from error
        except ArithmeticError as error:
            raise IllPosed(str(error)) from error
        except Exception as error:
            raise StepFailed(f"a value does not fit ({type(error).__name__}: {error})") from error
