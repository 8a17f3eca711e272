#!/usr/bin/env python3
"""The trials engine beside PyMC, nutpie and JAGS: the same diary, the same model, one thread, in one run.

The peers are not part of Unclench. Install them into an environment of their own, and JAGS from the system:

python3 -m venv peers && peers/bin/pip install pymc nutpie
sudo apt install jags
OMP_NUM_THREADS=1 .venv/bin/python benchmarks/trials_speed.py --peers peers/bin/python --jags jags --seed 1
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from unclench.trials.arrays import Floats
from unclench.trials.fitting import fit, fit_many
from unclench.trials.planning import plan
from unclench.trials.simulate import World, simulate, week_pairs
from unclench.trials.types import Diary

ROOT = Path(__file__).resolve().parents[1]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")

PYMC = """
import json, sys, time
data = json.load(open(sys.argv[1]))
import numpy as np
import pymc as pm
import pytensor.tensor as pt
x, y = np.array(data["x"]), np.array(data["y"])
seen = np.flatnonzero(y >= 0)
with pm.Model() as model:
    theta = pm.Normal("theta", np.array(data["mean"]), np.array(data["sd"]), shape=x.shape[1])
    sigma = pt.exp(pm.Normal("log_sigma", 0.3, 0.5))
    rho = pm.math.invlogit(pm.Normal("logit_rho", 0.85, 1.0))
    state = pm.AR("state", rho=pt.stack([rho]), sigma=sigma * pt.sqrt(1 - rho**2), constant=False,
                  init_dist=pm.Normal.dist(0, sigma), steps=len(y) - 1)
    pm.Bernoulli("y", logit_p=(x @ theta + state)[seen], observed=y[seen])
    if sys.argv[2] == "nutpie":
        import nutpie
        since = time.process_time()
        found = nutpie.sample(nutpie.compile_pymc_model(model), draws=1000, tune=1000, chains=2, cores=1, seed=1,
                              progress_bar=False)
    else:
        since = time.process_time()
        found = pm.sample(1000, tune=1000, chains=2, cores=1, random_seed=1, progressbar=False)
import arviz
values = np.asarray(found.posterior["theta"])[:, :, 0]
ess = float(np.asarray(arviz.ess(values)))
print(json.dumps({"mean": values.mean(), "sd": values.std(), "ess": ess, "sampling_s": time.process_time() - since}))
"""

JAGS = """model {
  for (k in 1:K) { theta[k] ~ dnorm(mean[k], pow(sd[k], -2)) }
  logsigma ~ dnorm(0.3, 4)
  logitrho ~ dnorm(0.85, 1)
  sigma <- exp(logsigma)
  rho <- ilogit(logitrho)
  state[1] ~ dnorm(0, pow(sigma, -2))
  for (t in 2:T) { state[t] ~ dnorm(rho * state[t - 1], pow(sigma, -2) / (1 - pow(rho, 2))) }
  for (t in 1:T) { y[t] ~ dbern(ilogit(inprod(x[t, ], theta) + state[t])) }
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="a Python with pymc and nutpie")
    parser.add_argument("--jags", help="the program jags")
    parser.add_argument("--reference", action="store_true", help="also the fine grid of the tests (a minute)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    rng = np.random.default_rng(asked.seed)
    world = World(effect=-1.0, baseline=0.3, sigma=1.65, rho=0.7, missing=0.1)
    diaries = [simulate(rng, world, *week_pairs(rng, 8)) for _ in range(64)]
    found = fit(diaries[0]).effect
    print("| method | effect: mean | sd | CPU s | effective draws |\n|---|---|---|---|---|")
    alone = min(_seconds(lambda: [fit(diary) for diary in diaries[:20]]) / 20 for _ in range(5))
    together = min(_seconds(lambda: list(fit_many(diaries))) / len(diaries) for _ in range(5))
    print(f"| filter, one person | {found.mean:.4f} | {found.sd:.4f} | {alone:.4f} | none drawn |")
    print(f"| filter, of 64 persons | | | {together:.4f} | none drawn |", flush=True)
    ours = alone
    if asked.reference:
        print(_reference(diaries[0]), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("pymc", "nutpie") if asked.peers else ():
            print(_pymc(asked.peers, name, diaries[0], Path(folder), ours), flush=True)
        if asked.jags:
            print(_jags(asked.jags, diaries[0], Path(folder), ours), flush=True)
    planned = min(_seconds(plan_once) for _ in range(3))
    print(f"\nplanner curve, nine lengths up to a year: {planned:.2f} CPU s")


def plan_once() -> None:
    from unclench.trials.design import Design

    plan(Design())


def _seconds(work: Callable[[], object]) -> float:
    since = time.process_time()
    work()
    return time.process_time() - since


def _model(diary: Diary) -> dict[str, list[float] | list[list[float]]]:
    """The columns as the engine has them, and the priors."""
    from unclench.trials.model import Terms, columns_of, pose
    from unclench.trials.types import Prior

    problem = pose([diary], Prior(), Terms())
    return {
        "x": columns_of(diary, Terms(), baseline=True).tolist(),
        "y": diary.y.tolist(),
        "mean": problem.mean.tolist(),
        "sd": problem.sd.tolist(),
    }


def _reference(diary: Diary) -> str:
    from tests.trials.oracle import hermite, reference

    model = _model(diary)
    found = fit(diary)
    told = {one.name: one for one in found.parameters}
    around = np.linspace(-3.6, 3.6, 11)
    since = time.process_time()
    brute = reference(
        np.array(model["x"]),
        diary.y,
        mean=np.array(model["mean"]),
        sd=np.array(model["sd"]),
        log_sigma=(0.3, 0.5),
        logit_rho=(0.85, 1.0),
        sigmas=told["log sigma"].mean + told["log sigma"].sd * around,
        rhos=told["logit rho"].mean + told["logit rho"].sd * around,
        rule=hermite(5),
    )
    mean, sd = brute.moments(brute.theta[:, 0])
    return f"| fine grid | {mean:.4f} | {sd:.4f} | {time.process_time() - since:.1f} | none drawn |"


def _child(words: Sequence[str | Path], folder: Path) -> tuple[str, float]:
    """Its output and all the processor time it and its children took: the whole process, cold."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [*map(str, words)], cwd=folder, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, spent


def _pymc(python: Path, name: str, diary: Diary, folder: Path, ours: float) -> str:
    (folder / "data.json").write_text(json.dumps(_model(diary)))
    (folder / "peer.py").write_text(PYMC)
    out, spent = _child([python.absolute(), "peer.py", "data.json", name], folder)
    found = json.loads(out.splitlines()[-1])
    ratio = f"{spent / ours:,.0f} × cold, {found['sampling_s'] / ours:,.0f} × its sampling alone"
    return f"| {name}: {ratio} | {found['mean']:.4f} | {found['sd']:.4f} | {spent:.1f} | {found['ess']:.0f} |"


def _jags(jags: str, diary: Diary, folder: Path, ours: float) -> str:
    values, spent = jags_draws(jags, diary, folder)
    ess = sum(effective(chain) for chain in values)
    at_400 = spent * 400 / ess
    ratio = f"{spent / ours:,.0f} ×; at 400 effective draws {at_400:.2f} s, {at_400 / ours:,.0f} ×"
    return f"| JAGS: {ratio} | {values.mean():.4f} | {values.std():.4f} | {spent:.1f} | {ess:.0f} |"


def jags_draws(jags: str, diary: Diary, folder: Path, draws: int = 10_000) -> tuple[Floats, float]:
    """Two chains of the effect, (2, draws), and the processor seconds they took."""
    model = _model(diary)
    x = np.array(model["x"])
    entries = ["NA" if entry < 0 else str(entry) for entry in diary.y]
    data = [
        f"K <- {x.shape[1]}\nT <- {len(diary.y)}",
        f"x <- structure(c({', '.join(map(repr, x.T.ravel().tolist()))}), .Dim = c({len(x)}, {x.shape[1]}))",
        f"y <- c({', '.join(entries)})",
        *(f"{name} <- c({', '.join(map(repr, model[name]))})" for name in ("mean", "sd")),
    ]
    (folder / "data.R").write_text("\n".join(data) + "\n")
    (folder / "model.bug").write_text(JAGS)
    script = f"""load glm
model in model.bug
data in data.R
compile, nchains(2)
initialize
update 1000
monitor theta
update {draws}
coda *
"""
    (folder / "run.cmd").write_text(script)
    _, spent = _child([jags, "run.cmd"], folder)
    return np.array([_coda(folder, chain) for chain in (1, 2)]), spent


def _coda(folder: Path, chain: int) -> Floats:
    index = dict(line.split(" ", 1) for line in (folder / "CODAindex.txt").read_text().splitlines())
    first, last = map(int, index["theta[1]"].split())
    rows = (folder / f"CODAchain{chain}.txt").read_text().splitlines()[first - 1 : last]
    return np.array([float(row.split()[1]) for row in rows])


def effective(chain: Floats) -> float:
    """Draws over one plus twice the autocorrelations, up to the first pair whose sum is not positive (Geyer 1992)."""
    centred = chain - chain.mean()
    count = len(chain)
    spectrum = np.abs(np.fft.rfft(centred, 2 * count)) ** 2
    correlation = np.fft.irfft(spectrum)[:count] / (centred @ centred)
    total = -1.0
    for lag in range(0, count - 1, 2):
        pair = float(correlation[lag] + correlation[lag + 1])
        if pair <= 0:
            break
        total += 2 * pair
    return count / total


if __name__ == "__main__":
    main()
