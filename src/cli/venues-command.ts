import { sendCommand } from '../adapters/control/send-command.ts';
import type { Allowance } from '../adapters/venues/ccxt/trading/allowance-meter.ts';
import { venueTerms } from '../adapters/venues/ccxt/trading/dialects.ts';
import { statusJson } from '../api/status-json.ts';
import { isBallastError } from '../kernel/errors.ts';
import { formatTime } from '../kernel/time.ts';
import type { ComparisonStatus, StatusSnapshot } from '../ports/status-source.ts';
import type { VenueCapabilities } from '../ports/venue.ts';
import { displayDuration, displayNumber, displayTime } from '../report/display.ts';
import type { CliContext } from './context.ts';
import { printable, renderTable } from './table.ts';

/** What is told of each venue, by its name in the table. */
const ROWS: readonly (readonly [what: string, tell: (venue: VenueCapabilities) => string])[] = [
  ['market and limit orders', ({ orderTypes }) => placeOf(orderTypes.includes('market') && orderTypes.includes('limit'))],
  ['stop orders', ({ orderTypes }) => placeOf(orderTypes.includes('stop'))],
  ['stop-limit orders', ({ orderTypes }) => placeOf(orderTypes.includes('stop-limit'))],
  ['trailing stops', ({ orderTypes }) => placeOf(orderTypes.includes('trailing-stop'))],
  ['at once or not (IOC, FOK)', ({ timesInForce }) => yes(timesInForce.includes('IOC') && timesInForce.includes('FOK'))],
  ['post-only', ({ postOnly }) => yes(postOnly)],
  ['stop and target as one', ({ oco }) => yes(oco)],
  ['our order id: characters', ({ clientIdLength }) => String(clientIdLength)],
  ['our order id: unique', ({ clientIdUnique }) => ({ ever: 'for ever', open: 'while open', never: 'no' })[clientIdUnique]],
  ['our order id finds', ({ lookupByClientId }) => (lookupByClientId === 'any' ? 'any order' : 'open orders')],
  ['a request lives for', ({ requestLifetime }) => displayDuration(requestLifetime / 1_000_000)],
  ['stream of orders', ({ orderStream }) => yes(orderStream)],
  ['cancels all when silent', ({ cancelAllAfter }) => yes(cancelAllAfter)],
];

/** The same of what a venue allows. */
const LIMITS = [
  ['request weight', 'weight'],
  ['orders', 'orders'],
] as const;

/** `ballast venues`: what each venue can and allows, and how the running session stands with its own. */
export async function venuesCommand(context: CliContext, { json = false }: { readonly json?: boolean }): Promise<void> {
  const venues = venueTerms();
  const snapshot = await runningSession(context);
  if (json) {
    const { venue = null, sessionId = null } = snapshot === undefined ? {} : statusJson(snapshot);
    return context.out(JSON.stringify({ venues, session: sessionId, venue }, null, 2));
  }
  const rows = [
    ...ROWS.map(([what, tell]) => [what, ...venues.map(({ capabilities }) => tell(capabilities))]),
    ...LIMITS.map(([what, counts]) => [what, ...venues.map(({ allowances }) => limitText(allowances, counts))]),
  ];
  for (const line of renderTable(['', ...venues.map(({ id }) => id)], rows, context.stdout.columns)) context.out(line);
  if (snapshot !== undefined) for (const line of ['', ...sessionLines(snapshot)]) context.out(line);
}

/** The status of the session that runs on this home folder; nothing where none runs, or where there is no home folder. */
async function runningSession(context: CliContext): Promise<StatusSnapshot | undefined> {
  try {
    const { controlSocket } = context.openHome({ create: false });
    return (await sendCommand(controlSocket, 'status')) as StatusSnapshot;
  } catch (error) {
    if (isBallastError(error) && ABSENT.has(error.code)) return undefined;
    throw error;
  }
}

/** Errors which say that there is no session to be asked. */
const ABSENT: ReadonlySet<string> = new Set(['HOME_MISSING', 'RUN_NOT_RUNNING', 'RUN_RECOVERING']);

/** How a session stands with its venue, one thing a line. */
function sessionLines({ sessionId, venue, halted }: StatusSnapshot): readonly string[] {
  const halts = halted.map(({ instrumentId, reason }) => ['halted', `${instrumentId}: ${reason}`]);
  if (venue === undefined) return [`Session ${sessionId} trades on the simulated venue.`];
  const { name, host, permissions, gate, comparison } = venue;
  const lines = [
    [
      'key',
      permissions === undefined
        ? 'the venue does not tell what it may do'
        : `may ${permissions.trade ? 'trade' : 'NOT trade'}, may not withdraw`,
    ],
    ['gate', `${gate.state}: ${gate.reason}`],
    ['stream', venue.streamUp ? 'up' : 'DOWN'],
    ['clock', `${(venue.clockOffset / 1000).toFixed(0)} ms from ours`],
    ['budget used', `requests ${percent(venue.weightUsed)}, orders ${percent(venue.ordersUsed)}; ${venue.queued} wait`],
    ['not known', `${venue.pursued} orders`],
    ['compared', comparison === undefined ? 'not yet' : comparisonText(comparison)],
    [
      'kept back',
      venue.brokenFor === undefined
        ? 'nothing'
        : `new orders, for ${displayDuration(venue.brokenFor / 1_000_000)}: the venue keeps failing`,
    ],
    ['last problem', venue.lastProblem ?? 'none'],
    ...halts,
  ];
  return [
    `Session ${sessionId} trades on ${name} at ${host}`,
    ...lines.map(([what = '', text = '']) => `  ${what.padEnd(14)}${printable(text)}`),
  ];
}

function comparisonText({ at, outcome, found, others }: ComparisonStatus): string {
  const strangers = others === 0 ? '' : `; ${others} open orders there are not of this session`;
  return `${displayTime(formatTime(at).replace(/\.\d+/, ''))} ${[outcome, ...found].join(': ')}${strangers}`;
}

/** What a venue allows in its shortest window, such as `100 / 10 s`. */
function limitText(allowances: readonly Allowance[], counts: Allowance['counts']): string {
  const [shortest] = allowances.filter((each) => each.counts === counts).toSorted((a, b) => a.per - b.per);
  return shortest === undefined ? '-' : `${displayNumber(shortest.most, 0)} / ${displayDuration(shortest.per / 1_000_000)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** What a venue lacks Ballast holds itself, while it runs. */
function placeOf(isAtVenue: boolean): string {
  return isAtVenue ? 'at venue' : 'by Ballast';
}

function yes(is: boolean): string {
  return is ? 'yes' : 'no';
}
