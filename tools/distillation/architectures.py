"""The networks that were tried, by name."""

from networks import LAYERS, Architecture, Stage


def plain(*channels: int) -> Architecture:
    return {layer: Stage(count) for layer, count in zip(LAYERS, channels, strict=True)}


def factored(**stages: tuple[int, ...]) -> Architecture:
    """`c2_1=(96, 24, 24)`: 96 channels, ranks 24 and 24."""
    return {
        name[1:]: Stage(channels, (ranks[0], ranks[1]) if ranks else None)
        for name, (channels, *ranks) in stages.items()
    }


ARCHITECTURES: dict[str, Architecture] = {
    # The prototype's widths.
    "s3": plain(24, 24, 48, 48, 80, 80, 80, 80, 160, 160, 160, 160, 160),
    # The same cost with the last layers' width moved to where the style loss is.
    "late": plain(24, 24, 48, 64, 96, 96, 96, 112, 256, 80, 80, 80, 128),
    # Wide layers whose 3x3 kernels are factored.
    "factored": factored(
        c1_1=(32,), c1_2=(48, 24, 24),
        c2_1=(96, 32, 32), c2_2=(96, 48, 48),
        c3_1=(192, 64, 64), c3_2=(192, 72, 72), c3_3=(192, 72, 72), c3_4=(192, 72, 72),
        c4_1=(384, 128, 128), c4_2=(256, 96, 96), c4_3=(192, 64, 64), c4_4=(192, 64, 64),
        c5_1=(192, 96, 96),
    ),
    # Channels in whole blocks of 16, of which the processor's kernels compute one at a time, and fewer of them where a pooling or a
    # Gram matrix makes each of them dear.
    "blocks": factored(
        c1_1=(32,), c1_2=(32, 16, 16),
        c2_1=(64, 32, 32), c2_2=(64, 32, 32),
        c3_1=(128, 64, 64), c3_2=(128, 64, 64), c3_3=(128, 64, 64), c3_4=(128, 64, 64),
        c4_1=(256, 96, 96), c4_2=(256, 96, 96), c4_3=(128, 64, 64), c4_4=(128, 64, 64),
        c5_1=(192, 96, 96),
    ),
}
