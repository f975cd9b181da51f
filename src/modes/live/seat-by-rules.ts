import { recount, rulesOf, type InstrumentRules } from '../../domain/instrument-rules.ts';
import type { Words } from '../session-notices.ts';
import { ruleChanges, type SessionRules } from '../session-rules.ts';
import type { MarketSetup } from '../trading-session.ts';

/** The markets of a session by the rules that are in force in it, and those by which it is to go on where the venue has changed some. */
export interface SeatedByRules {
  readonly seated: readonly MarketSetup[];
  readonly newRules: SessionRules | undefined;
}

/**
 * Seats a session on its instruments as they are listed now. One that comes back does so by the rules that it had, or a replay would decide
 * otherwise than was decided; it goes on by the new ones afterwards, at the scales at which it counts. People are told what changed.
 */
export function seatByRules(listed: readonly MarketSetup[], inForce: SessionRules, onNotice: (words: Words) => void): SeatedByRules {
  const rules: Record<string, InstrumentRules> = {};
  let isChanged = false;
  const seated = listed.map((market) => {
    const { instrument } = market;
    const { id, venue, symbol } = instrument;
    const now = (rules[id] = recount(instrument, inForce[id] ?? instrument));
    const then = rulesOf(inForce[id] ?? now);
    const changes = ruleChanges(instrument, then, now);
    if (changes.length > 0) {
      isChanged = true;
      onNotice({
        severity: 'warning',
        code: 'VENUE_RULES',
        text: `${venue} takes orders for ${symbol} by other rules: ${changes.join(', ')}`,
      });
    }
    return { ...market, instrument: { ...instrument, ...then } };
  });
  return { seated, newRules: isChanged ? rules : undefined };
}
