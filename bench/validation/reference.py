"""The recipes that bench/validation compares with, once more: PyTorch for the loss and its gradient, SciPy's or PyTorch's L-BFGS.

    python3 reference.py RECIPE WEIGHTS.h5 CONTENT.png STYLE.png EVALUATIONS PRECISION NUDGE

Written from the published systems, not from Stylize: the two share the pictures' pixels and the file of weights, nothing
else. Both recipes start from the content picture. Prints the loss of every evaluation, one a line. PRECISION is
float32 or float64. NUDGE is 0, or the seed of noise of 0.001 of 255 that the start is given, to see how far rounding
alone brings two runs apart.
"""

import sys

import h5py
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from scipy.optimize import fmin_l_bfgs_b

CONVOLUTIONS = [2, 2, 4, 4, 4]
MEAN_BGR = np.array([103.939, 116.779, 123.68]).reshape(1, 3, 1, 1)


def tensor(array):
    """In the precision of the run."""
    return torch.from_numpy(array.copy()).to(torch.get_default_dtype())


def load_network(path, last):
    """VGG-19 from Keras' file, up to the layer `last`: [(name, kernel OIHW, bias)]."""
    layers = []
    with h5py.File(path, "r") as file:
        for block, count in enumerate(CONVOLUTIONS, 1):
            for i in range(1, count + 1):
                name = f"block{block}_conv{i}"
                arrays = []
                file[name].visititems(lambda _, entry: arrays.append(entry[()]) if hasattr(entry, "shape") else None)
                kernel = next(array for array in arrays if array.ndim == 4).transpose(3, 2, 0, 1)
                bias = next(array for array in arrays if array.ndim == 1)
                layers.append((name, tensor(kernel), tensor(bias)))
                if name == last:
                    return layers


def features(network, x):
    """Activations after the rectifier by layer; max pooling before each block but the first."""
    found = {}
    for name, kernel, bias in network:
        if name.endswith("conv1") and name != "block1_conv1":
            x = F.max_pool2d(x, 2)
        x = found[name] = F.relu(F.conv2d(x, kernel, bias, padding=1))
    return found


def load_picture(path):
    """What VGG-19 wants: BGR minus ImageNet's mean, [1, 3, H, W]."""
    rgb = np.asarray(Image.open(path).convert("RGB"), np.float32)
    bgr = tensor(rgb[..., ::-1].transpose(2, 0, 1)).unsqueeze(0)
    return bgr - tensor(MEAN_BGR)


def inner_products(x):
    """F F^T of features [1, C, H, W]."""
    rows = x.flatten(2)[0]
    return rows @ rows.t()


def grid_differences(x):
    """Vertical and horizontal differences over the (H-1) x (W-1) grid."""
    corner = x[..., :-1, :-1]
    return x[..., 1:, :-1] - corner, x[..., :-1, 1:] - corner


STYLE_LAYERS = [f"block{block}_conv1" for block in range(1, 6)]


def chollet(weights, content, style):
    """Chollet 2017, Deep Learning with Python, section 8.3."""
    network = load_network(weights, "block5_conv2")
    with torch.no_grad():
        target = features(network, content)["block5_conv2"]
        seen = features(network, style)
        grams = {name: inner_products(seen[name]) for name in STYLE_LAYERS}
    size = content.shape[2] * content.shape[3]

    def loss(x):
        found = features(network, x)
        total = 0.025 * (found["block5_conv2"] - target).square().sum()
        for name in STYLE_LAYERS:
            distance = (inner_products(found[name]) - grams[name]).square().sum()
            total = total + (1 / 5) * distance / (4 * 3**2 * size**2)
        dy, dx = grid_differences(x)
        return total + 1e-4 * (dy.square() + dx.square()).pow(1.25).sum()

    return loss


def johnson(weights, content, style):
    """jcjohnson/neural-style with its default options."""
    network = load_network(weights, "block5_conv1")
    gram = lambda x: inner_products(x) / x.numel()
    with torch.no_grad():
        target = features(network, content)["block4_conv2"]
        seen = features(network, style)
        grams = {name: gram(seen[name]) for name in STYLE_LAYERS}

    def loss(x):
        found = features(network, x)
        total = 5 * (found["block4_conv2"] - target).square().mean()
        for name in STYLE_LAYERS:
            total = total + 100 * (gram(found[name]) - grams[name]).square().mean()
        dy, dx = grid_differences(x)
        return total + 1e-3 * 0.5 * (dy.square().sum() + dx.square().sum())

    return loss


def minimise_with_scipy(loss, start, evaluations):
    """The book's loop: calls of `fmin_l_bfgs_b` with maxfun=20, each from where the last one ended."""
    fresh = True

    def evaluate(values):
        nonlocal fresh
        x = tensor(values).reshape(start.shape).requires_grad_(True)
        value = loss(x)
        value.backward()
        # A call begins with the point at which the one before ended: that is not another evaluation.
        if fresh:
            print(value.item(), flush=True)
        fresh = True
        return value.item(), x.grad.numpy().astype(np.float64).ravel()

    values = start.numpy().astype(np.float64).ravel()
    for _ in range(evaluations // 20):
        values, _, _ = fmin_l_bfgs_b(evaluate, values, maxfun=20)
        fresh = False


def minimise_with_torch(loss, start, evaluations):
    """`optim.lbfgs` as the program calls it: step length 1, no line search, 100 pairs, no stopping early."""
    x = start.clone().requires_grad_(True)
    optimizer = torch.optim.LBFGS(
        [x], lr=1, max_iter=evaluations, history_size=100, tolerance_grad=-1, tolerance_change=-1
    )

    def evaluate():
        optimizer.zero_grad()
        value = loss(x)
        value.backward()
        print(value.item(), flush=True)
        return value

    optimizer.step(evaluate)


def nudged(start, seed):
    if seed == 0:
        return start
    return start + 1e-3 * torch.randn(start.shape, generator=torch.Generator().manual_seed(seed))


SYSTEMS = {
    "keras-lbfgs": (chollet, minimise_with_scipy),
    "neural-style": (johnson, minimise_with_torch),
}

if __name__ == "__main__":
    recipe, weights, content_path, style_path, evaluations, precision, nudge = sys.argv[1:]
    torch.set_default_dtype(getattr(torch, precision))
    formula, minimise = SYSTEMS[recipe]
    content = load_picture(content_path)
    loss = formula(weights, content, load_picture(style_path))
    minimise(loss, nudged(content, int(nudge)), int(evaluations))
