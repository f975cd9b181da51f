import { allocationTable } from './page/allocation-table.ts';
import { charts } from './page/charts.ts';
import { htmlDocument } from './page/document.ts';
import { html } from './page/markup.ts';
import { monthlyTable } from './page/monthly-table.ts';
import { overview } from './page/overview.ts';
import { limitsTable } from './page/limits-table.ts';
import { refusalsTable } from './page/refusals-table.ts';
import { regimeTable } from './page/regime-table.ts';
import { settingsTables } from './page/settings-tables.ts';
import { formulas, statisticsTables } from './page/statistics-tables.ts';
import { tradesTable } from './page/trades-table.ts';
import type { BacktestResult } from './result.ts';

/** The report of a backtest as one HTML file. */
export function renderReport(result: BacktestResult): string {
  const { strategy, instruments } = result.settings;
  const hasBars = result.equity.points.length > 0;
  const title = `${strategy.id} on ${instruments[0]?.id ?? ''} ${instruments[0]?.interval ?? ''} - Ballast backtest`;
  return htmlDocument(
    result,
    title,
    html`${overview(result)} ${hasBars ? [charts(result), monthlyTable(result)] : ''} ${allocationTable(result)} ${regimeTable(result)}
    ${statisticsTables(result)} ${tradesTable(result)} ${refusalsTable(result)} ${limitsTable(result)} ${settingsTables(result)}
    ${formulas()}`,
  );
}
