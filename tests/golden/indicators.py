"""Writes indicators.json: what TA-Lib says about 160 bars. Run by hand with `pip install TA-Lib==0.8.2`, then `npm run format`; the test only reads the file."""
import json
import pathlib

import numpy
import talib

SCALE = 2
seed = 20240131


def random():
    """A linear congruential generator, so that the bars need no library."""
    global seed
    seed = (seed * 1103515245 + 12345) % 2**31
    return seed / 2**31


bars = []
close = 1_000_000
for _ in range(160):
    opening = close + int(random() * 401) - 200
    close = opening + int(random() * 3001) - 1500
    high = max(opening, close) + int(random() * 500)
    low = min(opening, close) - int(random() * 500)
    bars.append([opening, high, low, close])

_, high, low, close = (numpy.array(bars, dtype=float) / 10**SCALE).T.copy()
upper, middle, lower = talib.BBANDS(close, 20, 2.0, 2.0)
macd, signal, histogram = talib.MACD(close, 12, 26, 9)
lines = {
    'sma(10).value': talib.SMA(close, 10),
    'ema(20).value': talib.EMA(close, 20),
    'rsi(14).value': talib.RSI(close, 14),
    'adx(14).value': talib.ADX(high, low, close, 14),
    'adx(14).plus': talib.PLUS_DI(high, low, close, 14),
    'adx(14).minus': talib.MINUS_DI(high, low, close, 14),
    'atr(14).value': talib.ATR(high, low, close, 14),
    'macd(12,26,9).value': macd,
    'macd(12,26,9).signal': signal,
    'macd(12,26,9).histogram': histogram,
    'bollinger(20,2).upper': upper,
    'bollinger(20,2).middle': middle,
    'bollinger(20,2).lower': lower,
    'donchian(20).upper': talib.MAX(high, 20),
    'donchian(20).lower': talib.MIN(low, 20),
}

rows = ',\n'.join('    ' + json.dumps(bar) for bar in bars)
values = ',\n'.join(
    f'    {json.dumps(name)}: {json.dumps([None if numpy.isnan(value) else round(float(value), 10) for value in line])}'
    for name, line in lines.items()
)
made = 'TA-Lib 0.8.1 (Python wrapper 0.8.2), default settings, by indicators.py beside this file'
text = f"""{{
  "madeWith": {json.dumps(made)},
  "priceScale": {SCALE},
  "columns": ["open", "high", "low", "close"],
  "bars": [
{rows}
  ],
  "values": {{
{values}
  }}
}}
"""
pathlib.Path(__file__).with_suffix('.json').write_text(text)
