"""Look backbones up by name; listing them imports none."""

from importlib import import_module

from lookalike.errors import InputError
from lookalike.recipes.recipe import Backbone
from lookalike.training.network.backbones.base import FeatureNetwork
from lookalike.training.network.weights import start_from

BACKBONES = {
    "thin-resnet": "lookalike.training.network.backbones.thin_resnet:ThinResNet",
    "fast-resnet": "lookalike.training.network.backbones.fast_resnet:FastResNet",
    "staged-mobilenet": "lookalike.training.network.backbones.staged_mobilenet:StagedMobileNet",
    "mobilenet-v2": "lookalike.training.network.backbones.mobilenet_v2:MobileNetV2",
    "resnet50": "lookalike.training.network.backbones.resnet50:ResNet50",
    "codeniti": "lookalike.training.network.backbones.codeniti:CodeNiti",
    "similiai": "lookalike.training.network.backbones.similiai:SimiliAI",
}


def build_backbone(backbone: Backbone) -> FeatureNetwork:
    """Build the network with the recipe's initial weights; InputError if that is impossible."""
    if backbone.name not in BACKBONES:
        raise InputError(f"no backbone {backbone.name!r}; there are: {', '.join(BACKBONES)}")
    module, _, name = BACKBONES[backbone.name].partition(":")
    kind = getattr(import_module(module), name)
    if backbone.width <= 0:
        raise InputError(f"the width of a backbone must be above 0, not {backbone.width}")
    network: FeatureNetwork = kind(backbone.width)
    if backbone.start != "random":
        start_from(network, backbone.start, backbone.name)
    return network
