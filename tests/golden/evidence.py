"""Writes evidence.json: what scipy and numpy say about the evidence of a validation.

Run by hand with `pip install numpy==2.4.6 scipy==1.17.1`; the test only reads the file.
"""
import itertools
import json
import math
import pathlib

import numpy
from scipy import stats


def walk(seed, count, memory):
    """Returns from a linear congruential generator, so that every machine makes the same; each remembers the one before it."""
    state, last, returns = seed, 0.0, []
    for _ in range(count):
        state = (state * 1_664_525 + 1_013_904_223) % 2**32
        last = memory * last + (state % 2_001 - 990) / 100_000
        returns.append(last)
    return returns


def best_block(returns):
    """Politis and White (2004), as corrected in 2009, written from the papers."""
    values = numpy.array(returns)
    count = len(values)
    apart = values - values.mean()
    lags = math.ceil(math.sqrt(count)) + max(5, math.ceil(math.log10(count)))
    covariance = numpy.array([apart[lag:] @ apart[: count - lag] / count for lag in range(lags + 1)])
    chance = 2 * math.sqrt(math.log10(count) / count)
    correlation = abs(covariance / covariance[0])
    run = max(5, math.ceil(math.log10(count)))
    memory = next(m for m in range(1, lags) if (correlation[m + 1 : m + 1 + run] < chance).all())
    reach = min(2 * memory, lags)
    window = [min(1, 2 * (1 - lag / reach)) for lag in range(1, reach + 1)]
    g = 2 * sum(w * lag * covariance[lag] for lag, w in enumerate(window, 1))
    spectrum = covariance[0] + 2 * sum(w * covariance[lag] for lag, w in enumerate(window, 1))
    block = (2 * g**2 / (2 * spectrum**2)) ** (1 / 3) * count ** (1 / 3)
    return min(math.ceil(min(3 * math.sqrt(count), count / 3)), max(1, block))


def overfitting(matrix, blocks):
    """Combinatorially symmetric cross-validation, written from the paper."""
    returns = numpy.array(matrix)
    length = returns.shape[1] // blocks
    parts = [returns[:, block * length : (block + 1) * length] for block in range(blocks)]
    bad = total = 0
    for chosen in itertools.combinations(range(blocks), blocks // 2):
        inside = numpy.concatenate([parts[b] for b in chosen], axis=1)
        outside = numpy.concatenate([parts[b] for b in range(blocks) if b not in chosen], axis=1)
        best = (inside.mean(axis=1) / inside.std(axis=1)).argmax()
        rank = stats.rankdata(outside.mean(axis=1) / outside.std(axis=1))[best]
        relative = rank / (returns.shape[0] + 1)
        bad += math.log(relative / (1 - relative)) <= 0
        total += 1
    return {'probability': bad / total, 'splits': total}


SAMPLE = walk(7, 300, 0.3)
SEARCH = [walk(seed, 320, 0) for seed in range(1, 9)]
GOOD = [[value + 0.004 * (index == 3) for value in row] for index, row in enumerate(SEARCH)]

result = {
    'sample': SAMPLE,
    'search': SEARCH,
    'good': GOOD,
    'moments': {
        'count': len(SAMPLE),
        'mean': numpy.mean(SAMPLE),
        'deviation': numpy.std(SAMPLE, ddof=1),
        'skewness': stats.skew(SAMPLE),
        'kurtosis': stats.kurtosis(SAMPLE, fisher=False),
    },
    'cdf': [[z, stats.norm.cdf(z)] for z in [-38, -12, -6, -2.5, -1, -0.1, 0, 0.3, 1.96, 5, 8]],
    'quantile': [[p, stats.norm.ppf(p)] for p in [1e-300, 1e-20, 1e-6, 0.02, 0.3, 0.5, 0.6, 0.925, 0.975, 0.999999]],
    'block': [[memory, best_block(walk(11, 500, memory))] for memory in [0, 0.2, 0.6, 0.9]],
    'overfitting': {'noise': overfitting(SEARCH, 8), 'good': overfitting(GOOD, 8)},
}
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps(result) + '\n')
