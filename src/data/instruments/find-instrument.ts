import type { Instrument } from '../../domain/instrument.ts';
import { fail } from '../../kernel/errors.ts';
import { nearest } from '../../kernel/nearest.ts';
import type { Micros } from '../../kernel/time.ts';
import { builtInInstruments } from './built-in-instruments.ts';

/** How to look an instrument up. */
export interface FindInstrument {
  /** The moment at which its rules are asked for; the newest rules where left out. */
  readonly at?: Micros;
  /** Instruments from elsewhere, such as the configuration; they go before the built-in ones. */
  readonly also?: readonly Instrument[];
}

const SUGGESTIONS = 3;

/**
 * The instrument of an id, with the rules of the moment; before its first known rules, with those.
 * Errors: `INSTRUMENT_UNKNOWN`, naming the nearest ids.
 */
export function findInstrument(id: string, { at = Infinity, also = [] }: FindInstrument = {}): Instrument {
  const own = also.filter((instrument) => instrument.id === id);
  const versions = (own.length > 0 ? own : builtInInstruments.filter((instrument) => instrument.id === id)).toSorted(
    (left, right) => left.effectiveFrom - right.effectiveFrom,
  );
  const found = versions.findLast(({ effectiveFrom }) => effectiveFrom <= at) ?? versions[0];
  if (found !== undefined) return found;
  const near = nearestIds(id, [...new Set([...also, ...builtInInstruments].map((instrument) => instrument.id))]);
  return fail('INSTRUMENT_UNKNOWN', `no instrument "${id}" is known${near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`}`, {
    where: id,
  });
}

/** Ids that hold what was typed, such as `btcusdt`; else those that differ from it by a slip or two. */
function nearestIds(typed: string, ids: readonly string[]): readonly string[] {
  const letters = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const wanted = letters(typed);
  const holding = wanted.length < 2 ? [] : ids.filter((id) => letters(id).includes(wanted));
  if (holding.length > 0) return holding.slice(0, SUGGESTIONS);
  const near: string[] = [];
  for (let id = nearest(typed, ids); id !== undefined && near.length < SUGGESTIONS;) {
    near.push(id);
    id = nearest(
      typed,
      ids.filter((each) => !near.includes(each)),
    );
  }
  return near;
}
