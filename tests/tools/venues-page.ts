import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Allowance } from '../../src/adapters/venues/ccxt/trading/allowance-meter.ts';
import { venueTerms, type VenueTerms } from '../../src/adapters/venues/ccxt/trading/dialects.ts';
import { MICROS_PER_SECOND } from '../../src/kernel/time.ts';
import { ROOT } from './run-command.ts';

/** Where the page of venues lies. */
export const VENUES_PAGE = join(ROOT, 'docs/venues.md');

/** One line of the table: what it tells, and how of a venue. */
type Row = readonly [what: string, tell: (terms: VenueTerms) => string];

const ROWS: readonly Row[] = [
  ['order types', ({ capabilities }) => capabilities.orderTypes.join(', ')],
  ['time in force', ({ capabilities }) => capabilities.timesInForce.join(', ')],
  ['post-only', ({ capabilities }) => yes(capabilities.postOnly)],
  ['our order id', ({ capabilities }) => `up to ${capabilities.clientIdLength} of \`${capabilities.clientIdAlphabet}\``],
  [
    'our order id is unique',
    ({ capabilities }) => ({ ever: 'for ever', open: 'among open orders', never: 'no' })[capabilities.clientIdUnique],
  ],
  [
    'a lookup by our id',
    ({ capabilities }) => ({ any: 'finds any order', open: 'searches the lists of orders' })[capabilities.lookupByClientId],
  ],
  ['a signed request lives for', ({ capabilities }) => `${capabilities.requestLifetime / MICROS_PER_SECOND} s`],
  ['private stream', ({ capabilities }) => yes(capabilities.orderStream)],
  ['stop and target as one order', ({ capabilities }) => yes(capabilities.oco)],
  ['countdown that cancels all', ({ capabilities }) => yes(capabilities.cancelAllAfter)],
  ['weight of requests that Ballast spends', ({ allowances }) => limits(allowances, 'weight')],
  ['orders that Ballast sends', ({ allowances }) => limits(allowances, 'orders')],
];

/** The page of venues, as the table of capabilities has them. */
export function venuesPage(): string {
  const terms = venueTerms();
  const head = `| | ${terms.map(({ id }) => id).join(' | ')} |\n|---|${'---|'.repeat(terms.length)}\n`;
  const rows = ROWS.map(([what, tell]) => `| ${what} | ${terms.map(tell).join(' | ')} |\n`);
  return `${INTRODUCTION}\n${head}${rows.join('')}\n${NOTES}`;
}

function yes(is: boolean): string {
  return is ? 'yes' : 'no';
}

function limits(allowances: readonly Allowance[], counts: Allowance['counts']): string {
  const texts = allowances.filter((each) => each.counts === counts).map(({ most, per }) => `${most} in ${per / MICROS_PER_SECOND} s`);
  return texts.length === 0 ? '-' : texts.join(', ');
}

const INTRODUCTION = `# Venues

What Ballast trades on, through [ccxt](https://github.com/ccxt/ccxt), and what each of them can. Tests hold this table to what is really
sent (\`tests/contract/venue-requests.test.ts\`), and all four to one contract (\`tests/contract/venue-contract.ts\`), against the
[test exchange](testnet.md). \`npx ballast venues\` shows the same, and how the running session stands with its venue.
`;

const NOTES = `What a venue does not hold, Ballast holds itself: see [live.md](live.md). Of each allowance a fifth is kept from entries for
cancels, exits and questions, and a tenth from questions for cancels and exits.

## How an answer is taken

- **Accepted**: the reply has the venue's id of this order.
- **Rejected**: the venue itself says no to this request, in one of the codes that mean "not placed"; or nothing was sent: a check of ours
  refused it, the name did not resolve, nobody took the connection, the queue was full, the breaker open.
- **Unknown**: all else. A timeout, a cut connection, a 5xx whatever its body says, markup, an empty body, \`{}\`, an order without an id, a code
  that is not in our tables. It is never sent again, but looked up.
- A request that was refused for its time stamp was not carried out: the clocks are compared, and it is signed and sent once more.
- A question that fails is an error, never an empty answer. Lists are read to their end.

## Pacing

- Requests wait for their turn, cancels and exits first, then questions, then entries, each for what it needs only; at most \`venue.queue\` of them. An entry that would wait for more than 5 seconds is
  refused (\`VENUE_LIMITED\`), since what it was decided on grows old.
- After 429 or 418 nothing is sent before the time that the venue says, a minute where it says none.
- Five failures in a row, or half of at least ten in a minute, open the breaker: entries stay here (\`VENUE_BREAKER_OPEN\`), exits and cancels go on.
  The first answer half a minute after the last failure closes it.

## Binance

- Orders, history and fills by REST; the private stream by the WebSocket API's signature subscription. Ids of ours are unique among open orders
  only, so that an order that has filled does not keep its id from being used again: Ballast sends no order twice.
- A stop and its target are one OCO list (\`orderList/oco\`) of \`STOP_LOSS\` and \`TAKE_PROFIT\`: the one that the market reaches sells at the market, and
  the other expires. A target that rests as a limit would end the stop with its first partial fill.
- Trailing stops are held by Ballast: \`trailingDelta\` is a share of the price, and grows with it, where ours is a distance that stays.
- Fills are paged by their ids. The key's rights are read from \`apiRestrictions\`; a key that may withdraw is refused.
- The sandbox (\`venue.sandbox: true\`) is testnet.binance.vision. It tells neither rights nor transfers.

## MEXC

- No stops. Whether a limit order lives at once or for all is said by its type. The reply to an order does not repeat our id.
- The private stream is protobuf on a listen key, which is renewed every 20 minutes and given back after each connection.
- Fills go back a month, orders a week. Fills have no pages: a span with a full answer is asked again in halves. It does not tell what a key may do:
  make one without withdrawals.

## Kraken

- Our id is sent as \`cl_ord_id\`; \`OpenOrders\` and \`ClosedOrders\` are searched by it. Each order carries a deadline after which Kraken does not match it.
- Requests of one key go one after the other, since each carries a number that has to grow: use one key for one session.
- Fees are asked for in the quote currency. The allowances are those of the lowest tier.
- Make the key with rights to query funds, orders and trades, to create, modify and cancel orders, and for WebSockets; none to withdraw.

## Coinbase

- Advanced Trade. No stop without a limit: Ballast holds those itself. An id of ours is never taken twice: the second answer tells the first order.
- Orders are cancelled by Coinbase's id; by ours they are searched for in the list of the market's orders.
- A signed request lives for two minutes, so that an order without an answer counts as not placed only after that.
- The stream tells what an order has come to but no single fills; they are asked for. Deposits and withdrawals are read
  account by account over Coinbase's older interface, where the key may ask it.
- The secret is the PEM of the key (line breaks may be written as \`\\n\`); the key is its name, \`organizations/...\`.

This page is written by \`npm run docs\` from \`src/adapters/venues/ccxt/trading/capabilities.ts\`; a test holds them equal.
`;

if (import.meta.main) writeFileSync(VENUES_PAGE, venuesPage());
