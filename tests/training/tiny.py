"""A whole training that takes seconds, which the tests of trainings vary."""

from lookalike.recipes.recipe import Augment, Backbone, Batches, Head, Input, Optimiser, Recipe

RECIPE = Recipe(
    name="tiny",
    about="for tests",
    input=Input(size=32),
    backbone=Backbone(name="thin-resnet", width=0.25),
    head=Head(layers=(16,)),
    batches=Batches(size=16, images=4),
    augment=Augment(crop=0.8),
    optimiser=Optimiser(rate=5e-3, average=0.9),
    epochs=3,
    precision="float32",
)
