/** Where a live process is killed: before or after a call of one of its own methods that `concerns` says is meant. */
export interface CrashPoint {
  readonly name: string;
  /** Relative to `src`. */
  readonly file: string;
  readonly type: string;
  readonly method: string;
  readonly when: 'before' | 'after';
  /** How often it comes about within seconds of a start, at least. */
  readonly hits: number;
  /** Whether a call is meant, by its arguments. */
  readonly concerns: (args: readonly unknown[]) => boolean;
}

interface Batch {
  readonly inputs: readonly { readonly kind: string }[];
  readonly records: readonly { readonly kind: string; readonly event?: string }[];
  readonly snapshot?: unknown;
}

const any = (): boolean => true;
const first =
  (test: (value: never) => boolean) =>
  ([value]: readonly unknown[]): boolean =>
    test(value as never);

function around(
  name: string,
  method: Pick<CrashPoint, 'file' | 'type' | 'method'>,
  concerns: CrashPoint['concerns'],
  hits = 3,
): readonly CrashPoint[] {
  return (['before', 'after'] as const).map((when) => ({ ...method, name: `${when} ${name}`, when, concerns, hits }));
}

const COMMIT = { file: 'adapters/store/sql/sql-store.ts', type: 'SqlStore', method: 'commit' };
const TAKE = { file: 'engine/venue-answers.ts', type: 'VenueAnswers', method: 'take' };
const POST = { file: 'core/ledger/ledger.ts', type: 'Ledger', method: 'post' };
const RELEASE = { file: 'modes/live/remote-venue.ts', type: 'RemoteVenue', method: 'release' };
const COMPARE = { file: 'modes/live/reconciler.ts', type: 'Reconciler', method: 'reconcile' };

const commitOf = (kind: string, event?: string) =>
  first(({ records }: Batch) => records.some((record) => record.kind === kind && (event === undefined || record.event === event)));
const told = (kind: string) => first((event: { readonly kind: string }) => event.kind === kind);
/** What a request begins with on its way to the socket. */
const request = (start: RegExp) => first((chunk: unknown) => start.test(String(chunk)));
const WRITE = { file: 'node:net', type: 'Socket', method: 'write' };

/** Every point, by name. */
export const CRASH_POINTS: readonly CrashPoint[] = [
  ...around('the commit of an intent', COMMIT, commitOf('intent')),
  ...around('the commit of an acceptance', COMMIT, commitOf('order', 'accepted')),
  ...around('the commit of a fill', COMMIT, commitOf('fill')),
  ...around('the commit of a cancel that is wanted', COMMIT, commitOf('order', 'cancel-requested')),
  ...around('the commit of a cancel that is done', COMMIT, commitOf('order', 'canceled')),
  ...around('the commit of a gate', COMMIT, commitOf('gate'), 2),
  ...around(
    'a snapshot',
    COMMIT,
    first(({ snapshot }: Batch) => snapshot !== undefined),
    1,
  ),
  ...around('orders are handed over', RELEASE, any),
  ...around('an order goes to the socket', WRITE, request(/^POST \/api\/v3\/order[ ?]/)),
  ...around('a cancel goes to the socket', WRITE, request(/^DELETE \/api\/v3\/order[ ?]/)),
  ...around('an acceptance is taken', TAKE, told('accepted')),
  ...around('a fill is taken', TAKE, told('fill')),
  ...around('a cancel is taken', TAKE, told('canceled')),
  ...around('a fill is booked', POST, any),
  ...around('a comparison with the venue', COMPARE, any),
];
