import { once } from 'node:events';

import { systemClock } from '../adapters/clock/system-clock.ts';
import { currency } from '../domain/money.ts';
import { fail } from '../kernel/errors.ts';
import { parseDecimal } from '../kernel/exact.ts';
import { MICROS_PER_DAY, MICROS_PER_MINUTE } from '../kernel/time.ts';
import { openTestnet } from '../testnet/open-testnet.ts';
import { TESTNET_VENUES } from '../testnet/testnet-venues.ts';
import type { CliContext } from './context.ts';
import { playedMarkets } from './played-markets.ts';
import { keepTestnetKeys, writeAdminToken } from './testnet-keys.ts';
import { wholeFlag } from './whole-flag.ts';

/** The flags of `ballast testnet`. */
export interface TestnetFlags {
  readonly venue: string;
  readonly market: readonly string[];
  readonly speed: string;
  readonly seed: string;
  readonly host: string;
  readonly port: string;
  readonly balance: readonly string[];
  readonly faults?: string;
  readonly json?: boolean;
}

const ACCOUNT = 'main';
/** How much of a market lies behind when it opens; at high speeds less, since more bars go into it. */
const PAST = MICROS_PER_DAY;
const MOST_PAST_BARS = 20_000;
/** Faults of a seed come about so often. */
const FAULT_EVERY_SECONDS = 20;

/** Runs a test exchange in the foreground until it is stopped. */
export async function testnetCommand(context: CliContext, flags: TestnetFlags): Promise<void> {
  const venue = await (TESTNET_VENUES[flags.venue] ?? unknownVenue(flags.venue))();
  const [speed, seed] = [wholeFlag('--speed', flags.speed, 1, 10_000), wholeFlag('--seed', flags.seed, 0, 4_294_967_295)];
  const markets = await playedMarkets(context, flags.venue.toUpperCase(), flags.market, seed);
  const home = context.openHome({ create: true });
  const admin = writeAdminToken(home, flags.venue);
  const testnet = await openTestnet({
    venue,
    markets,
    speed,
    seed,
    past: Math.min(PAST, Math.floor((MOST_PAST_BARS * MICROS_PER_MINUTE) / speed)),
    account: ACCOUNT,
    balances: flags.balance.map(readBalance),
    clock: systemClock,
    host: flags.host,
    port: wholeFlag('--port', flags.port, 0, 65_535),
    adminToken: admin.token,
  });
  try {
    const keys = keepTestnetKeys(home, flags.venue, testnet.face);
    const permissions = { trade: true, withdraw: false };
    testnet.exchange.addKey(ACCOUNT, { id: keys.key.id, secret: keys.key.secret, permissions });
    if (flags.faults !== undefined) {
      testnet.faults.plan(
        { seed: wholeFlag('--faults', flags.faults, 0, 4_294_967_295), everySeconds: FAULT_EVERY_SECONDS },
        systemClock.now(),
      );
    }
    const told = { restUrl: testnet.url, streamUrl: testnet.streamUrl, ...keys.files, adminTokenFile: admin.file };
    const symbols = markets.map(({ instrument }) => instrument.symbol);
    context.out(flags.json === true ? JSON.stringify(told) : greeting(flags, told, symbols));
    await stopped();
  } finally {
    await testnet.close();
  }
}

function unknownVenue(venue: string): never {
  return fail('USAGE_INVALID', `--venue is "${venue}", and must be one of ${Object.keys(TESTNET_VENUES).join(', ')}`);
}

/** `USDT=100000`. */
function readBalance(text: string): { readonly currency: ReturnType<typeof currency>; readonly amount: number } {
  const [, code = '', amount = ''] = /^([A-Z0-9]{2,12})=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (code === '') return fail('USAGE_INVALID', `--balance is "${text}", and must look like USDT=100000`);
  const coin = currency(code);
  return { currency: coin, amount: parseDecimal(amount, coin.scale) };
}

/** What a client has to know. */
interface Told {
  readonly restUrl: string;
  readonly streamUrl: string;
  readonly keyFile: string;
  readonly secretFile: string;
  readonly adminTokenFile: string;
}

function greeting({ venue, speed }: TestnetFlags, told: Told, symbols: readonly string[]): string {
  const pace = speed === '1' ? '' : ` at ${speed} times life`;
  return [
    `${venue} on ${told.restUrl}, with ${symbols.join(' and ')}${pace}; stop with Ctrl-C`,
    '',
    'To trade there, in ballast.yaml:',
    'venue:',
    `  id: ${venue.toUpperCase()}`,
    `  restUrl: ${told.restUrl}`,
    `  streamUrl: ${told.streamUrl}`,
    `  keyFile: ${told.keyFile}`,
    `  secretFile: ${told.secretFile}`,
    '',
    `The admin door is under ${told.restUrl}/testnet, its token in ${told.adminTokenFile}`,
  ].join('\n');
}

/** Until Ctrl-C, SIGTERM or a closed terminal. */
async function stopped(): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => once(process, name, { signal })));
  stop.abort();
}
