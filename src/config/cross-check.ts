import { isIP } from 'node:net';

import { isBallastError } from '../kernel/errors.ts';
import { instrumentOf } from './instrument-definition.ts';
import { checkAllocation } from './sections/check-allocation.ts';
import type { Config, InstrumentDefinition } from './schema.ts';
import { checkRegime } from './sections/regime.ts';
import { checkRisk } from './sections/check-risk.ts';
import type { KeyViolation } from './violation.ts';

/** What is wrong between keys that are right by themselves. */
export function crossCheck(config: Config): readonly KeyViolation[] {
  return [
    ...checkNames(config),
    ...checkStore(config),
    ...checkFeed(config),
    ...checkVenue(config),
    ...checkServer(config),
    ...checkInstruments(config),
    ...checkAllocation(config),
    ...checkPeriod(config),
    ...checkRisk(config),
    ...checkRegime(config),
  ];
}

/** The name under which orders by hand are kept. */
const BY_HAND = 'manual';

function checkNames({ strategies }: Config): KeyViolation[] {
  return strategies.flatMap((strategy, index) => {
    const path = ['strategies', index];
    const twice = strategies.findIndex((other) => other.id === strategy.id);
    const repeated = strategy.instruments.findIndex((id, place) => strategy.instruments.indexOf(id) !== place);
    return [
      ...(strategy.id === BY_HAND ? [{ path: [...path, 'id'], problem: `is ${BY_HAND}, the name of orders by hand: choose another` }] : []),
      ...(twice === index
        ? []
        : [{ path: [...path, 'id'], problem: `is ${strategy.id}, which strategies[${twice}] has too: each deployment has its own name` }]),
      ...(repeated === -1
        ? []
        : [{ path: [...path, 'instruments', repeated], problem: `names ${strategy.instruments[repeated] ?? ''} twice` }]),
    ];
  });
}

function checkStore({ store }: Config): KeyViolation[] {
  if (store.kind === 'sqlite') {
    return (['url', 'passwordFile'] as const).flatMap((key) =>
      store[key] === undefined ? [] : [{ path: ['store', key], problem: 'is for PostgreSQL: set store.kind to postgres, or leave it out' }],
    );
  }
  if (store.url === undefined) return [{ path: ['store'], problem: 'has kind postgres and no url' }];
  if (!URL.canParse(store.url)) return [{ path: ['store', 'url'], problem: 'is not a URL' }];
  return new URL(store.url).password === ''
    ? []
    : [{ path: ['store', 'url'], problem: 'holds a password: put it into a file and name that in store.passwordFile' }];
}

function checkFeed({ feed, strategies }: Config): KeyViolation[] {
  if (feed.kind === 'synthetic') {
    return feed.exchange === undefined
      ? []
      : [{ path: ['feed', 'exchange'], problem: 'is for real feeds: set feed.kind to ccxt, or leave it out' }];
  }
  if (feed.exchange === undefined) return [{ path: ['feed'], problem: 'has kind ccxt and no exchange' }];
  const venue = feed.exchange.toUpperCase();
  return strategies.flatMap((strategy, index) =>
    strategy.instruments.flatMap((id, place) =>
      id.endsWith(`.${venue}`)
        ? []
        : [{ path: ['strategies', index, 'instruments', place], problem: `is ${id}, which the feed of ${venue} does not have` }],
    ),
  );
}

function checkVenue({ venue }: Config): KeyViolation[] {
  const { id, sandbox, restUrl, streamUrl } = venue;
  const elsewhere = restUrl !== undefined || streamUrl !== undefined;
  const needsId = (['restUrl', 'streamUrl', 'keyFile', 'secretFile'] as const).find((key) => id === undefined && venue[key] !== undefined);
  return [
    ...(needsId === undefined ? [] : [{ path: ['venue', needsId], problem: 'is for a venue: name it in venue.id, or leave this out' }]),
    ...(sandbox && elsewhere ? [{ path: ['venue', 'sandbox'], problem: 'and an address of your own exclude each other' }] : []),
  ];
}

function checkServer({ server }: Config): KeyViolation[] {
  const named = isIP(server.host) !== 0 || server.host === 'localhost';
  return named ? [] : [{ path: ['server', 'host'], problem: `is ${server.host}: write an IP address, such as 127.0.0.1` }];
}

function checkInstruments({ instruments }: Config): KeyViolation[] {
  return instruments.flatMap((instrument, index) => {
    const path = ['instruments', index];
    const twice = instruments.findIndex((other) => other.id === instrument.id);
    return [
      ...(twice === index ? [] : [{ path: [...path, 'id'], problem: `is ${instrument.id}, which instruments[${twice}] defines already` }]),
      ...definitionProblems(instrument).map((problem) => ({ path, problem })),
    ];
  });
}

/** Numbers that contradict each other, as building the instrument finds them. */
function definitionProblems(definition: InstrumentDefinition): string[] {
  try {
    instrumentOf(definition);
    return [];
  } catch (error) {
    if (!isBallastError(error)) throw error;
    return [`cannot be: ${error.message}`];
  }
}

function checkPeriod({ backtest: { from, to } }: Config): KeyViolation[] {
  return from !== undefined && to !== undefined && to <= from ? [{ path: ['backtest', 'to'], problem: 'is not after backtest.from' }] : [];
}
