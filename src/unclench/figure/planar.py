"""A picture of labels as a map: borders cut where three areas meet, so that neighbours share one smooth curve."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from unclench.figure import bezier
from unclench.figure.surface import Array as Floats
from unclench.figure.surface import Numbers as Ints

OUTSIDE = 0

Coarse = Callable[[Floats], Floats]
"""How much a place on the page may be smoothed, from 0 in the face to 1 on the trunk."""


@dataclass(frozen=True, eq=False)
class Border:
    """`left` and `right` are the labels beside it, as one walks along the pieces (y runs down the page)."""

    left: int
    right: int
    pieces: Floats
    closed: bool
    ends: tuple[int, int]


@dataclass(frozen=True)
class Smoothing:
    """How far steps of pixels along a border are smoothed where `coarse` is 0 and where it is 1, and how close the
    curve then keeps to it.
    """

    fine_mm: float
    coarse_mm: float
    tolerance_mm: float
    coarse: Coarse | None = None

    def of(self, points: Floats, closed: bool, per_mm: float, origin_mm: Floats) -> Floats:
        fine = smoothed(points, closed, self.fine_mm * per_mm) / per_mm + origin_mm
        if self.coarse is None:
            return fine
        share = self.coarse(fine)[:, None]
        broad = smoothed(points, closed, self.coarse_mm * per_mm) / per_mm + origin_mm
        mixed: Floats = (1.0 - share) * fine + share * broad
        return mixed


def borders(labels: Ints, per_mm: float, origin_mm: Floats, smoothing: Smoothing) -> list[Border]:
    """Between every two areas of the picture (row, column), in millimetres on the page."""
    padded = np.pad(labels, 1, constant_values=OUTSIDE)
    steps, beside = _cracks(padded)
    found = []
    for chain, closed in chains(steps):
        corners = chain if not closed else chain[:-1]
        left, right = beside[(chain[0], chain[1])]
        points = _places(corners, padded.shape[1])
        line = smoothing.of(points, closed, per_mm, origin_mm - 1.0 / per_mm)
        pieces = bezier.fitted(line, smoothing.tolerance_mm, closed)
        if len(pieces):
            found.append(Border(left, right, pieces, closed, (chain[0], chain[-1])))
    return found


def outline(found: list[Border], label: int, smallest_mm2: float = 4.0) -> list[Floats]:
    """The closed curves around all areas with a label, each as pieces; holes run the other way."""
    loops = [b.pieces for b in found if b.closed and b.left == label and b.right != label]
    loops += [bezier.reversed_pieces(b.pieces) for b in found if b.closed and b.right == label and b.left != label]
    starts: dict[int, list[tuple[int, Floats]]] = {}
    for border in found:
        if border.closed or border.left == border.right:
            continue
        if border.left == label:
            starts.setdefault(border.ends[0], []).append((border.ends[1], border.pieces))
        elif border.right == label:
            starts.setdefault(border.ends[1], []).append((border.ends[0], bezier.reversed_pieces(border.pieces)))
    while starts:
        first = next(iter(starts))
        here, parts = first, []
        while True:
            choices = starts[here]
            end, pieces = choices.pop()
            if not choices:
                del starts[here]
            parts.append(pieces)
            here = end
            if here == first:
                break
        loops.append(np.concatenate(parts))
    return [loop for loop in loops if abs(area_mm2(loop)) >= smallest_mm2]


def area_mm2(loop: Floats) -> float:
    points = bezier.sampled(loop, 6)
    x, y = points[:, 0], points[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2.0)


def chains(steps: dict[int, list[int]]) -> list[tuple[list[int], bool]]:
    """Walks through a graph of corners, cut where other than two steps meet. A closed walk ends where it began."""
    left = {here: list(there) for here, there in steps.items()}
    found = []

    def walk(here: int, there: int) -> list[int]:
        chain = [here, there]
        left[here].remove(there)
        left[there].remove(here)
        while len(steps[chain[-1]]) == 2 and left[chain[-1]]:
            here = chain[-1]
            there = left[here].pop()
            left[there].remove(here)
            chain.append(there)
        return chain

    for here in sorted(steps):
        if len(steps[here]) != 2:
            while left[here]:
                found.append((walk(here, left[here][0]), False))
    for here in sorted(steps):
        while left[here]:
            chain = walk(here, left[here][0])
            found.append((chain, chain[0] == chain[-1]))
    return found


def smoothed(points: Floats, closed: bool, sigma: float) -> Floats:
    """Steps of pixels made a line: midpoints of the steps, then a Gaussian along them. Open ends stay."""
    if len(points) < 3:
        return points
    if closed:
        middles = (points + np.roll(points, -1, axis=0)) / 2.0
    else:
        middles = np.concatenate([points[:1], (points[1:] + points[:-1]) / 2.0, points[-1:]])
    reach = max(1, min(round(3 * sigma), len(middles) - 1))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / max(sigma, 1e-6)) ** 2)
    kernel /= kernel.sum()
    if closed:
        while reach > len(middles):
            reach -= 1
        padded = np.concatenate([middles[-reach:], middles, middles[:reach]])
    else:
        before = 2 * middles[0] - middles[1 : reach + 1][::-1]
        after = 2 * middles[-1] - middles[-reach - 1 : -1][::-1]
        padded = np.concatenate([before, middles, after])
    return np.stack([np.convolve(padded[:, axis], kernel, mode="valid") for axis in (0, 1)], axis=1)


def _cracks(padded: Ints) -> tuple[dict[int, list[int]], dict[tuple[int, int], tuple[int, int]]]:
    """Steps between the corners of pixels where the label changes, and for each the labels left and right of it."""
    width = padded.shape[1]
    steps: dict[int, list[int]] = {}
    beside: dict[tuple[int, int], tuple[int, int]] = {}

    def add(one: int, two: int, left: int, right: int) -> None:
        steps.setdefault(one, []).append(two)
        steps.setdefault(two, []).append(one)
        beside[(one, two)] = (left, right)
        beside[(two, one)] = (right, left)

    row, column = np.nonzero(padded[:, :-1] != padded[:, 1:])
    for y, x in zip(row.tolist(), column.tolist(), strict=True):
        corner = y * width + x + 1
        add(corner, corner + width, int(padded[y, x + 1]), int(padded[y, x]))
    row, column = np.nonzero(padded[:-1] != padded[1:])
    for y, x in zip(row.tolist(), column.tolist(), strict=True):
        corner = (y + 1) * width + x
        add(corner, corner + 1, int(padded[y, x]), int(padded[y + 1, x]))
    return steps, beside


def _places(corners: list[int], width: int) -> Floats:
    numbers = np.array(corners)
    return np.stack([numbers % width, numbers // width], axis=1).astype(np.float64)


def majority(labels: Ints, rounds: int = 1) -> Ints:
    """Single pixels that stick out go to what most of their neighbours are."""
    for _ in range(rounds):
        padded = np.pad(labels, 1, mode="edge")
        up, down, left, right = padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]
        labels = np.where((up == down) & (up == left), up, labels)
        labels = np.where((up == down) & (up == right), up, labels)
        labels = np.where((left == right) & (left == up), left, labels)
        labels = np.where((left == right) & (left == down), left, labels)
    return labels


Mask = npt.NDArray[np.bool_]
