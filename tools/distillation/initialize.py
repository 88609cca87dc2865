"""A student's start in closed form, from the teacher's features on a batch of pictures.

Layer by layer: teacher channels are chosen greedily, and their pre-activations regressed (ridge) from the student's own
features before them. A factored convolution takes the best predictions of its rank (reduced-rank regression, Izenman 1975).
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from networks import LAYERS, TAPS, Chain, Stage, opens_block

SAMPLES = 12_000


def solve_ridge(xx: Tensor, xy: Tensor, strength: float = 1e-4) -> Tensor:
    """Argmin of |X W - Y|^2 + strength * mean(diag X'X) |W|^2, from X'X and X'Y in float64."""
    return torch.linalg.solve(xx + strength * xx.diag().mean() * torch.eye(len(xx), dtype=xx.dtype), xy)


def choose_channels(second_moments: Tensor, count: int) -> list[int]:
    """The channels that explain most of all, found greedily (Gram-Schmidt with pivoting by explained energy)."""
    energy = second_moments.diag()
    scale = (energy + 0.02 * energy.mean()).clamp_min(1e-12).sqrt()
    residual = (second_moments / scale[:, None] / scale[None]).double()
    chosen: list[int] = []
    for _ in range(count):
        gain = (residual**2).sum(0) / residual.diag().clamp_min(1e-9)
        gain[residual.diag() < 1e-4] = -1
        gain[chosen] = -1
        best = int(gain.argmax())
        chosen.append(best)
        residual = residual - torch.outer(residual[:, best], residual[best]) / residual[best, best]
    return chosen


class PatchMoments:
    """X'X and X'Y over sampled positions; X are 3x3 patches with a constant column, Y the wanted pre-activations."""

    def __init__(self, features: Tensor, wanted: Tensor):
        self.constant = float(features.pow(2).mean().sqrt().clamp_min(1e-3))
        self.xx = self.xy = 0
        for x, y in zip(features.split(16), wanted.split(16)):
            patches = F.unfold(x, 3, padding=1).transpose(1, 2).flatten(0, 1)
            values = y.permute(0, 2, 3, 1).flatten(0, 2)
            picked = torch.randperm(len(patches))[:SAMPLES]
            patches = F.pad(patches[picked], (0, 1), value=self.constant).double()
            self.xx = self.xx + patches.T @ patches
            self.xy = self.xy + patches.T @ values[picked].double()

    def regression(self) -> tuple[Tensor, Tensor]:
        """Weights [9 C, outputs] and bias [outputs]."""
        solution = solve_ridge(self.xx, self.xy)
        return solution[:-1], solution[-1] * self.constant

    def subspace(self, rank: int) -> Tensor:
        """[outputs, rank], orthonormal: the directions of the outputs that the patches predict best."""
        solution = solve_ridge(self.xx, self.xy)
        return torch.linalg.eigh(solution.T @ self.xx @ solution)[1][:, -rank:]


@torch.no_grad()
def fit_stage(convolutions, stage: Stage, features: Tensor, wanted: Tensor) -> None:
    """Sets the stage's convolutions so that they predict `wanted` [N, O, H, W] from `features` [N, I, H, W]."""

    def assign(convolution, weight: Tensor, bias: Tensor | None) -> None:
        convolution.weight.data = weight.float().reshape(convolution.weight.shape).contiguous()
        convolution.bias.data = torch.zeros_like(convolution.bias) if bias is None else bias.float().contiguous()

    moments = PatchMoments(features, wanted)
    if stage.ranks is None:
        weight, bias = moments.regression()
        return assign(convolutions[0], weight.T, bias)

    reduced, core = stage.ranks
    inputs = features.shape[1]
    weight, _ = moments.regression()
    outputs = moments.subspace(core)
    # Directions of the inputs that matter to the predictions: from the kernel, weighted by how much each input varies.
    flat = features.transpose(0, 1).flatten(1)[:, ::7].double()
    values, vectors = torch.linalg.eigh(flat @ flat.T / flat.shape[1])
    root = vectors * values.clamp_min(1e-9).sqrt()
    kernel = (weight @ outputs).reshape(inputs, 9 * core)
    left = torch.linalg.svd(root.T @ kernel, full_matrices=False)[0][:, :reduced]
    projection = torch.linalg.lstsq(root.T, left)[0]
    projection = projection / (flat.T @ projection).pow(2).mean(0).sqrt().clamp_min(1e-9)
    assign(convolutions[0], projection.T, None)

    narrow = PatchMoments(convolutions[0](features), wanted)
    weight, bias = narrow.regression()
    outputs = narrow.subspace(core)
    hidden = weight @ outputs
    gain = (hidden * (narrow.xx[:-1, :-1] @ hidden)).sum(0).div(narrow.xx[-1, -1]).sqrt().mul(narrow.constant).clamp_min(1e-6)
    assign(convolutions[1], (hidden / gain).T, None)
    assign(convolutions[2], outputs * gain, bias)


@torch.no_grad()
def initialize(student: Chain, teacher: Chain, x: Tensor) -> dict[str, Tensor]:
    """Fits the student on pictures x [N, 3, H, W]. Returns for each tap the linear map [teacher, student channels] to the teacher's features."""
    heads: dict[str, Tensor] = {}
    taught, features = x.bfloat16(), x.contiguous()
    for layer in LAYERS:
        if opens_block(layer):
            taught, features = F.max_pool2d(taught, 2), F.max_pool2d(features, 2)
        wanted = torch.cat([teacher.stages[layer](part) for part in taught.split(16)])
        taught = F.relu(wanted)
        stage = student.architecture[layer]
        sample = torch.randperm(taught[:, 0].numel())[:60_000]
        flat_taught = taught.permute(0, 2, 3, 1).flatten(0, 2)[sample].float()
        chosen = choose_channels(flat_taught.T @ flat_taught / len(sample), stage.channels)
        fit_stage(student.stages[layer], stage, features, wanted[:, chosen].float())
        features = torch.cat([F.relu(student.stages[layer](part)) for part in features.split(16)])
        # Every channel at magnitude 1; the layers after are fitted to that.
        magnitude = features.pow(2).mean((0, 2, 3)).sqrt().clamp_min(1e-3)
        last = student.stages[layer][-1]
        last.weight.data /= magnitude.view(-1, 1, 1, 1)
        last.bias.data /= magnitude
        features = features / magnitude.view(1, -1, 1, 1)
        head = fit_head(layer, features, flat_taught, sample)
        if layer in TAPS:
            heads[layer] = head
    return heads


@torch.no_grad()
def follow(student: Chain, model: Chain, teacher: Chain, x: Tensor) -> dict[str, Tensor]:
    """Fits the student, stage by stage, on a trained network with as many or more channels. Returns what `initialize` does."""
    heads: dict[str, Tensor] = {}
    taught, modelled, features = x.bfloat16(), x.contiguous(), x.contiguous()
    for layer in LAYERS:
        if opens_block(layer):
            taught, modelled, features = (F.max_pool2d(values, 2) for values in (taught, modelled, features))
        wanted = torch.cat([model.stages[layer](part) for part in modelled.split(16)])
        modelled = F.relu(wanted)
        stage = student.architecture[layer]
        sample = torch.randperm(wanted[:, 0].numel())[:60_000]
        flat = modelled.permute(0, 2, 3, 1).flatten(0, 2)[sample]
        chosen = sorted(choose_channels(flat.T @ flat / len(sample), stage.channels))
        fit_stage(student.stages[layer], stage, features, wanted[:, chosen])
        features = torch.cat([F.relu(student.stages[layer](part)) for part in features.split(16)])
        error = (features - modelled[:, chosen]).pow(2).sum() / modelled[:, chosen].pow(2).sum()
        print(f"follow {layer}: residual {error:.4f}", flush=True)
        taught = torch.cat([F.relu(teacher.stages[layer](part)) for part in taught.split(16)])
        if layer in TAPS:
            heads[layer] = fit_head(layer, features, taught.permute(0, 2, 3, 1).flatten(0, 2)[sample].float(), sample)
    return heads


def fit_head(layer: str, features: Tensor, flat_taught: Tensor, sample: Tensor) -> Tensor:
    """The linear map [teacher, student channels] from the student's features [N, C, H, W] to the teacher's at the sampled positions."""
    flat = features.permute(0, 2, 3, 1).flatten(0, 2)[sample].double()
    head = solve_ridge(flat.T @ flat, flat.T @ flat_taught.double()).float()
    residual = (flat.float() @ head - flat_taught).pow(2).sum() / flat_taught.pow(2).sum()
    print(f"start {layer}: residual {residual:.4f}", flush=True)
    return head.T.contiguous()
