import { Command, type Option } from 'commander';

import { createMetrics } from '../api/metrics.ts';
import type { StatusSnapshot } from '../ports/status-source.ts';
import { buildProgram } from './build-program.ts';
import { createContext } from './context.ts';

const HEAD = `# Commands

<!-- Made from src/cli by \`node src/cli/write-docs.ts\`; a test keeps it current. -->

\`ballast COMMAND --help\` says the same as this page.

- **Home.** All state (store, catalog, logs, reports, kept runs, command socket, kill file) lies in one folder: \`--home DIR\`, else
  \`BALLAST_HOME\`, else \`./var/ballast\`. Commands that begin a life make it; the others refuse one that is missing (\`HOME_MISSING\`).
- **Configuration.** \`--config FILE\`, else \`BALLAST_CONFIG\`, else \`./ballast.yaml\`; see [configuration.md](configuration.md).
- **Errors** go to stderr as a code, what was wrong, where, and how to mend it; with \`--json\` as one line of JSON. [errors.md](errors.md)
  lists the codes. What Ballast did not expect is one line too: it names the file that has the details; \`BALLAST_DEBUG=1\` shows them.
- **Exit codes.** 0: done. 1: an error. 2: the command line was wrong, and nothing was done.
`;

const SERVER = `## The status server

While a session runs, \`http://127.0.0.1:8080\` (\`server.host\`, \`server.port\`) answers GET requests, without a password. It answers when it is
asked by address, as \`localhost\` or under a name in \`server.allowedHosts\`, so that no page of a stranger can read it through your browser.

| path | answer |
|---|---|
| \`/health/live\` | 200 while the process answers at all |
| \`/health/ready\` | 200 when the store answers, the market data is young, every decision is stored, and, live, the gate is open; else 503 with the causes by name |
| \`/status\` | JSON: numbers of orders and fills, equity, positions, last fills, strategies and what stopped them, halts, feed, venue, build |
| \`/metrics\` | for Prometheus: the table below, and the process and event loop metrics of prom-client |

`;

const KILL = `## Killing trading

\`ballast kill --reason TEXT\` writes the kill files and tells the running engine: nothing that adds exposure leaves any more, what could is cancelled,
exits and protection stay, and the venue is asked what is left. \`ballast resume --by NAME --reason TEXT\` lifts it. [kill-switch.md](kill-switch.md)
`;

const BY_HAND = `## Orders by hand

\`ballast order\`, \`cancel\`, \`close\`, \`reconcile\` and \`resume INSTRUMENT\` ask the running session, on paper and live, through a socket in the home
folder that only its user may open. What they ask for is journaled with the name of who asked, passes the checks that orders of strategies pass,
and is stored when the command returns. A quantity or price off the step of the instrument is refused, with the nearest right ones beside it.
Orders by hand are those of a strategy named \`manual\`, which has positions of its own; \`close\` closes what any strategy holds.
\`ballast orders\`, \`fills\`, \`positions\` and \`balances\` read the store, so they tell the same while a session runs and afterwards.
`;

/** docs/commands.md: every command with its arguments and options, the status server and its metrics. */
export async function renderCommandsDocs(): Promise<string> {
  const program = new Command('ballast');
  buildProgram(
    program,
    createContext({ stdout: process.stdout, stderr: process.stderr, env: {}, cwd: '/' }, () => ({})),
  );
  const sections = program.commands.flatMap((command) => describe(command, 'ballast'));
  return [HEAD, ...sections, SERVER + (await metricsTable()), BY_HAND, KILL].join('\n');
}

function describe(command: Command, parent: string): readonly string[] {
  const name = `${parent} ${command.name()}`;
  if (command.commands.length > 0) return command.commands.flatMap((child) => describe(child, name));
  const usage = command.usage().replace('[options] ', '').replace('[options]', '').trim();
  const rows = [
    ...command.registeredArguments.map((argument) => [argument.name(), meaning(argument)]),
    ...command.options.map((option) => [option.flags, `${meaning(option)}${option.mandatory ? ' (required)' : ''}`]),
  ].map(([left = '', right = '']) => `| \`${left.replaceAll('|', '\\|')}\` | ${right.replaceAll('|', '\\|')} |`);
  const table = rows.length === 0 ? [] : ['| | |', '|---|---|', ...rows, ''];
  return [[`## ${`${name} ${usage}`.trim()}`, '', sentence(command.description()), '', ...table].join('\n')];
}

/** What an argument or option is for, the words that it takes, and what holds without it. */
function meaning({ description, argChoices, defaultValue }: Pick<Option, 'description' | 'argChoices' | 'defaultValue'>): string {
  const choices = argChoices === undefined ? '' : `: ${argChoices.join(', ')}`;
  return `${description}${choices}${typeof defaultValue === 'string' ? ` (default ${defaultValue})` : ''}`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The metrics as they are, from the registry itself. */
async function metricsTable(): Promise<string> {
  const text = await createMetrics({ snapshot: () => EMPTY, checks: () => Promise.resolve([]) }).text();
  const rows = [...text.matchAll(/^# HELP (ballast_\w+) (.*)$/gm)].map(([, name, help]) => `| \`${name ?? ''}\` | ${help ?? ''} |`);
  return ['| metric | meaning |', '|---|---|', ...rows, ''].join('\n');
}

const EMPTY: StatusSnapshot = {
  version: '',
  stage: '',
  sessionId: '',
  startedAt: 0,
  now: 0,
  trading: { state: 'HALTED', reason: '' },
  orders: 0,
  openOrders: 0,
  fills: 0,
  refusals: 0,
  account: { currency: '', equity: '0', cash: '0', startCash: '0' },
  positions: [],
  lastFills: [],
  strategies: [],
  limits: [],
  halted: [],
  feed: { name: '', connected: false, age: undefined, reconnects: 0, backfilledBars: 0 },
  steps: 0,
  commitTime: undefined,
  commitAge: undefined,
  uncommittedAge: 0,
};
