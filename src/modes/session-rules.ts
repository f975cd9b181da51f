import { formatDecimal } from '../kernel/exact.ts';
import type { Instrument } from '../domain/instrument.ts';
import { rulesOf, type InstrumentRules } from '../domain/instrument-rules.ts';

/** By what rules a session trades its instruments, by their ids. */
export type SessionRules = Readonly<Record<string, InstrumentRules>>;

/** The rules of instruments. */
export function sessionRules(instruments: readonly Instrument[]): SessionRules {
  return Object.fromEntries(instruments.map((instrument) => [instrument.id, rulesOf(instrument)]));
}

/** What differs between the rules of an instrument then and now, in words such as `tick 0.01 is 0.1 now`. */
export function ruleChanges({ quote }: Instrument, then: InstrumentRules, now: InstrumentRules): readonly string[] {
  const { priceScale, quantityScale } = now;
  const scales = { tick: priceScale, lot: quantityScale, minQuantity: quantityScale, maxQuantity: quantityScale };
  const names = Object.entries({ ...scales, minNotional: quote.scale, maxNotional: quote.scale }) as [keyof InstrumentRules, number][];
  return names
    .filter(([name]) => then[name] !== now[name])
    .map(([name, scale]) => `${name} ${formatDecimal(then[name], scale)} is ${formatDecimal(now[name], scale)} now`);
}
