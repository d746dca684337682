"""What is minimised, against numbers worked by hand, plain loops and pytorch-metric-learning."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

import math
from dataclasses import replace
from itertools import product

import pytest

torch = pytest.importorskip("torch")
reference = pytest.importorskip("pytorch_metric_learning.losses")

from pytorch_metric_learning.distances import CosineSimilarity, LpDistance
from torch import Tensor
from torch.nn.functional import cross_entropy, normalize

from lookalike.errors import InputError
from lookalike.recipes.recipe import Loss
from lookalike.training.losses.base import Truth
from lookalike.training.losses.catalogue import LOSSES, WeightedSum, build_loss
from lookalike.training.losses.distance import DISTANCES, distance_matrix
from lookalike.training.losses.miners import MINERS

LABELS = torch.tensor([0, 0, 0, 1, 1, 2, 2, 2])
VECTORS = torch.randn(8, 5, generator=torch.Generator().manual_seed(0))
TEACHER = torch.randn(8, 5, generator=torch.Generator().manual_seed(1))
PLACES = torch.randn(8, 4, 5, generator=torch.Generator().manual_seed(2))
TRUTH = Truth(LABELS, teacher=normalize(TEACHER), places=PLACES)
TRIPLETS = (torch.tensor([0, 3]), torch.tensor([1, 4]), torch.tensor([5, 0]))
COS = normalize(VECTORS) @ normalize(VECTORS).T


def loss(
    name: str, dim: int = 5, classes: int = 3, images: int | None = None, **settings: object
) -> WeightedSum:
    torch.manual_seed(0)
    return build_loss((Loss(name, **settings),), dim, classes, images)  # type: ignore[arg-type]


def shown(name: str, vectors: Tensor) -> Tensor:
    """(8, 5) as the loss takes them: of four places too, if it is local."""
    return vectors[:, None].expand(8, 5, 5) if loss(name).is_local else vectors


def vector_of_each_class(term: WeightedSum) -> Tensor:
    """(classes, dim), whichever way the library keeps them."""
    (matrix,) = term.parameters()
    return matrix.detach() if matrix.shape[0] == 3 else matrix.detach().T


def same(label: int) -> list[int]:
    return [i for i in range(8) if LABELS[i] == label]


@pytest.mark.parametrize(("name", "miner"), list(product(LOSSES, ["none", *MINERS])))
def test_every_loss_sends_finite_gradients_with_every_miner(name: str, miner: str) -> None:
    vectors = VECTORS.clone().requires_grad_()
    loss(name, miner=miner)(shown(name, vectors), TRUTH).backward()
    assert vectors.grad is not None
    assert vectors.grad.isfinite().all()
    if miner == "none":
        assert vectors.grad.any()


@pytest.mark.parametrize("name", LOSSES)
def test_a_collapsed_batch_gives_finite_gradients(name: str) -> None:
    vectors = torch.ones(8, 5, requires_grad=True)
    loss(name)(shown(name, vectors), TRUTH).backward()
    assert vectors.grad is not None
    assert vectors.grad.isfinite().all()


@pytest.mark.parametrize("name", LOSSES)
def test_a_batch_of_one_class_is_no_fault(name: str) -> None:
    truth = replace(TRUTH, labels=torch.zeros(8, dtype=torch.int64))
    value = loss(name)(shown(name, VECTORS.clone().requires_grad_()), truth)
    value.backward()
    assert value.detach().isfinite()


def test_contrastive_loss_takes_pairs_that_were_dealt_whatever_the_labels_say() -> None:
    same, different = [(0, 2), (1, 4)], [(0, 1), (0, 7), (3, 4)]
    sides = [torch.tensor(side) for pairs in (same, different) for side in zip(*pairs, strict=True)]
    pulls = [1 - float(COS[i, j]) for i, j in same]
    pushes = [float(COS[i, j]) - 0.5 for i, j in different if COS[i, j] > 0.5]
    expected = sum(pulls) / 2 + sum(pushes) / 2
    found = loss("contrastive", distance="cosine", margin=0.5)(VECTORS, TRUTH, triplets=sides)
    assert float(found) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_takes_triplets_that_were_dealt(name: str) -> None:
    value = loss(name)(shown(name, VECTORS), TRUTH, triplets=TRIPLETS)
    assert value.detach().isfinite()


def test_the_triplet_loss_of_two_triplets_worked_by_hand() -> None:
    points = torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 5.1], [0.0, 9.0]])
    rows = (torch.tensor([0, 0]), torch.tensor([1, 1]), torch.tensor([2, 3]))
    value = loss("triplet", dim=2, margin=0.3)(points, Truth(torch.zeros(4)), triplets=rows)
    assert float(value) == pytest.approx((5 - 5.1 + 0.3 + 0) / 2, abs=1e-6)


def test_the_squared_triplet_loss_worked_by_hand() -> None:
    points = torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 5.0]])
    rows = tuple(torch.tensor([i]) for i in range(3))
    squared = loss("triplet", dim=2, margin=0.2, distance="squared")
    assert float(squared(points * 0.5, Truth(torch.zeros(3)), triplets=rows)) == pytest.approx(0.2)


def test_the_cosine_triplet_loss_worked_by_hand() -> None:
    points = torch.tensor([[2.0, 0.0], [0.0, 5.0], [3.0, 3.0]])
    rows = tuple(torch.tensor([i]) for i in range(3))
    value = loss("triplet", dim=2, distance="cosine")(points, Truth(torch.zeros(3)), triplets=rows)
    assert float(value) == pytest.approx(1 - (1 - math.sqrt(0.5)) + 0.2)


def test_the_soft_triplet_loss_has_no_margin() -> None:
    points = torch.tensor([[0.0], [1.0], [3.0]])
    rows = tuple(torch.tensor([i]) for i in range(3))
    value = loss("soft-triplet", dim=1)(points, Truth(torch.zeros(3)), triplets=rows)
    assert float(value) == pytest.approx(math.log1p(math.exp(1 - 3)))


def test_without_a_miner_the_triplet_loss_is_the_mean_over_all_triplets() -> None:
    values = [
        max(0.0, float((VECTORS[a] - VECTORS[p]).norm() - (VECTORS[a] - VECTORS[n]).norm()) + 0.2)
        for a, p, n in product(range(8), repeat=3)
        if a != p and LABELS[a] == LABELS[p] and LABELS[a] != LABELS[n]
    ]
    assert float(loss("triplet")(VECTORS, TRUTH)) == pytest.approx(sum(values) / len(values))


@pytest.mark.parametrize("distance", DISTANCES)
def test_batch_all_is_the_mean_over_violating_triplets_as_in_the_reference(distance: str) -> None:
    measure = {
        "euclidean": LpDistance(normalize_embeddings=False),
        "squared": LpDistance(normalize_embeddings=False, power=2),
        "cosine": CosineSimilarity(),
    }[distance]
    expected = reference.TripletMarginLoss(0.2, distance=measure)(VECTORS, LABELS)
    value = loss("triplet", miner="batch-all", distance=distance)(VECTORS, TRUTH)
    assert float(value) == pytest.approx(float(expected), rel=1e-5)


def test_no_triplets_cost_nothing() -> None:
    vectors = VECTORS.clone().requires_grad_()
    value = loss("triplet")(vectors, Truth(torch.arange(8)))
    value.backward()
    assert float(value.detach()) == 0


def test_contrastive_pulls_pairs_and_pushes_others_to_the_margin() -> None:
    points = torch.tensor([[0.0], [0.5], [0.8]])
    value = loss("contrastive", dim=1)(points, Truth(torch.tensor([0, 0, 1])))
    # (0, 1) of one class are .5 apart; the others lack .2 and .7 of the margin of 1
    assert float(value) == pytest.approx(0.5 + (0.2 + 0.7) / 2)


def test_contrastive_on_cosines_measures_one_less_the_cosine() -> None:
    points = torch.tensor([[1.0, 0.0], [0.0, 1.0], [3.0, 3.0]])
    settings = {"distance": "cosine", "margin": 0.5}
    value = loss("contrastive", dim=2, **settings)(points, Truth(torch.tensor([0, 0, 1])))
    assert float(value) == pytest.approx(1 + 0.5 - (1 - math.sqrt(0.5)))


def test_multi_similarity_equals_its_formula() -> None:
    total = 0.0
    for i in range(8):
        mine = [j for j in same(int(LABELS[i])) if j != i]
        others = [j for j in range(8) if LABELS[j] != LABELS[i]]
        total += math.log1p(sum(math.exp(-2 * (COS[i, j] - 0.5)) for j in mine)) / 2
        total += math.log1p(sum(math.exp(50 * (COS[i, j] - 0.5)) for j in others)) / 50
    assert float(loss("multi-similarity")(VECTORS, TRUTH)) == pytest.approx(total / 8, rel=1e-5)


def test_supervised_contrastive_equals_its_formula() -> None:
    total = 0.0
    for i in range(8):
        below = sum(math.exp(COS[i, j] / 0.1) for j in range(8) if j != i)
        mine = [j for j in same(int(LABELS[i])) if j != i]
        total -= sum(math.log(math.exp(COS[i, j] / 0.1) / below) for j in mine) / len(mine)
    value = loss("supervised-contrastive")(VECTORS, TRUTH)
    assert float(value) == pytest.approx(total / 8, rel=1e-5)


def test_normalised_softmax_is_cross_entropy_of_cosines() -> None:
    term = loss("normalised-softmax", temperature=0.1)
    cosines = normalize(VECTORS) @ normalize(vector_of_each_class(term)).T
    expected = cross_entropy(cosines / 0.1, LABELS)
    assert float(term(VECTORS, TRUTH).detach()) == pytest.approx(float(expected), rel=1e-5)


def test_arcface_adds_its_margin_to_the_angle_of_the_own_class() -> None:
    term = loss("arcface", temperature=0.1, margin=0.3)
    cosines = normalize(VECTORS) @ normalize(vector_of_each_class(term)).T
    rows = torch.arange(8)
    cosines[rows, LABELS] = torch.cos(torch.acos(cosines[rows, LABELS]) + 0.3)
    expected = cross_entropy(cosines / 0.1, LABELS)
    assert float(term(VECTORS, TRUTH).detach()) == pytest.approx(float(expected), rel=1e-4)


def test_proxy_anchor_equals_its_formula() -> None:
    term = loss("proxy-anchor")
    cosines = normalize(VECTORS) @ normalize(vector_of_each_class(term)).T
    total = 0.0
    for c in range(3):
        others = [i for i in range(8) if LABELS[i] != c]
        total += math.log1p(sum(math.exp(-32 * (cosines[i, c] - 0.1)) for i in same(c))) / 3
        total += math.log1p(sum(math.exp(32 * (cosines[i, c] + 0.1)) for i in others)) / 3
    assert float(term(VECTORS, TRUTH).detach()) == pytest.approx(total, rel=1e-5)


@pytest.mark.parametrize("name", ["normalised-softmax", "arcface", "proxy-anchor"])
def test_losses_on_classes_learn_a_vector_for_each(name: str) -> None:
    term = loss(name)
    term(VECTORS, TRUTH).backward()
    assert [p.numel() for p in term.parameters()] == [15]
    assert all(p.grad is not None and p.grad.any() for p in term.parameters())


def test_distillation_is_one_less_the_mean_cosine_to_the_teacher() -> None:
    cosines = [float(normalize(VECTORS)[i] @ TRUTH.teacher[i]) for i in range(8)]
    assert float(loss("distillation")(VECTORS, TRUTH)) == pytest.approx(1 - sum(cosines) / 8)


def test_neighbourhood_is_the_divergence_of_the_teachers_shares_from_the_networks() -> None:
    def shares(rows: Tensor, i: int) -> list[float]:
        powers = [math.exp(float(rows[i] @ rows[j]) / 0.2) for j in range(8) if j != i]
        return [power / sum(powers) for power in powers]

    total = 0.0
    for i in range(8):
        wanted, found = shares(TRUTH.teacher, i), shares(normalize(VECTORS), i)
        total += sum(p * math.log(p / q) for p, q in zip(wanted, found, strict=True))
    value = loss("neighbourhood", temperature=0.2)(VECTORS, TRUTH)
    assert float(value) == pytest.approx(total / 8, rel=1e-4)


def test_views_of_one_image_are_no_neighbours() -> None:
    twice = torch.arange(8).repeat_interleave(2)
    once = loss("neighbourhood", temperature=0.2)(VECTORS, TRUTH)
    views = Truth(LABELS[twice], twice, TRUTH.teacher[twice])
    assert float(loss("neighbourhood", temperature=0.2)(VECTORS[twice], views)) == pytest.approx(
        float(once), rel=1e-4
    )


@pytest.mark.parametrize("name", ["distillation", "neighbourhood"])
def test_a_student_equal_to_its_teacher_has_no_loss(name: str) -> None:
    assert float(loss(name)(3 * TRUTH.teacher, TRUTH)) == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("name", ["distillation", "neighbourhood"])
def test_without_a_teacher_there_is_no_distilling(name: str) -> None:
    with pytest.raises(InputError, match="name one with --teacher"):
        loss(name)(VECTORS, Truth(LABELS))


def test_places_are_drawn_to_the_teachers_each_to_its_own() -> None:
    seen = torch.randn(8, 4, 5, generator=torch.Generator().manual_seed(3))
    cosines = [
        float(normalize(seen[i], dim=1)[p] @ normalize(PLACES[i], dim=1)[p])
        for i in range(8)
        for p in range(4)
    ]
    given = torch.cat([VECTORS[:, None], seen], dim=1)
    value = loss("local-distillation")(given, TRUTH)
    assert float(value) == pytest.approx(1 - sum(cosines) / 32, rel=1e-5)
    both = build_loss((Loss("distillation", 2.0), Loss("local-distillation", 3.0)), 5, 3)
    whole = float(loss("distillation")(VECTORS, TRUTH))
    assert float(both(given, TRUTH)) == pytest.approx(2 * whole + 3 * float(value), rel=1e-5)


def test_a_teacher_that_was_not_asked_of_places_is_not_enough() -> None:
    with pytest.raises(InputError, match=r"set teacher\.cells"):
        loss("local-distillation")(VECTORS[:, None].expand(8, 5, 5), replace(TRUTH, places=None))


def test_what_is_known_of_other_rows_has_their_places() -> None:
    rows = torch.tensor([3, 0])
    assert torch.equal(TRUTH.at(rows).places, PLACES[rows])


def test_views_of_one_image_can_be_what_is_alike() -> None:
    views = torch.tensor([0, 0, 1, 1, 2, 2, 3, 3])
    apart = loss("supervised-contrastive", alike="images")
    expected = loss("supervised-contrastive")(VECTORS, Truth(views))
    assert float(apart(VECTORS, Truth(LABELS, views))) == float(expected)


def test_without_views_each_row_is_an_image_of_its_own() -> None:
    value = loss("normalised-softmax", classes=3, images=8, alike="images")(VECTORS, TRUTH)
    assert value.detach().isfinite()


@pytest.mark.parametrize("distance", DISTANCES)
def test_distances_equal_plain_loops(distance: str) -> None:
    def slow(a: Tensor, b: Tensor) -> float:
        if distance == "cosine":
            return float(1 - (a @ b) / (a.norm() * b.norm()))
        return float((a - b).norm() ** (2 if distance == "squared" else 1))

    expected = torch.tensor([[slow(a, b) for b in VECTORS] for a in VECTORS])
    assert torch.allclose(distance_matrix(VECTORS, distance), expected, atol=1e-5)


def test_close_vectors_keep_their_distance() -> None:
    points = torch.ones(64, 32) + 1e-4 * torch.eye(64)[:, :32]
    assert float(distance_matrix(points, "euclidean")[0, 40]) == pytest.approx(1e-4, rel=1e-2)


def test_a_recipes_losses_are_summed_by_weight() -> None:
    both = build_loss((Loss("triplet", weight=0.5), Loss("multi-similarity", weight=2.0)), 5, 3)
    parts = [float(loss(name)(VECTORS, TRUTH)) for name in ("triplet", "multi-similarity")]
    assert float(both(VECTORS, TRUTH)) == pytest.approx(0.5 * parts[0] + 2 * parts[1])


def test_dealt_triplets_come_before_mined_ones() -> None:
    mined = loss("triplet", miner="hardest")(VECTORS, TRUTH, triplets=TRIPLETS)
    assert float(mined) == float(loss("triplet")(VECTORS, TRUTH, triplets=TRIPLETS))


def test_bfloat16_embeddings_are_measured_in_float32() -> None:
    assert loss("triplet")(VECTORS.bfloat16(), TRUTH).dtype == torch.float32


@pytest.mark.parametrize(
    ("losses", "message"),
    [
        ((Loss("hinge"),), "no loss 'hinge'; there are: triplet"),
        ((Loss("triplet", distance="manhattan"),), "no distance 'manhattan'; there are"),
        ((Loss("arcface", temperature=0.0),), "temperature must be above 0"),
        ((), "a recipe needs a loss"),
        ((Loss("triplet", alike="colours"),), "alike must be labels or images, not 'colours'"),
    ],
)
def test_a_loss_that_cannot_be_is_refused(losses: tuple[Loss, ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        build_loss(losses, 5, 3)
