"""Writes regime-hmm.json: what hmmlearn makes of 300 observations. Run by hand with `pip install hmmlearn==0.3.3`, then `npm run format`; the test only reads the file."""
import json
import pathlib

import numpy
from hmmlearn.hmm import GaussianHMM

ROUNDS = 20
seed = 20200312


def random():
    """A linear congruential generator, so that the observations need no library."""
    global seed
    seed = (seed * 1103515245 + 12345) % 2**31
    return seed / 2**31


def bell():
    return sum(random() for _ in range(12)) - 6


CENTRES = [(-0.2, 1.6), (0.0, 3.4), (1.1, 2.6)]
SPREADS = [(0.25, 0.4), (0.3, 0.8), (0.5, 0.9)]
rows = []
state = 0
for _ in range(300):
    if random() < 0.06:
        state = (state + 1 + int(random() * 2)) % 3
    rows.append([round(centre + spread * bell(), 6) for centre, spread in zip(CENTRES[state], SPREADS[state])])
observations = numpy.array(rows)

first = {
    'start': [1 / 3, 1 / 3, 1 / 3],
    'transitions': [[0.95, 0.025, 0.025], [0.025, 0.95, 0.025], [0.025, 0.025, 0.95]],
    'means': [[-0.5, 2.0], [0.5, 3.0], [1.5, 2.5]],
    'variances': [[0.5, 1.0], [0.5, 1.0], [0.5, 1.0]],
}


def model(rounds):
    made = GaussianHMM(3, 'diag', n_iter=rounds, tol=-numpy.inf, init_params='', algorithm='viterbi')
    made.startprob_ = numpy.array(first['start'])
    made.transmat_ = numpy.array(first['transitions'])
    made.means_ = numpy.array(first['means'])
    made.covars_ = numpy.array(first['variances'])
    return made


fitted = model(ROUNDS).fit(observations)
# What is known at a bar is the end of what is known of all bars up to it.
filtered = {str(at): fitted.predict_proba(observations[: at + 1])[-1].tolist() for at in (0, 1, 2, 50, 100, 150, 200, 250, 299)}


def rounded(values):
    return numpy.round(numpy.array(values), 12).tolist()


lines = ',\n'.join('    ' + json.dumps(row) for row in rows)
parts = {
    'madeWith': 'hmmlearn 0.3.3, default priors, by regime-hmm.py beside this file',
    'rounds': ROUNDS,
    'first': first,
    'fitted': {
        'start': rounded(fitted.startprob_),
        'transitions': rounded(fitted.transmat_),
        'means': rounded(fitted.means_),
        'variances': rounded([numpy.diag(covariance) for covariance in fitted.covars_]),
    },
    'logLikelihoodBeforeLastRound': fitted.monitor_.history[-1],
    'logLikelihood': fitted.score(observations),
    'filtered': {at: rounded(row) for at, row in filtered.items()},
}
head = json.dumps(parts, indent=2)[:-2]
pathlib.Path(__file__).with_suffix('.json').write_text(f'{head},\n  "observations": [\n{lines}\n  ]\n}}\n')
