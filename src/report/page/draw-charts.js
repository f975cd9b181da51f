/* Draws the charts of a report from the columns in #data and keeps them in step. No network, no storage. */
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const { createChart, createSeriesMarkers, LineSeries, BaselineSeries, CandlestickSeries } = LightweightCharts;
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

const equityChart = makeChart('equity-chart', axis(data.equity, data.decimals), false);
const drawdownChart = makeChart('drawdown-chart', percent, true);
const priceChart = makeChart('price-chart', axis(data.price.close, data.priceDecimals), true);
const charts = [equityChart, drawdownChart, priceChart];
const quiet = { priceLineVisible: false, lastValueVisible: false };
const benchmark = equityChart.addSeries(LineSeries, { ...quiet, lineWidth: 1.5, crosshairMarkerVisible: false });
const equity = equityChart.addSeries(LineSeries, { ...quiet, lineWidth: 2 });
const drawdown = drawdownChart.addSeries(BaselineSeries, {
  ...quiet,
  baseValue: { type: 'price', price: 0 },
  lineWidth: 1,
  topLineColor: 'transparent',
  topFillColor1: 'transparent',
  topFillColor2: 'transparent',
});
const price = priceChart.addSeries(CandlestickSeries, { ...quiet, borderVisible: false });
const points = (values) => values.map((value, row) => ({ time: data.time[row], value }));
equity.createPriceLine({ price: data.cash, color: '#8b95a3', lineWidth: 1, lineStyle: 1, axisLabelVisible: false });
equity.setData(points(data.equity));
benchmark.setData(points(data.benchmark));
drawdown.setData(points(data.drawdown));
price.setData(
  data.time.map((time, row) => ({
    time,
    open: data.price.open[row],
    high: data.price.high[row],
    low: data.price.low[row],
    close: data.price.close[row],
  })),
);
const markers = createSeriesMarkers(price, []);
let colour = palette(false);

function paint(paper) {
  colour = palette(paper);
  for (const chart of charts) chart.applyOptions(chartColours(colour));
  equity.applyOptions({ color: colour('accent') });
  benchmark.applyOptions({ color: colour('benchmark') });
  drawdown.applyOptions({
    bottomLineColor: colour('loss'),
    bottomFillColor1: colour('loss-soft'),
    bottomFillColor2: colour('loss-soft'),
  });
  const [up, down] = [colour('candle-up'), colour('candle-down')];
  price.applyOptions({ upColor: up, wickUpColor: up, downColor: down, wickDownColor: down });
  showMarkers();
}

function markerOf([row, side]) {
  return side > 0
    ? { time: data.time[row], position: 'belowBar', shape: 'arrowUp', size: 0.8, color: colour('gain') }
    : { time: data.time[row], position: 'aboveBar', shape: 'arrowDown', size: 0.8, color: colour('loss') };
}

/** Puts markers on the fills in view; when there are too many, on every n-th pair of them, since buys and sells mostly take turns. */
function showMarkers() {
  const range = priceChart.timeScale().getVisibleLogicalRange();
  const all = range === null ? data.fills : data.fills.filter(([row]) => row >= range.from && row <= range.to);
  const step = Math.ceil(all.length / data.markers);
  const shown = all.filter((_, index) => Math.floor(index / 2) % step === 0).map(markerOf);
  markers.setMarkers(shown);
  readouts.markers.textContent =
    step > 1
      ? `${number(shown.length, 0)} of ${number(all.length, 0)} markers in view are drawn; zoom in for all.`
      : `${number(all.length, 0)} markers in view.`;
}

/** One time range for all charts: the one that moved tells the others. */
let moving = false;
for (const chart of charts) {
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (moving || range === null) return;
    moving = true;
    for (const other of charts) if (other !== chart) other.timeScale().setVisibleLogicalRange(range);
    showMarkers();
    moving = false;
  });
}

/** What the charts say at a row: under the pointer, else at the end. */
function readAt(row) {
  readouts.equity.textContent = `${timeText(data.time[row])}  equity ${number(data.equity[row], data.decimals)}  hold ${number(data.benchmark[row], data.decimals)} ${data.currency}`;
  readouts.drawdown.textContent = percent(data.drawdown[row]);
  readouts.price.textContent = ['open', 'high', 'low', 'close']
    .map((part) => `${part} ${number(data.price[part][row], data.priceDecimals)}`)
    .join('  ');
}
const rows = new Map(data.time.map((time, row) => [time, row]));
const mains = new Map([
  [equityChart, [equity, data.equity]],
  [drawdownChart, [drawdown, data.drawdown]],
  [priceChart, [price, data.price.close]],
]);
for (const chart of charts) {
  chart.subscribeCrosshairMove(({ time, sourceEvent }) => {
    const row = rows.get(time);
    if (sourceEvent === undefined) return;
    for (const other of charts) {
      if (other === chart) continue;
      const [series, values] = mains.get(other);
      if (row === undefined) other.clearCrosshairPosition();
      else other.setCrosshairPosition(values[row], time, series);
    }
    readAt(row ?? data.time.length - 1);
  });
}

function zoom(factor) {
  const scale = priceChart.timeScale();
  const range = scale.getVisibleLogicalRange();
  if (range === null) return;
  const [middle, half] = [(range.from + range.to) / 2, ((range.to - range.from) / 2) * factor];
  scale.setVisibleLogicalRange({ from: Math.max(0, middle - half), to: Math.min(data.time.length - 1, middle + half) });
}
const whole = () => priceChart.timeScale().setVisibleLogicalRange({ from: 0, to: data.time.length - 1 });
const actions = {
  in: () => zoom(0.5),
  out: () => zoom(2),
  all: whole,
  log: (button) => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(on));
    for (const chart of [equityChart, priceChart]) chart.priceScale('right').applyOptions({ mode: on ? 1 : 0 });
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
