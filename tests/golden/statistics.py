"""Writes statistics.json: what empyrical and pandas say about 400 days of equity.

Run by hand with `pip install pandas==3.1.1 empyrical-reloaded==0.7.1`; the test only reads the file.
"""
import json
import pathlib

import empyrical
import pandas

CASH = 1_000_000
DAYS = 400


def equity_series():
    """A walk of whole numbers from a linear congruential generator, so that every machine makes the same one."""
    state, equity, series = 42, CASH, []
    for _ in range(DAYS):
        state = (state * 1_664_525 + 1_013_904_223) % 2**32
        equity += equity * (state % 4_001 - 1_960) // 100_000
        series.append(equity)
    return series


def statistics(series, days_per_year):
    index = pandas.date_range('2023-01-01', periods=len(series), freq='D')
    returns = pandas.Series([CASH, *series]).pct_change().dropna().set_axis(index)
    drawdown = 1 - pandas.Series([CASH, *series]) / pandas.Series([CASH, *series]).cummax()
    years = len(series) / 365.25
    cagr = (series[-1] / CASH) ** (1 / years) - 1
    return {
        'volatility': empyrical.annual_volatility(returns, annualization=days_per_year),
        'sharpe': empyrical.sharpe_ratio(returns, annualization=days_per_year),
        'sortino': empyrical.sortino_ratio(returns, annualization=days_per_year),
        'maxDrawdown': -empyrical.max_drawdown(returns),
        'maxDrawdownByPandas': drawdown.max(),
        'return': empyrical.cum_returns_final(returns),
        'bestDay': returns.max(),
        'worstDay': returns.min(),
        'cagr': cagr,
        'calmar': cagr / drawdown.max(),
    }


series = equity_series()
golden = {'cash': CASH, 'equity': series, 'expected': {'24/7': statistics(series, 365), 'us-equities': statistics(series, 252)}}
pathlib.Path(__file__).with_suffix('.json').write_text(json.dumps(golden) + '\n')
