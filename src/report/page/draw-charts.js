/* Draws the charts of a report from the columns in #data and keeps them in step. No network, no storage. */
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const { createChart, createSeriesMarkers, LineSeries, BaselineSeries, CandlestickSeries, HistogramSeries } = LightweightCharts;
const dark = matchMedia('(prefers-color-scheme: dark)');
const readouts = Object.fromEntries([...document.querySelectorAll('[data-readout]')].map((element) => [element.dataset.readout, element]));

const number = (value, decimals) => value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
/** Labels of an axis: as many decimals as tell its ticks apart when all is in view. */
const axis = (values, decimals) => {
  const range =
    values.reduce((high, value) => Math.max(high, value), -Infinity) - values.reduce((low, value) => Math.min(low, value), Infinity);
  const shown = range >= 1000 ? 0 : range >= 10 ? Math.min(decimals, 2) : decimals;
  return (value) => number(value, shown);
};
const percent = (value) => `${number(value * 100, 2)}%`;
const timeText = (seconds) => new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 16);

/** The colours of the page, or of paper. */
function palette(paper) {
  const style = getComputedStyle(document.querySelector(paper ? '.palette-print' : ':root'));
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

function chartColours(colour) {
  return {
    layout: { background: { type: 'solid', color: colour('card') }, textColor: colour('muted') },
    grid: { vertLines: { color: colour('grid') }, horzLines: { color: colour('grid') } },
    rightPriceScale: { borderColor: colour('line') },
    timeScale: { borderColor: colour('line') },
    crosshair: {
      vertLine: { color: colour('benchmark'), labelBackgroundColor: colour('muted') },
      horzLine: { color: colour('benchmark'), labelBackgroundColor: colour('muted') },
    },
  };
}

function makeChart(id, formatter, timeVisible) {
  return createChart(document.getElementById(id), {
    autoSize: true,
    layout: { attributionLogo: false, fontSize: 12, fontFamily: getComputedStyle(document.body).fontFamily },
    rightPriceScale: { minimumWidth: 86, entireTextOnly: true },
    timeScale: {
      visible: timeVisible,
      timeVisible: true,
      secondsVisible: false,
      minBarSpacing: 0.001,
      tickMarkMaxCharacterLength: 6,
      fixLeftEdge: true,
      fixRightEdge: true,
      lockVisibleTimeRangeOnResize: true,
    },
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
    localization: { locale: 'en-US', priceFormatter: formatter, timeFormatter: timeText },
  });
}

const quiet = { priceLineVisible: false, lastValueVisible: false };
const points = (values) => values.map((value, row) => ({ time: data.time[row], value }));
let colour = palette(false);

/** Equity against buy and hold. */
function equityView(id) {
  const chart = makeChart(id, axis(data.equity, data.decimals), false);
  const benchmark = chart.addSeries(LineSeries, { ...quiet, lineWidth: 1.5, crosshairMarkerVisible: false });
  const series = chart.addSeries(LineSeries, { ...quiet, lineWidth: 2 });
  series.createPriceLine({ price: data.cash, color: '#8b95a3', lineWidth: 1, lineStyle: 1, axisLabelVisible: false });
  series.setData(points(data.equity));
  benchmark.setData(points(data.benchmark));
  const paint = () => {
    series.applyOptions({ color: colour('accent') });
    benchmark.applyOptions({ color: colour('benchmark') });
  };
  const readAt = (row) => {
    readouts.equity.textContent = `${timeText(data.time[row])}  equity ${number(data.equity[row], data.decimals)}  hold ${number(data.benchmark[row], data.decimals)} ${data.currency}`;
  };
  return { chart, series, values: data.equity, paint, readAt };
}

/** How far equity is below its highest so far. */
function drawdownView(id) {
  const chart = makeChart(id, percent, true);
  const series = chart.addSeries(BaselineSeries, {
    ...quiet,
    baseValue: { type: 'price', price: 0 },
    lineWidth: 1,
    topLineColor: 'transparent',
    topFillColor1: 'transparent',
    topFillColor2: 'transparent',
  });
  series.setData(points(data.drawdown));
  const paint = () =>
    series.applyOptions({
      bottomLineColor: colour('loss'),
      bottomFillColor1: colour('loss-soft'),
      bottomFillColor2: colour('loss-soft'),
    });
  const readAt = (row) => {
    readouts.drawdown.textContent = percent(data.drawdown[row]);
  };
  return { chart, series, values: data.drawdown, paint, readAt };
}

/** The price with entries and exits, and the regimes as bands behind it. */
function priceView(id) {
  const chart = makeChart(id, axis(data.price.close, data.priceDecimals), true);
  const bands = chart.addSeries(HistogramSeries, { ...quiet, priceScaleId: 'bands' });
  chart.priceScale('bands').applyOptions({ scaleMargins: { top: 0, bottom: 0 } });
  const series = chart.addSeries(CandlestickSeries, { ...quiet, borderVisible: false });
  const price = (row) => ({
    open: data.price.open[row],
    high: data.price.high[row],
    low: data.price.low[row],
    close: data.price.close[row],
  });
  series.setData(data.time.map((time, row) => ({ time, ...price(row) })));
  const markers = createSeriesMarkers(series, []);
  const paint = () => {
    const [up, down] = [colour('candle-up'), colour('candle-down')];
    series.applyOptions({ upColor: up, wickUpColor: up, downColor: down, wickDownColor: down });
    const shades = data.regimeNames.map((name) => colour(`regime-${name}`));
    bands.setData(data.regimes.map((regime, row) => ({ time: data.time[row], ...(regime >= 0 && { value: 1, color: shades[regime] }) })));
    showMarkers(chart, markers);
  };
  const readAt = (row) => {
    const regime = data.regimeNames[data.regimes[row]];
    readouts.price.textContent = [
      ...(regime === undefined ? [] : [regime]),
      ...Object.entries(price(row)).map(([part, value]) => `${part} ${number(value, data.priceDecimals)}`),
    ].join('  ');
  };
  chart.timeScale().subscribeVisibleLogicalRangeChange(() => showMarkers(chart, markers));
  return { chart, series, values: data.price.close, paint, readAt };
}

function markerOf([row, side]) {
  return side > 0
    ? { time: data.time[row], position: 'belowBar', shape: 'arrowUp', size: 0.8, color: colour('gain') }
    : { time: data.time[row], position: 'aboveBar', shape: 'arrowDown', size: 0.8, color: colour('loss') };
}

/** Puts markers on the fills in view; when there are too many, on every n-th pair of them, since buys and sells mostly take turns. */
function showMarkers(chart, markers) {
  const range = chart.timeScale().getVisibleLogicalRange();
  const all = range === null ? data.fills : data.fills.filter(([row]) => row >= range.from && row <= range.to);
  const step = Math.ceil(all.length / data.markers);
  const shown = all.filter((_, index) => Math.floor(index / 2) % step === 0).map(markerOf);
  markers.setMarkers(shown);
  if (readouts.markers === undefined) return;
  readouts.markers.textContent =
    step > 1
      ? `${number(shown.length, 0)} of ${number(all.length, 0)} markers in view are drawn; zoom in for all.`
      : `${number(all.length, 0)} markers in view.`;
}

/** What the page has a place for. */
const views = Object.entries({ 'equity-chart': equityView, 'drawdown-chart': drawdownView, 'price-chart': priceView })
  .filter(([id]) => document.getElementById(id) !== null)
  .map(([id, view]) => view(id));
const charts = views.map(({ chart }) => chart);

function paint(paper) {
  colour = palette(paper);
  for (const { chart, paint: paintView } of views) {
    chart.applyOptions(chartColours(colour));
    paintView();
  }
}

/** One time range for all charts: the one that moved tells the others. */
let moving = false;
for (const chart of charts) {
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (moving || range === null) return;
    moving = true;
    for (const other of charts) if (other !== chart) other.timeScale().setVisibleLogicalRange(range);
    moving = false;
  });
}

/** What the charts say at a row: under the pointer, else at the end. */
function readAt(row) {
  for (const view of views) view.readAt(row);
}
const rows = new Map(data.time.map((time, row) => [time, row]));
for (const { chart } of views) {
  chart.subscribeCrosshairMove(({ time, sourceEvent }) => {
    const row = rows.get(time);
    if (sourceEvent === undefined) return;
    for (const other of views) {
      if (other.chart === chart) continue;
      if (row === undefined) other.chart.clearCrosshairPosition();
      else other.chart.setCrosshairPosition(other.values[row], time, other.series);
    }
    readAt(row ?? data.time.length - 1);
  });
}

function zoom(factor) {
  const scale = charts[0].timeScale();
  const range = scale.getVisibleLogicalRange();
  if (range === null) return;
  const [middle, half] = [(range.from + range.to) / 2, ((range.to - range.from) / 2) * factor];
  scale.setVisibleLogicalRange({ from: Math.max(0, middle - half), to: Math.min(data.time.length - 1, middle + half) });
}
const whole = () => charts[0].timeScale().setVisibleLogicalRange({ from: 0, to: data.time.length - 1 });
const actions = {
  in: () => zoom(0.5),
  out: () => zoom(2),
  all: whole,
  log: (button) => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(on));
    for (const { chart, values } of views) if (values !== data.drawdown) chart.priceScale('right').applyOptions({ mode: on ? 1 : 0 });
  },
};
for (const button of document.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => actions[button.dataset.zoom](button));

// The wheel scrolls the page until a chart has been clicked; then it zooms that chart, until the next click elsewhere.
addEventListener('pointerdown', (event) => {
  for (const chart of charts) chart.applyOptions({ handleScale: { mouseWheel: chart.chartElement().contains(event.target) } });
});
dark.addEventListener('change', () => paint(false));
// Paper does not wait for the next frame: it gets a picture of each chart, in the colours of paper.
let pictures = [];
addEventListener('beforeprint', () => {
  paint(true);
  pictures = charts.map((chart) => {
    const picture = chart.takeScreenshot();
    picture.className = 'picture';
    chart.chartElement().parentElement.append(picture);
    return picture;
  });
});
addEventListener('afterprint', () => {
  for (const picture of pictures) picture.remove();
  paint(false);
});

paint(false);
whole();
readAt(data.time.length - 1);
document.documentElement.dataset.ready = 'true';
