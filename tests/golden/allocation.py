"""Writes allocation.json: what scikit-learn and SciPy say about shrunk covariances, weights of equal risk, and Kelly's share.

Run by hand with `pip install numpy scipy scikit-learn`; the test only reads the file.
"""
import json
import pathlib

import numpy
import scipy
import sklearn
from scipy.optimize import minimize, minimize_scalar
from sklearn.covariance import LedoitWolf


def returns(assets, samples, seed):
    """Returns in millionths from a linear congruential generator: a common market, and something of each asset's own."""
    state, rows = seed, []

    def draw(size):
        nonlocal state
        state = (state * 1_664_525 + 1_013_904_223) % 2**32
        return state % (2 * size + 1) - size

    for _ in range(samples):
        market = draw(20_000)
        rows.append([market * (asset + 1) // assets + draw(10_000 + 7_000 * asset) for asset in range(assets)])
    return numpy.array(rows).T


def equal_risk(covariance):
    """The minimum of Spinu's convex problem, whose solution spreads risk evenly."""
    assets = len(covariance)
    scale = 1 / numpy.sqrt(numpy.diag(covariance))
    correlation = covariance * numpy.outer(scale, scale)
    found = minimize(
        lambda x: x @ correlation @ x / 2 - numpy.log(x).sum() / assets,
        numpy.full(assets, 1 / numpy.sqrt(assets)),
        jac=lambda x: correlation @ x - 1 / assets / x,
        hess=lambda x: correlation + numpy.diag(1 / assets / x**2),
        method='trust-constr',
        bounds=[(1e-6, None)] * assets,
        options={'gtol': 1e-14, 'xtol': 1e-14, 'maxiter': 10_000},
    )
    weights = found.x * scale
    return (weights / weights.sum()).tolist()


def portfolio(assets, samples, seed):
    millionths = returns(assets, samples, seed)
    fitted = LedoitWolf().fit(millionths.T / 1e6)
    return {
        'returns': millionths.tolist(),
        'shrinkage': fitted.shrinkage_,
        'covariance': fitted.covariance_.tolist(),
        'riskParity': equal_risk(fitted.covariance_),
    }


def kelly(wins, losses, won, lost):
    """Kelly's share as the largest expected logarithm, by search, and Baker and McHale's shrinkage of it."""
    trips = wins + losses
    chance, odds = wins / trips, (won / wins) / (lost / losses)
    grows = lambda share: -(chance * numpy.log1p(odds * share) + (1 - chance) * numpy.log1p(-share))
    share = minimize_scalar(grows, bounds=(0, 1 - 1e-9), method='bounded', options={'xatol': 1e-12}).x
    edge = (odds + 1) * chance - 1
    return {
        'edge': {'wins': wins, 'losses': losses, 'won': won, 'lost': lost},
        'full': float(share),
        'share': float(share * edge**2 / (edge**2 + (odds + 1) ** 2 * chance * (1 - chance) / trips)),
    }


golden = {
    'madeWith': f'numpy {numpy.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}, by allocation.py beside this file',
    'portfolios': [portfolio(2, 20, 1), portfolio(3, 30, 7), portfolio(5, 60, 42), portfolio(8, 40, 99)],
    'kelly': [kelly(18, 12, 0.54, 0.24), kelly(12, 18, 0.6, 0.36), kelly(600, 400, 18.0, 8.0), kelly(31, 29, 0.62, 0.58)],
}
path = pathlib.Path(__file__).with_suffix('.json')
rows = lambda name: ',\n'.join('    ' + json.dumps(each) for each in golden[name])
path.write_text(
    '{\n'
    + f'  "madeWith": {json.dumps(golden["madeWith"])},\n'
    + f'  "portfolios": [\n{rows("portfolios")}\n  ],\n'
    + f'  "kelly": [\n{rows("kelly")}\n  ]\n'
    + '}\n'
)
