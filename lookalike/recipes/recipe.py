"""The settings of a recipe; one class for each table of the TOML file."""

from dataclasses import dataclass, field, replace

from lookalike.images.imagenet import IMAGENET_MEAN, IMAGENET_STD


@dataclass(frozen=True)
class Input:
    """What the network is given."""

    size: int = 128
    """Side of the square, in pixels."""
    mean: tuple[float, float, float] = IMAGENET_MEAN
    """Of RGB in 0 to 1."""
    std: tuple[float, float, float] = IMAGENET_STD


@dataclass(frozen=True)
class Backbone:
    """The network below the head: images to feature maps."""

    name: str = "thin-resnet"
    """A name from training/network/backbones/catalogue.py."""
    start: str = "random"
    """`random`, or a safetensors file, or `imagenet` for the hub's weights."""
    width: float = 1.0
    """Multiplies the channels, where the backbone can."""


@dataclass(frozen=True)
class Head:
    """From feature maps to the embedding: global average pool, then dense layers."""

    layers: tuple[int, ...] = (256,)
    """Outputs of each dense layer; the last is the embedding's dimension."""
    activation: str = "relu"
    """After each layer but the last: `relu` or `none`."""
    dropout: float = 0.0
    """Before the last layer."""
    batch_norm: bool = False
    """After the last layer."""
    output: str = "l2"
    """`l2` scales to length 1; `tanh` and `none` do not."""
    classemes: int = 0
    """Dimensions after those of the layers, which say what the image is believed to be, among the
    classes that were trained on: its most likely labels, as a vector; 0 for none."""
    classeme_weight: float = 1.0
    """Length of these where the network is sure; the other dimensions have length 1 together."""
    classeme_temperature: float = 2.0
    """Divides the logits: the higher, the surer it must be for these to count."""
    classeme_loss: float = 0.3
    """Weight of the cross-entropy by which the classes are learned."""
    within_class: float = 0.0
    """Above 0, what varies among images of one class counts for less in what is exported: it is
    multiplied by the inverse root of their covariance, to which so many times its mean variance is
    added in every direction. The less is added, the further that goes."""
    within_class_of: tuple[str, ...] = ()
    """Folders, of several that are learned from, whose images alone say how classes vary; empty for
    all. Enlarged thumbnails vary in other ways than photos do."""


@dataclass(frozen=True)
class Loss:
    """One term of what is minimised."""

    name: str = "normalised-softmax"
    """A name from training/losses/catalogue.py."""
    weight: float = 1.0
    margin: float | None = None
    """None for the loss's own; radians for `arcface`, lambda for `multi-similarity`."""
    temperature: float | None = None
    """None for the loss's own; 1/scale for `arcface`, 1/alpha for `proxy-anchor`, 1/beta for
    `multi-similarity`."""
    distance: str = "euclidean"
    """Of the triplet and contrastive losses: `euclidean`, `squared` or `cosine`."""
    miner: str = "none"
    """`random`, `semi-hard`, `hardest`, `distance-weighted`, `batch-all` or `none`."""
    alike: str = "labels"
    """What makes two rows of a batch alike: `labels` of one class, or being of one of the `images`
    (instance discrimination, for which each image is dealt in two views)."""


@dataclass(frozen=True)
class Batches:
    """Which images are seen together."""

    kind: str = "balanced"
    """`balanced`: classes x images; `shuffled`; `random-triplets`; `built-triplets`.
    A file of triplets or pairs is dealt line by line, shuffled, by all but `balanced`."""
    size: int = 60
    """Images; triplets where the kind is of triplets; lines of a file of triplets or pairs."""
    images: int = 6
    """Of each class in a balanced batch."""
    steps: int | None = None
    """Batches in an epoch; None for as many as see every image, or line, once."""
    triplets: int = 8000
    """Built before training, for `built-triplets`."""
    views: int = 1
    """How often a batch has each of its images, every time as another view; `size` counts each."""


@dataclass(frozen=True)
class Optimiser:
    """How the weights move."""

    name: str = "adamw"
    """`adam`, `adamw`, `sgd`, or `muon`: the backbone's kernels by the directions of their momentum
    (Jordan et al., 2024), all else as `adamw` does."""
    rate: float = 2e-3
    backbone_rate: float = 1.0
    """Factor on the rate for the backbone: below 1 where it starts from trained weights."""
    weight_decay: float = 0.02
    schedule: str = "cosine"
    """`cosine` after the warm-up, or `constant`."""
    warmup: float = 0.15
    """Share of all steps in which the rate rises from 0."""
    clip: float | None = 5.0
    """Largest norm of the gradient; None for any."""
    average: float = 0.99
    """Decay of the running mean of the weights that is kept (EMA); 0 for none."""


@dataclass(frozen=True)
class Augment:
    """What is done to training images; 0 or false for nothing."""

    crop: float = 0.6
    """Smallest share of the area that a random crop keeps; 1 for none."""
    flip: bool = True
    colour: float = 0.2
    """Largest change of brightness, contrast and saturation, as a factor."""
    shrink: float = 1.0
    """Every other view is shrunk to as little as this share of its side and enlarged again, as
    small pictures are; 1 for none."""
    erase: float = 0.0
    """Probability that a rectangle is painted over."""
    mix: float = 0.0
    """Probability that a batch is mixed: each image has a rectangle of another (CutMix)."""
    grow: float = 1.0
    """Share of the side at which images are seen first; they grow to the whole side within the
    first three quarters of the training, which so sees more of them; 1 for whole ones only."""


@dataclass(frozen=True)
class Teacher:
    """A trained network, whose embeddings the distilling losses are shown."""

    file: str = ""
    """An ONNX network, or a safetensors file for `backbone`; empty for no teacher."""
    whitening: float = 0.5
    """Its embeddings are turned to their principal components, as many as the head has outputs,
    and each divided by its standard deviation to this power: 0 changes no similarity."""
    crops: int = 0
    """Random parts of each image that it is shown besides the whole; the network then sees one of
    these, and learns what the teacher said of it. 0 takes its word on the whole for any view."""
    cells: int = 0
    """Side of a grid of places in each part that it is asked of as well, for the loss
    `local-distillation`; 0 for none."""
    backbone: str = ""
    """A name from training/network/backbones/catalogue.py, whose weights `file` has: then the
    teacher sees the same views as the network, while it learns, and `crops` is not used."""
    size: int = 128
    """Side of what such a teacher is shown; its student sees the same at its own size."""
    grow: float = 1.0
    """Share of that side at first, as `augment.grow` has it for the network."""
    embedding: str = ""
    """Its module whose output's mean is its embedding; empty for the backbone's own output."""
    maps: tuple[str, ...] = ()
    """Its modules whose outputs the narrow maps between the network's stages are to be."""
    map_weight: float = 1.0
    """Of how far those are from it, as a share of the variance, summed over the maps."""
    forced: float = 0.0
    """Share of the training, at its beginning, in which each stage is given the teacher's map in
    place of that of the stage before it."""


@dataclass(frozen=True)
class Recipe:
    """A training, but for its images."""

    name: str
    about: str = ""
    """One line."""
    input: Input = Input()
    backbone: Backbone = Backbone()
    head: Head = Head()
    losses: tuple[Loss, ...] = (Loss(),)
    batches: Batches = Batches()
    optimiser: Optimiser = Optimiser()
    augment: Augment = Augment()
    teacher: Teacher = Teacher()
    epochs: int = 30
    frozen_epochs: int = 0
    """First epochs in which only the head learns."""
    precision: str = "bf16"
    """`bf16` or `float32`; a processor without instructions for bfloat16 computes in float32."""
    seed: int = 0
    source: str = field(default="", compare=False)
    """Where it was read from."""


def started_from(recipe: Recipe, start: str) -> Recipe:
    """The same recipe with another start of its backbone."""
    return replace(recipe, backbone=replace(recipe.backbone, start=start))


def taught_by(recipe: Recipe, file: str) -> Recipe:
    """The same recipe with another teacher."""
    return replace(recipe, teacher=replace(recipe.teacher, file=file))
