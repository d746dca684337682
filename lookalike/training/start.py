"""Start a training from Python; torch is imported when it begins."""

from collections.abc import Callable
from functools import wraps
from inspect import cleandoc, signature
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from lookalike.extras import need
from lookalike.training.options import TrainOptions

if TYPE_CHECKING:  # torch takes seconds to load, and is an extra
    from lookalike.training.train import TrainingRun

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def _called_by_fields(
    options: Callable[Parameters, TrainOptions],
) -> Callable[[Callable[[TrainOptions], Result]], Callable[Parameters, Result]]:
    """
    Turn a function of the options into one that has their fields as parameters.

    Type checkers and `help` show the fields, so they are listed only once.
    """

    def taking_fields(run: Callable[[TrainOptions], Result]) -> Callable[Parameters, Result]:
        @wraps(run)
        def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            return run(options(*args, **kwargs))

        returned = signature(run).return_annotation
        call.__signature__ = signature(options).replace(return_annotation=returned)  # type: ignore[attr-defined]  # inspect reads it
        call.__doc__ = f"{cleandoc(run.__doc__ or '')}\n\n{cleandoc(options.__doc__ or '')}"
        return call

    return taking_fields


@_called_by_fields(TrainOptions)
def train(options: TrainOptions) -> "TrainingRun":
    """
    Train an embedding on labelled images, export it to the folder `out`, and evaluate it.

    A stopped training resumes after its last epoch. Raises MissingExtra if PyTorch is not
    installed, TrainingStopped if a check fails, InputError if data, recipe or options are invalid,
    ProcessLost if one of several processes ends too early.
    """
    need("torch", extra="train")
    from lookalike.training.train import run_training

    return run_training(options)
