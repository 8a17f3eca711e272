"""The posterior by brute force: a full product of rules over the effects at every node of a fine grid of
σ and ρ, double precision, many states, no shape carried over from anywhere. Slow, and shares no filter with the
engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from unclench.trials.arrays import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Weighted points: (points, parameters), (points,), (points,)."""

    theta: Floats
    sigma: Floats
    rho: Floats
    weight: Floats

    def moments(self, values: Floats) -> tuple[float, float]:
        mean = float(self.weight @ values)
        return mean, float(np.sqrt(self.weight @ (values - mean) ** 2))

    def change_days(self) -> Floats:
        """Headache days in 28, with the sessions less without."""
        at, mass = hermite(61)
        spread = self.sigma[:, None] * at
        with_it = expit(self.theta[:, 1, None] + self.theta[:, 0, None] / 2 + spread) @ mass
        without = expit(self.theta[:, 1, None] - self.theta[:, 0, None] / 2 + spread) @ mass
        return np.asarray(28 * (with_it - without), float)


def even(points: int) -> tuple[Floats, Floats]:
    """An even grid for the standard normal: less exact for means than Gauss-Hermite, but with a usable distribution."""
    at = np.linspace(-4.2, 4.2, points)
    mass = np.exp(-0.5 * at**2)
    return at, mass / mass.sum()


def hermite(order: int) -> tuple[Floats, Floats]:
    at, mass = np.polynomial.hermite_e.hermegauss(order)
    return at, mass / mass.sum()


def entry(y: int, eta: Floats, cuts: Floats) -> Floats:
    """The chance of an entry; eta: (…), cuts: (levels − 1, …)."""
    upper = expit(eta - cuts[y - 1]) if y > 0 else np.ones_like(eta)
    lower = expit(eta - cuts[y]) if y < len(cuts) else np.zeros_like(eta)
    return np.asarray(upper - lower)


def log_likelihood(
    x: Floats,
    y: Ints,
    theta: Floats,
    sigma: float,
    rho: float,
    *,
    levels: int = 2,
    states: int = 81,
    reach: float = 5.0,
) -> Floats:
    """theta: (points, columns + gaps). The filter in plain double precision, one day after the other."""
    at = np.linspace(-reach, reach, states)
    mass = np.exp(-0.5 * at**2)
    kernel = np.exp(-0.5 * (at[:, None] - rho * at) ** 2 / (1 - rho * rho))
    kernel /= kernel.sum(axis=0)
    columns = x.shape[1]
    effects, gaps = theta[:, :columns], theta[:, columns:]
    cuts = np.concatenate([np.zeros((1, len(theta))), np.cumsum(np.exp(gaps.T), axis=0)])
    assert len(cuts) == levels - 1
    state = np.repeat((mass / mass.sum())[:, None], len(theta), axis=1)
    total = np.zeros(len(theta))
    kept: dict[tuple[float, ...], Floats] = {}
    for day in range(len(y)):
        if day:
            state = kernel @ state
        if y[day] < 0:
            continue
        key = (float(y[day]), *x[day])
        if key not in kept:
            eta = effects @ x[day] + sigma * at[:, None]
            kept[key] = entry(int(y[day]), eta, cuts[:, None])
        state *= kept[key]
        size = state.sum(axis=0)
        state /= size
        total += np.log(size)
    return total


def reference(
    x: Floats,
    y: Ints,
    *,
    mean: Floats,
    sd: Floats,
    log_sigma: tuple[float, float],
    logit_rho: tuple[float, float],
    sigmas: Floats,
    rhos: Floats,
    rule: tuple[Floats, Floats],
    levels: int = 2,
    states: int = 81,
) -> Reference:
    """`sigmas` and `rhos` are even grids of log σ and logit ρ; log_sigma and logit_rho the priors (mean, sd)."""
    at, mass = rule
    size = len(mean)
    z = np.stack(np.meshgrid(*[at] * size, indexing="ij"), -1).reshape(-1, size)
    rule = np.prod(np.stack(np.meshgrid(*[mass] * size, indexing="ij"), -1).reshape(-1, size), axis=1)
    parts = []
    for logit in rhos:
        rho = float(expit(logit))
        start = mean.copy()
        for log in sigmas:
            sigma = float(np.exp(log))

            def height(theta: Floats, sigma: float = sigma, rho: float = rho) -> Floats:
                prior = -0.5 * (((theta - mean) / sd) ** 2).sum(axis=1)
                return np.asarray(log_likelihood(x, y, theta, sigma, rho, levels=levels, states=states) + prior, float)

            start, factor = _peak(height, start, sd)
            theta = start + z @ factor.T
            hyper = ((log - log_sigma[0]) / log_sigma[1]) ** 2 + ((logit - logit_rho[0]) / logit_rho[1]) ** 2
            volume = float(np.log(np.abs(np.linalg.det(factor))))
            log_weight = height(theta) + 0.5 * (z * z).sum(axis=1) + np.log(rule) + volume - 0.5 * hyper
            parts.append((theta, np.full(len(z), sigma), np.full(len(z), rho), log_weight))
    theta, sigma_all, rho_all, log_weight = (np.concatenate(part) for part in zip(*parts, strict=True))
    weight = np.exp(log_weight - log_weight.max())
    return Reference(theta, sigma_all, rho_all, weight / weight.sum())


def _peak(height: object, start: Floats, sd: Floats) -> tuple[Floats, Floats]:
    """Newton's way to the peak with small differences, and the factor of the covariance there."""
    assert callable(height)
    size = len(start)
    step = np.minimum(sd, 0.5) * 0.05
    covariance = np.diag(sd**2)
    for _ in range(30):
        signs = [(i, j, a, b) for i in range(size) for j in range(i) for a in (1, -1) for b in (1, -1)]
        points = [start, *(start + step * row for row in np.eye(size)), *(start - step * row for row in np.eye(size))]
        points += [start + step * (a * np.eye(size)[i] + b * np.eye(size)[j]) for i, j, a, b in signs]
        found = height(np.array(points))
        up, down = found[1 : 1 + size], found[1 + size : 1 + 2 * size]
        gradient = (up - down) / 2
        hessian = np.diag(up + down - 2 * found[0])
        for (i, j, a, b), value in zip(signs, found[1 + 2 * size :], strict=True):
            hessian[i, j] += a * b * value / 4
            hessian[j, i] += a * b * value / 4
        bent, axes = np.linalg.eigh(-hessian / np.outer(step, step))
        bent = np.maximum(bent, 0.3 / sd.max() ** 2)
        covariance = axes @ np.diag(1 / bent) @ axes.T
        move = covariance @ (gradient / step)
        length = float(np.sqrt(move @ np.linalg.solve(covariance, move)))
        start = start + move * min(1.0, 2.0 / max(length, 1e-12))
        if length < 0.02:
            break
    return start, np.asarray(np.linalg.cholesky(covariance), float)
