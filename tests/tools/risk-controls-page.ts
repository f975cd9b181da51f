import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flattenKeys, listKeys } from '../../src/config/list-keys.ts';
import type { Control } from '../../src/core/risk/controls/control.ts';
import { CONTROLS } from '../../src/core/risk/controls.ts';
import { ROOT } from './run-command.ts';

/** Where the page of risk controls lies. */
export const RISK_CONTROLS_PAGE = join(ROOT, 'docs/risk-controls.md');

/** The page of risk controls, in the order in which they are asked. */
export function riskControlsPage(controls: readonly Control[]): string {
  const rows = controls.map(({ name, what, why, source, settings, codes, asksExits }) =>
    [
      name,
      what,
      why,
      source,
      settings.length === 0 ? '-' : settings.map(settingOf).join('<br>'),
      codes.map((code) => `[${code}](errors.md#${code.toLowerCase()})`).join('<br>'),
      asksExits ? 'yes' : 'no',
    ].join(' | '),
  );
  const head = 'control | what | why | source | setting and default | code | asks exits';
  return `${INTRODUCTION}\n| ${head} |\n|${'---|'.repeat(7)}\n${rows.map((row) => `| ${row} |\n`).join('')}${NOTES}`;
}

/** A setting with its default, as the schema has it. */
function settingOf(setting: string): string {
  const path = setting.startsWith('limits[]') ? setting : `risk.${setting}`;
  const keys = flattenKeys(listKeys()).filter((key) => key.path === path || key.path === `risk.eachStrategy.${setting}`);
  if (keys.length === 0) throw new Error(`there is no key ${path}`);
  return keys.map((key) => `\`${key.path}\`${key.default === undefined ? '' : `: ${key.default}`}`).join('<br>');
}

const INTRODUCTION = `# Risk controls

Every order, of a strategy, a person, a stop or an exit, in a backtest, on paper or live, is asked about by each of these, in this order; the first refusal
stands. A refusal says the control, the value, the limit and what would have passed. Cancels are never refused. Exits (reduce-only orders) are asked about
only where the last column says so: no limit keeps a position from being closed. What cannot be worked out is refused (\`RISK_CONTROL_FAILED\`).

\`ballast risk check buy BTC/USDT.BINANCE --quantity 1\` shows what each would say; \`ballast risk show\` how much of each limit is used;
\`ballast risk set\` changes one while a session runs. R6 is the Commission's delegated regulation 2017/589.

<!-- Made from src/core/risk/controls by \`node tests/tools/risk-controls-page.ts\`; a test keeps it current. -->
`;

const NOTES = `
## How limits are set

- **Levels.** \`risk\` holds for the account, \`risk.eachStrategy\` for every strategy, \`limits\` for single strategies and instruments. Where several hold, the tightest wins.
  A limit is a sum in the account's currency, a share of its equity (\`5%\`), a number or a length of time; \`unlimited\` is none.
- **What counts.** An order counts from the moment it is sent, and as long as its fate is not known. Losses count what is realised, what is open at the last price, and fees.
- **Hit.** When a loss, the drawdown, a streak or a repetition reaches its limit, at the very event, trading of the account is \`risk.lossAction\`, that of a strategy or an
  instrument reduces; what it overshot is told, on record and sent to people. It stays so over restarts until a named person lets it go on (\`ballast resume\`), from where it
  then counts anew. In a backtest nobody can: there it goes on with the next day, or week. \`ballast backtest --limits off\` shows what a strategy does without limits.
- **Changes** are signed with the key of the person (\`ballast keys add\`), stored and audited. What tightens acts at once; what loosens needs \`--confirm\`, and in live trading
  \`--for\`: it ends by itself, and is checked like any other limit meanwhile. A sum in place of a share, or the reverse, counts as loosening.
- **Live** trading takes \`dailyLoss\`, \`maxOrderValue\` and \`maxPositionValue\` from no default: the file has to state them.

## Why these defaults

What the systems of our users had is the default, but for: the daily loss (1% rather than 5%, since it holds for whoever has not thought about it yet), values of orders and
positions (shares of the equity rather than 10,000 and 20%, since accounts differ and many begin with one strategy), and leverage (1 rather than 2, since accounts here borrow
nothing). A losing streak stops nobody by default: who follows trends loses ten times in a row as a matter of course.
`;

if (import.meta.main) writeFileSync(RISK_CONTROLS_PAGE, riskControlsPage(CONTROLS));
