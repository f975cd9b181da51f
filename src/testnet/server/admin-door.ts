import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { currency } from '../../domain/money.ts';
import { formatDecimal, parseDecimal } from '../../kernel/exact.ts';
import { isBallastError } from '../../kernel/errors.ts';
import type { Micros } from '../../kernel/time.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { FAULTS, type FaultKind } from '../faults/fault.ts';
import type { RunningTestnet } from './running-testnet.ts';

/** What the admin door acts on, and what opens it. */
export interface AdminTerms {
  readonly testnet: RunningTestnet;
  readonly token: string;
  readonly now: () => Micros;
}

const OPERATIONS = ['place', 'cancel', 'order', 'open-orders', 'orders', 'fills', 'balances', 'transfers', 'market', 'other'] as const;
const amount = z.number().positive();
const kind = z.enum(Object.keys(FAULTS) as [FaultKind, ...FaultKind[]]);
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);

const BODIES = {
  fault: z.strictObject({
    kind,
    on: z.enum(OPERATIONS).optional(),
    times: amount.optional(),
    share: z.number().gt(0).max(1).optional(),
    seconds: amount.optional(),
    milliseconds: z.number().optional(),
    retryAfter: amount.optional(),
  }),
  schedule: z.strictObject({ seed: z.number().int(), everySeconds: amount, kinds: z.array(kind).min(1).optional() }),
  transfer: z.strictObject({ account: z.string(), currency: z.string(), amount: decimal }),
  fill: z.strictObject({ order: z.number().int(), quantity: decimal.optional() }),
  market: z.strictObject({ instrument: z.string(), status: z.enum(['trading', 'api-closed', 'halted', 'delisted']) }),
  trade: z.strictObject({ instrument: z.string(), price: decimal, quantity: decimal, side: z.enum(['buy', 'sell']).default('buy') }),
  streams: z.strictObject({ action: z.enum(['cut', 'shutdown', 'expire']) }),
};

/** What is done by hand at the exchange: faults, deposits, fills, halts. `authorization: Bearer <token>` opens it. */
export function addAdminDoor(server: FastifyInstance, terms: AdminTerms): void {
  const { testnet, now } = terms;
  const { exchange, faults } = testnet;
  void server.register(
    async (door) => {
      door.addHook('onRequest', async (request, reply) => {
        if (!isToken(request.headers.authorization, terms.token))
          await reply.code(401).send({ error: { message: 'the token is not right' } });
      });
      door.setErrorHandler(async (error, _request, reply) => {
        const wrong = error instanceof z.ZodError ? z.prettifyError(error) : undefined;
        if (wrong !== undefined || error instanceof SyntaxError || isBallastError(error))
          return reply.code(400).send({ error: { message: wrong ?? (error as Error).message } });
        return reply.code(500).send({ error: { message: 'it could not be done' } });
      });
      const act = <T>(path: string, schema: z.ZodType<T>, does: (body: T) => unknown): void => {
        door.post(path, (request, reply) => {
          const body = schema.parse(JSON.parse(String(request.body)));
          testnet.step();
          void reply.send({ ok: true, ...(does(body) as object | undefined) });
        });
      };
      door.get('/status', async () => status(testnet, now()));
      act('/faults', BODIES.fault, (order) => ({ fault: faults.add(order, now()) }));
      door.delete('/faults', async () => {
        faults.clear();
        return { ok: true };
      });
      act('/schedule', BODIES.schedule, (schedule) => faults.plan(schedule, now()));
      act('/transfers', BODIES.transfer, (body) => {
        const coin = currency(body.currency);
        return { ok: exchange.transfer(body.account, coin, parseDecimal(body.amount, coin.scale)) };
      });
      act('/fills', BODIES.fill, (body) => fill(exchange, body));
      act('/markets', BODIES.market, (body) => exchange.setStatus(body.instrument, body.status));
      act('/trades', BODIES.trade, (body) => trade(exchange, body));
      act('/streams', BODIES.streams, ({ action }) => {
        if (action === 'expire') return testnet.face.expireStreams();
        if (action === 'shutdown') testnet.face.announceShutdown?.();
        testnet.cutStreams();
      });
    },
    { prefix: '/testnet' },
  );
}

function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}

function status({ exchange, face, faults, connections }: RunningTestnet, now: Micros): object {
  return {
    venue: face.venue,
    connections,
    faults: faults.list(now),
    markets: exchange.markets().map(({ instrument, status, lastPrice }) => ({
      instrument: instrument.id,
      status,
      lastPrice: lastPrice === undefined ? null : formatDecimal(lastPrice, instrument.priceScale),
    })),
    accounts: exchange.accounts().map((account) => ({
      account,
      openOrders: exchange.history(account).openOrders(now).length,
      balances: exchange.balances(account).map(({ currency: { code, scale }, free, locked }) => ({
        currency: code,
        free: formatDecimal(free, scale),
        locked: formatDecimal(locked, scale),
      })),
    })),
  };
}

function fill(exchange: Exchange, { order, quantity }: z.infer<typeof BODIES.fill>): object {
  const found = exchange.findOrder(order);
  if (found === undefined) return { ok: false };
  const { quantityScale } = found.instrument;
  const filled = exchange.fill(order, quantity === undefined ? undefined : parseDecimal(quantity, quantityScale));
  return { ok: filled > 0, filled: formatDecimal(filled, quantityScale) };
}

/** The house trades at a price: first with the orders that stand in its way. */
function trade(exchange: Exchange, body: z.infer<typeof BODIES.trade>): void {
  const { instrument } = exchange.market(body.instrument);
  const [price, quantity] = [parseDecimal(body.price, instrument.priceScale), parseDecimal(body.quantity, instrument.quantityScale)];
  exchange.trade(instrument.id, body.side, price, quantity);
}
