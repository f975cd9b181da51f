import type { Config } from '../../config/schema.ts';
import type { Stage } from '../../domain/stage.ts';
import { fail } from '../../kernel/errors.ts';
import { liveConfig } from '../live/live-config.ts';
import { hostOf, liveVenue, type LiveVenue } from '../live/open-venue.ts';

/** Where a validation run takes place. */
export interface ProvingGround {
  readonly config: Config;
  /** The sandbox that its orders go to; paper where left out. */
  readonly venue?: LiveVenue;
  /** Whether data or venue are made up: what is proven there never opens a venue where real money trades. */
  readonly isSimulated: boolean;
  readonly isAccelerated: boolean;
}

/**
 * Where a deployment proves itself: on paper over live market data; in the venue's own sandbox, once it stands in that stage; or, where
 * `speed` is given, on the synthetic exchange, faster than life.
 * Errors: `VALIDATION_FEED`, and those of reaching a sandbox.
 */
export async function provingGround(config: Config, stage: Stage, speed: number | undefined): Promise<ProvingGround> {
  if (speed !== undefined) {
    const { restUrl: _rest, streamUrl: _stream, ...feed } = config.feed;
    const synthetic = { ...feed, kind: 'synthetic' as const, exchange: undefined, speed };
    return { config: { ...config, feed: synthetic }, isSimulated: true, isAccelerated: true };
  }
  if (stage === 'sandbox') {
    const venue = await sandboxOf(config);
    const { host } = await hostOf(venue);
    // A rehearsal asks for no certificate: it is what one is made from.
    const gate = { ...config.gate, required: false };
    return { config: { ...liveConfig(config, venue), gate }, venue, isSimulated: isThisMachine(`http://${host}`), isAccelerated: false };
  }
  const { kind, restUrl, streamUrl } = config.feed;
  if (kind === 'synthetic') fail('VALIDATION_FEED', 'feed.kind is synthetic', { where: 'feed.kind' });
  return { config, isSimulated: isThisMachine(restUrl) || isThisMachine(streamUrl), isAccelerated: false };
}

/** The venue of the configuration where no real money trades: a test exchange as it stands, else the venue's own sandbox. */
async function sandboxOf(config: Config): Promise<LiveVenue> {
  const venue = liveVenue(config);
  return (await hostOf(venue)).isReal ? { ...venue, sandbox: true } : venue;
}

function isThisMachine(url: string | undefined): boolean {
  return url !== undefined && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
