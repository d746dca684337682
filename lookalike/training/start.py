"""The door to a training, from Python: torch is loaded when one begins."""

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
    Have a function of the options take their fields as its parameters.

    Type checkers and `help` see the fields, so that no second list of them is needed.
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
    Learn an embedding from labelled images into the folder `out`, export and evaluate it.

    A training that was stopped goes on from its last epoch. MissingExtra where PyTorch is not
    installed, TrainingStopped where a check finds something fatal, InputError where the data, the
    recipe or an option are not as they must be, ProcessLost where one of several processes ends
    too early.
    """
    need("torch", extra="train")
    from lookalike.training.train import run_training

    return run_training(options)
