import type { Config } from '../../config/schema.ts';
import { fail } from '../../kernel/errors.ts';
import type { LiveVenue } from './open-venue.ts';

/**
 * The configuration as live trading on a venue takes it: its market data comes from there too, whatever paper trading takes it from.
 * Errors: `CONFIG_INVALID` for an instrument of another venue, `VENUE_CANNOT` for an account that can be short.
 */
export function liveConfig(config: Config, { id, restUrl, streamUrl }: LiveVenue): Config {
  const { account, strategies, feed } = config;
  if (account.type !== 'cash') fail('VENUE_CANNOT', `${id} is traded spot, where nothing can be short`, { where: 'account.type' });
  for (const { id: name, instruments, enabled } of strategies) {
    const stranger = instruments.find((each) => !each.endsWith(`.${id}`));
    if (enabled && stranger !== undefined) {
      fail('CONFIG_INVALID', `strategy ${name} trades ${stranger}, which ${id} does not have`, { where: 'strategies' });
    }
  }
  const urls = { ...(restUrl !== undefined && { restUrl }), ...(streamUrl !== undefined && { streamUrl }) };
  const { maxAge, patience, speed, seed } = feed;
  return { ...config, feed: { kind: 'ccxt', exchange: id.toLowerCase(), ...urls, maxAge, patience, speed, seed } };
}
