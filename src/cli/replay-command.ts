import { loadConfig, parseConfig } from '../config/load.ts';
import { fail } from '../kernel/errors.ts';
import { parseTime } from '../kernel/time.ts';
import { replaySession, type ReplayResult } from '../modes/replay/replay-session.ts';
import type { CliContext } from './context.ts';
import { DEMO_CONFIG } from './demo-config.ts';
import { createProgress, type Progress } from './progress.ts';
import { differenceLines, replayLines, traceLines } from './replay-lines.ts';
import { withStoredSession } from './stored/stored-session.ts';

/** The flags of `ballast replay`. */
export interface ReplayFlags {
  readonly until?: string;
  readonly trace?: string;
  readonly changed?: boolean;
  readonly demo?: boolean;
  readonly json?: boolean;
}

/** `ballast replay`. Errors: `REPLAY_DIFFERS` after both sides of the first difference are shown, and those of the replay. */
export async function replayCommand(context: CliContext, session: string | undefined, flags: ReplayFlags): Promise<void> {
  const { until, trace, changed = false, demo = false, json = false } = flags;
  const { config, folder } = demo ? { ...parseConfig(DEMO_CONFIG, 'the demo'), folder: context.cwd } : loadConfig(context.configFile);
  let progress: Progress | undefined;
  await withStoredSession(context, session === undefined ? {} : { session }, async ({ store, sessionId }) => {
    try {
      const result = await replaySession({
        store,
        sessionId,
        config,
        folder,
        until: until === undefined ? undefined : parseTime(until),
        trace,
        isChanged: changed,
        onProgress: (done, total) => {
          progress ??= createProgress({ label: 'replay', total, unit: 'inputs', stream: context.stderr, silent: json });
          progress.update(done);
        },
      });
      progress?.done();
      show(context, result, json);
      check(result, trace);
    } finally {
      progress?.done();
    }
  });
}

function show(context: CliContext, result: ReplayResult, isJson: boolean): void {
  const { difference, trace } = result;
  if (isJson) return context.out(JSON.stringify(result, null, 2));
  const traced = trace === null ? [] : traceLines(trace);
  const parted = difference === null ? [] : differenceLines(difference);
  for (const line of [...replayLines(result), ...traced, ...parted]) context.out(line);
}

/** Errors: `REPLAY_DIFFERS`; `REPLAY_ORDER_UNKNOWN` for an order that was not made. */
function check({ sessionId, difference, trace }: ReplayResult, wanted: string | undefined): void {
  if (difference !== null) {
    const record = difference.stored?.seq ?? difference.replayed?.seq;
    fail('REPLAY_DIFFERS', `record ${record}, which input ${difference.input.seq} led to, is another than was stored`, {
      where: sessionId,
    });
  }
  if (wanted !== undefined && trace === null)
    fail('REPLAY_ORDER_UNKNOWN', `order ${wanted} was not decided within what was replayed`, { where: sessionId });
}
