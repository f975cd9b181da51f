import { currency } from '../../domain/money.ts';
import { formatDecimal } from '../../kernel/exact.ts';
import { formatTime } from '../../kernel/time.ts';
import type { Store, StoredBalance } from '../../ports/store.ts';
import { displayDecimal, displayTime } from '../../report/display.ts';
import type { CliContext } from '../context.ts';
import { renderTable } from '../table.ts';
import { withStoredSession, type StoredFlags } from './stored-session.ts';

/** What the account holds of a currency, as `balances --json` prints it: decimals as text. */
export interface BalanceValue {
  readonly currency: string;
  /** All of it: what the venue must say too. */
  readonly total: string;
  /** What strategies may trade with. */
  readonly cash: string;
  /** Coins that positions are made of. */
  readonly positions: string;
  /** What else the account holds; no strategy touches it. */
  readonly untraded: string;
  /** Fees paid in it so far. */
  readonly fees: string;
}

/** The newest comparison with the venue that said something new. */
export interface ReconciliationValue {
  readonly time: string;
  readonly clean: boolean;
  readonly found: readonly string[];
}

/** `ballast balances`. */
export async function balancesCommand(context: CliContext, flags: StoredFlags): Promise<void> {
  await withStoredSession(context, flags, async ({ store, sessionId }) => {
    const balances = balancesOf(await store.balances(sessionId));
    const reconciled = await lastReconciliation(store, sessionId);
    if (flags.json === true)
      return context.out(JSON.stringify({ session: sessionId, balances, reconciliation: reconciled ?? null }, null, 2));
    if (balances.length === 0) return context.out(`Session ${sessionId} holds nothing.`);
    for (const line of balancesTable(balances, context.stdout.columns)) context.out(line);
    if (reconciled !== undefined) for (const line of ['', ...reconciliationLines(reconciled)]) context.out(line);
  });
}

/** What the account holds, from the balances of its ledger. Instruments are booked there by their id; `BTC/USDT.BINANCE` counts BTC. */
export function balancesOf(stored: readonly StoredBalance[]): readonly BalanceValue[] {
  const shown = stored.filter(({ account, balance }) => balance !== 0n && SHOWN.has(account));
  const codes = new Set(shown.map((balance) => coinOf(balance.currency)));
  return [...codes].toSorted().map((code) => {
    const own = shown.filter((balance) => coinOf(balance.currency) === code);
    const scale = Math.max(currency(code).scale, ...own.map((balance) => balance.scale));
    const sum = (...accounts: readonly string[]): string => {
      const counted = own.filter(({ account }) => accounts.includes(account));
      return formatDecimal(
        counted.reduce((total, { balance, scale: units }) => total + balance * 10n ** BigInt(scale - units), 0n),
        scale,
      );
    };
    return {
      currency: code,
      total: sum('cash', 'untraded', 'position'),
      cash: sum('cash'),
      positions: sum('position'),
      untraded: sum('untraded'),
      fees: sum('fees'),
    };
  });
}

/** Accounts of the ledger that say what is held, and what was paid; the others balance them. */
const SHOWN: ReadonlySet<string> = new Set(['cash', 'untraded', 'position', 'fees']);

/** The currency that an entry of the ledger counts: an instrument counts its base. */
function coinOf(booked: string): string {
  return /^([^/.]+)[/.]/.exec(booked)?.[1] ?? booked;
}

async function lastReconciliation(store: Store, sessionId: string): Promise<ReconciliationValue | undefined> {
  const [last] = await store.reconciliations(sessionId, { limit: 1, newest: true });
  return last === undefined ? undefined : { time: formatTime(last.ts), clean: last.isClean, found: last.found };
}

/** What a comparison with the venue found, line by line. Those after it found the same. */
export function reconciliationLines({ time, clean, found }: ReconciliationValue): readonly string[] {
  const at = displayTime(time.replace(/\.\d+/, ''));
  if (clean) return [`Equal to the venue since ${at}.`];
  return [`NOT equal to the venue since ${at}:`, ...found.map((difference) => `  ${difference}`)];
}

function balancesTable(balances: readonly BalanceValue[], width?: number): readonly string[] {
  const rows = balances.map(({ currency: code, ...amounts }) => [
    code,
    ...[amounts.total, amounts.cash, amounts.positions, amounts.untraded, amounts.fees].map(displayDecimal),
  ]);
  return renderTable(['currency', '>total', '>cash', '>in positions', '>untraded', '>fees paid'], rows, width);
}
