"""The settings of a recipe; one class for each table of the TOML file."""

from dataclasses import dataclass, field, replace

from lookalike.images.imagenet import IMAGENET_MEAN, IMAGENET_STD


@dataclass(frozen=True)
class Input:
    """The network's input."""

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
    """Factor on the number of channels, if the backbone supports it."""


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
    """Additional dimensions that describe the most likely labels of the image, among the classes
    of the training; 0 for none."""
    classeme_weight: float = 1.0
    """Length of these if the network is certain; the other dimensions have length 1 together."""
    classeme_temperature: float = 2.0
    """Divides the logits: the higher, the more certain it must be for these to count."""
    classeme_loss: float = 0.3
    """Weight of the cross-entropy that trains the classes."""
    within_class: float = 0.0
    """If above 0, directions that vary within classes count less in the exported network: outputs
    are multiplied by the inverse square root of the within-class covariance, regularised by this
    many times its mean variance. The smaller the value, the stronger the effect."""
    within_class_of: tuple[str, ...] = ()
    """If training on several folders, those whose images are used for that covariance; empty for
    all. Enlarged thumbnails vary in other ways than photos."""


@dataclass(frozen=True)
class Loss:
    """One term of the loss that is minimised."""

    name: str = "normalised-softmax"
    """A name from training/losses/catalogue.py."""
    weight: float = 1.0
    margin: float | None = None
    """None for the loss's default; radians for `arcface`, lambda for `multi-similarity`."""
    temperature: float | None = None
    """None for the loss's default; 1/scale for `arcface`, 1/alpha for `proxy-anchor`, 1/beta for
    `multi-similarity`."""
    distance: str = "euclidean"
    """Of the triplet and contrastive losses: `euclidean`, `squared` or `cosine`."""
    miner: str = "none"
    """`random`, `semi-hard`, `hardest`, `distance-weighted`, `batch-all` or `none`."""
    alike: str = "labels"
    """What makes two rows of a batch a positive pair: one class (`labels`), or one image (`images`:
    instance discrimination, with two views of each image)."""


@dataclass(frozen=True)
class Batches:
    """Which images are in a batch together."""

    kind: str = "balanced"
    """`balanced`: classes x images; `shuffled`; `random-triplets`; `built-triplets`.
    With a file of triplets or pairs, all but `balanced` take its lines, shuffled."""
    size: int = 60
    """Number of images; of triplets for the kinds of triplets; of lines for a file of these."""
    images: int = 6
    """Images of each class in a balanced batch."""
    steps: int | None = None
    """Batches in an epoch; None for as many as show every image, or line, once."""
    triplets: int = 8000
    """Number built before training, for `built-triplets`."""
    views: int = 1
    """Number of different views of each image in a batch; `size` counts them all."""


@dataclass(frozen=True)
class Optimiser:
    """How the weights are updated."""

    name: str = "adamw"
    """`adam`, `adamw`, `sgd`, or `muon`: orthogonalised momentum for the backbone's kernels (Jordan
    et al., 2024), `adamw` for all other weights."""
    rate: float = 2e-3
    backbone_rate: float = 1.0
    """Factor on the rate for the backbone: below 1 if it starts from trained weights."""
    weight_decay: float = 0.02
    schedule: str = "cosine"
    """`cosine` after the warm-up, or `constant`."""
    warmup: float = 0.15
    """Share of all steps during which the rate rises from 0."""
    clip: float | None = 5.0
    """Largest norm of the gradient; None for any."""
    average: float = 0.99
    """Decay of the exponential moving average (EMA) of the weights; 0 for none."""


@dataclass(frozen=True)
class Augment:
    """Augmentation of training images; 0 or false turns one off."""

    crop: float = 0.6
    """Smallest share of the area that a random crop keeps; 1 for none."""
    flip: bool = True
    colour: float = 0.2
    """Largest change of brightness, contrast and saturation, as a factor."""
    shrink: float = 1.0
    """Every second view is shrunk, at most to this share of its side, and enlarged again, like
    small pictures; 1 for none."""
    erase: float = 0.0
    """Probability that a rectangle is painted over (random erasing)."""
    mix: float = 0.0
    """Probability that each image of a batch gets a rectangle of another one (CutMix)."""
    grow: float = 1.0
    """Share of the side at the beginning; images grow to the full side within the first three
    quarters of the training, so that it sees more of them in the same time; 1 for full size."""


@dataclass(frozen=True)
class Teacher:
    """A trained network, whose embeddings are the targets of the distillation losses."""

    file: str = ""
    """An ONNX network, or a safetensors file for `backbone`; empty for no teacher."""
    whitening: float = 0.5
    """Its embeddings are projected to their principal components, as many as the head has outputs,
    each divided by its standard deviation to this power; 0 keeps all similarities."""
    crops: int = 0
    """Random crops of each image to embed, besides the whole image; the student sees one of these
    crops, with its own target. With 0, the target of the whole image is used for every view."""
    cells: int = 0
    """Side of a grid of places in each crop that are embedded too, for the loss
    `local-distillation`; 0 for none."""
    backbone: str = ""
    """A name from training/network/backbones/catalogue.py, with the weights in `file`: the teacher
    then embeds the same views as the student during the training, and `crops` is not used."""
    size: int = 128
    """Input side of such a teacher; its student sees the same views at its own size."""
    grow: float = 1.0
    """Share of that side at the beginning, like `augment.grow` of the student."""
    embedding: str = ""
    """Its module whose mean output is the embedding; empty for the backbone's output."""
    maps: tuple[str, ...] = ()
    """Its modules whose outputs are the targets of the narrow maps between the student's stages."""
    map_weight: float = 1.0
    """Weight of the distance to these, as a share of their variance, summed over the maps."""
    forced: float = 0.0
    """Share of the training, at its beginning, in which each stage gets the teacher's map as input
    instead of the output of the stage before it."""


@dataclass(frozen=True)
class Recipe:
    """All settings of a training except its images."""

    name: str
    about: str = ""
    """Description in one line."""
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
    """Number of first epochs in which only the head is trained."""
    precision: str = "bf16"
    """`bf16` or `float32`; a processor without instructions for bfloat16 computes in float32."""
    seed: int = 0
    source: str = field(default="", compare=False)
    """The name or file it was read from."""


def started_from(recipe: Recipe, start: str) -> Recipe:
    """Return the recipe with other initial weights of its backbone."""
    return replace(recipe, backbone=replace(recipe.backbone, start=start))


def taught_by(recipe: Recipe, file: str) -> Recipe:
    """Return the recipe with another teacher."""
    return replace(recipe, teacher=replace(recipe.teacher, file=file))
