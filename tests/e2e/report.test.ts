import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { chromium, type Browser, type Page } from 'playwright-core';

import { renderReport } from '../../src/report/html.ts';
import type { BacktestResult } from '../../src/report/result.ts';
import { sampleResult } from './report-sample.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const MEGABYTE = 1024 * 1024;

let browser: Browser;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-report-'));
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** Requests for anything but the file, and everything that the console said. */
  readonly trouble: readonly string[];
}

/** Opens the report of a result as a file, in a browser without network. */
async function opened(result: BacktestResult, options: { colorScheme?: 'light' | 'dark'; width?: number } = {}): Promise<Opened> {
  const file = join(folder, 'report.html');
  writeFileSync(file, renderReport(result));
  const { colorScheme = 'light', width = 1280 } = options;
  const context = await browser.newContext({ offline: true, colorScheme, viewport: { width, height: 900 } });
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href && !request.url().startsWith('data:')) trouble.push(`request ${request.url()}`);
  });
  page.on('console', (message) => trouble.push(`console ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error ${error.message}`));
  page.on('dialog', (dialog) => trouble.push(`dialog ${dialog.message()}`));
  await page.goto(pathToFileURL(file).href);
  if (result.equity.points.length > 0) await page.waitForSelector('html[data-ready]');
  // Charts draw in the next frame.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  return { page, trouble };
}

/** How many different colours each canvas of a chart shows, the largest canvas counting. */
function coloursDrawn(page: Page, chart: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvases = [...document.querySelectorAll('#${chart} canvas')].filter((canvas) => canvas.width > 0 && canvas.height > 0);
    return Math.max(...canvases.map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }));
  })()`);
}

/** Attributes of all elements that a selector finds. */
function attributes(page: Page, selector: string, names: readonly string[]): Promise<readonly (readonly string[])[]> {
  const find = `[...document.querySelectorAll(${JSON.stringify(selector)})]`;
  return page.evaluate(`${find}.map((element) => ${JSON.stringify(names)}.map((name) => element.getAttribute(name)))`);
}

const sample = sampleResult();

describe('the report in a browser', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`draws its charts without network and without a complaint: ${colorScheme}`, async () => {
      const { page, trouble } = await opened(sample, { colorScheme });
      for (const chart of ['equity-chart', 'drawdown-chart', 'price-chart']) {
        assert.ok((await coloursDrawn(page, chart)) > 5, `${chart} is empty`);
      }
      assert.equal(trouble.join('\n'), '');
    });
  }

  test('colours the regimes behind the price, and says how much of the time they held', async () => {
    const shares = { trend: 0.25, range: 0.5, 'high-volatility': 0.15, crisis: 0.1 };
    const changes: [string, 'range' | 'crisis'][] = [
      ['2023-03-01T00:00:00Z', 'range'],
      ['2023-06-01T00:00:00Z', 'crisis'],
    ];
    const series = [
      { instrument: 'BTC/USDT.BINANCE', shares, changes },
      { instrument: null, shares, changes: [] },
    ];
    const { page, trouble } = await opened({ ...sample, regimes: { model: 'rules', interval: '15m', series, stops: [] } });
    assert.equal(trouble.join('\n'), '');
    const drawn = await page.evaluate<Record<string, number>>(`(() => {
      const canvas = document.querySelector('#price-chart canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const counts = {};
      for (let at = 0; at < data.length; at += 4) {
        const colour = [data[at], data[at + 1], data[at + 2]].join(',');
        counts[colour] = (counts[colour] ?? 0) + 1;
      }
      return counts;
    })()`);
    const [range, crisis, trend] = ['238,241,246', '246,195,201', '227,241,234'].map((colour) => drawn[colour] ?? 0) as [
      number,
      number,
      number,
    ];
    assert.ok(crisis > 1.5 * range && range > 10_000 && trend === 0, `range ${range}, crisis ${crisis}, trend ${trend}`);
    assert.match(
      await page.innerText('section[aria-labelledby=regimes] tbody'),
      /BTC\/USDT.BINANCE\s+25.00%\s+50.00%\s+15.00%\s+10.00%\s+2/,
    );
    assert.match(await page.innerText('[data-readout=price]'), /^crisis +open/);
  });

  test('shows the numbers of the JSON', async () => {
    const { page } = await opened(sample);
    const shown = await attributes(page, 'data[data-statistic]', ['data-statistic', 'value']);
    assert.deepEqual(new Set(shown.map(([id]) => id)), new Set(Object.keys(sample.statistics)));
    for (const [id = '', value] of shown) assert.equal(value, String(sample.statistics[id as keyof BacktestResult['statistics']]), id);
    assert.match(await page.innerText('.tiles'), /Return\s+\+52\.14%\s+Buy & hold -56\.90%/);
    assert.equal(await page.innerText('.verdict'), '10,000 USDT became 15,213.78 USDT in 365 days; buy and hold lost 56.90%.');
    assert.equal(await page.locator('.trades tbody tr').count(), sample.roundTrips.total);
    const settings = await page.innerText('section[aria-labelledby=settings]');
    for (const text of [sample.hash, sample.settings.strategy.hash, sample.settings.instruments[0]?.fingerprint ?? '', 'param weight']) {
      assert.ok(settings.includes(text), text);
    }
  });

  test('states what it leaves out', async () => {
    const { page } = await opened(sample);
    const text = await page.innerText('main');
    assert.match(text, /Downsampled: a point covers 8 bars/);
    assert.match(text, /at most 200 are drawn at once/);
    assert.match(text, /Data of BTC\/USDT\.BINANCE 15m: 2 gaps/);
  });

  test('zooms all charts together, and thins markers until they can be told apart', async () => {
    const { page, trouble } = await opened(sampleResult({ bars: 30_000, averages: [5, 20] }));
    assert.match(await page.innerText('[data-readout=markers]'), /^\d+ of [\d,]+ markers in view are drawn; zoom in for all\.$/);
    for (let press = 0; press < 6; press += 1) await page.click('[data-zoom=in]');
    assert.match(await page.innerText('[data-readout=markers]'), /^\d+ markers in view\.$/);
    await page.click('[data-zoom=log]');
    assert.equal(await page.getAttribute('[data-zoom=log]', 'aria-pressed'), 'true');
    await page.click('[data-zoom=all]');
    await page.hover('#equity-chart', { position: { x: 300, y: 100 } });
    assert.match(await page.innerText('[data-readout=equity]'), /^2023-\d\d-\d\d \d\d:\d\d +equity [\d,.]+ +hold [\d,.]+ USDT$/);
    assert.equal(trouble.join('\n'), '');
  });

  test('sorts its round trips by a column, and the other way round', async () => {
    const { page } = await opened(sample);
    const profits = async (): Promise<number[]> => {
      const cells = await attributes(page, '.trades tbody tr td:nth-child(10)', ['data-sort']);
      return cells.map(([profit]) => Number(profit));
    };
    const sorted = sample.roundTrips.first.map(({ profit }) => Number(profit)).sort((left, right) => left - right);
    await page.click('.trades th button:text-is("Profit")');
    assert.deepEqual(await profits(), sorted);
    await page.click('.trades th button:text-is("Profit")');
    assert.deepEqual(await profits(), sorted.toReversed());
    assert.equal(await page.getAttribute('.trades th[aria-sort]', 'aria-sort'), 'descending');
  });

  test('leads from a statistic to its formula', async () => {
    const { page } = await opened(sample);
    await page.click('a[href="#formula-sharpe"]');
    assert.ok(await page.isVisible('#formula-sharpe dd'));
  });

  test('does not scroll sideways on a phone', async () => {
    const { page } = await opened(sample, { width: 360 });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
  });

  test('says so when there was no bar', async () => {
    const { page, trouble } = await opened(sampleResult({ bars: 0 }));
    assert.match(await page.innerText('.notes'), /There was no bar in the period/);
    assert.equal(trouble.join('\n'), '');
  });
});

test('texts from outside stay texts, and the policy would stop them if they were not', async () => {
  const attack = '</script></style></title><img src=x onerror="alert(1)"><script>alert(2)</script>\'"><svg onload=alert(3)>';
  const attacked = sampleResult({ bars: 2_000, averages: [5, 20], strategyId: attack, params: { [attack]: attack, list: [attack] } });
  const result: BacktestResult = {
    ...attacked,
    hash: attack,
    engine: { version: attack },
    settings: {
      ...attacked.settings,
      currency: attack,
      slippage: attack,
      instruments: attacked.settings.instruments.map((instrument) => ({
        ...instrument,
        id: attack,
        quote: attack,
        interval: attack,
        notes: [attack],
      })),
    },
    roundTrips: {
      ...attacked.roundTrips,
      first: attacked.roundTrips.first.map((trip) => ({ ...trip, instrument: attack, strategyId: attack })),
    },
    refusals: {
      total: 1,
      byCode: { [attack]: 1 },
      first: [{ time: '2023-01-01T00:00:00Z', instrument: attack, code: attack, message: attack }],
    },
  };
  const { page, trouble } = await opened(result);
  assert.equal(trouble.join('\n'), '');
  assert.equal(await page.innerText('h1'), `${attack} 1.0.0`);
  assert.equal(await page.locator('img, main script, main style, svg[onload]').count(), 0);
  assert.equal(await page.locator('script').count(), 4);

  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror="document.title = 1">')`);
  await page.evaluate('fetch("https://example.com/").catch(() => undefined)');
  const refused = trouble.filter((text) => text.includes('Content Security Policy'));
  assert.ok(
    refused.some((text) => text.includes('script-src')),
    'an inline handler ran',
  );
  assert.ok(
    refused.some((text) => text.includes('example.com')),
    'a connection was not refused',
  );
});

test('a million bars make a page of at most 5 MB that draws', async () => {
  const result = sampleResult({ bars: 1_000_000, minutes: 1, averages: [20, 60], short: true });
  assert.ok(renderReport(result).length <= 5 * MEGABYTE);
  const { page, trouble } = await opened(result);
  assert.ok((await coloursDrawn(page, 'equity-chart')) > 5);
  assert.match(await page.innerText('section[aria-labelledby=trades] h2'), /The first 1,000 of [\d,]+ by exit time/);
  assert.equal(trouble.join('\n'), '');
});

test('the page has the notice and the link that the chart library asks for', () => {
  const page = renderReport(sampleResult({ bars: 100 }));
  assert.match(page, /TradingView Lightweight Charts™, Copyright \(c\) 2026 TradingView, Inc\., Apache License 2\.0/);
  assert.match(page, /href="https:\/\/www\.tradingview\.com\/"/);
  assert.match(page, /@license\s+\* TradingView Lightweight Charts/);
});
