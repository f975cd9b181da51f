import { createHash } from 'node:crypto';

import { systemClock } from '../adapters/clock/system-clock.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { instrumentOf } from '../config/instrument-definition.ts';
import type { Judgement } from '../core/gate/judge.ts';
import { findInstrument } from '../data/instruments/find-instrument.ts';
import type { CertifiedDeployment } from '../domain/certificate.ts';
import { fail } from '../kernel/errors.ts';
import { formatTime } from '../kernel/time.ts';
import { CertificateBook } from '../modes/gate/certificate-book.ts';
import { certifiedDeployment } from '../modes/gate/certified-deployment.ts';
import { engineHash } from '../modes/gate/engine-hash.ts';
import { loadDeployments, type LoadedDeployment } from '../modes/load-deployments.ts';
import { openConfiguredStore } from '../modes/open-configured-store.ts';
import { backtestSession } from '../modes/validate/backtest-session.ts';
import { canaryAlert } from '../modes/validate/canary-alert.ts';
import { issueCertificate } from '../modes/validate/issue-certificate.ts';
import { measureRun } from '../modes/validate/measure-run.ts';
import { provingGround } from '../modes/validate/proving-ground.ts';
import { searchOf, type Search } from '../modes/validate/search-of.ts';
import { ValidationRun } from '../modes/validate/validation-run.ts';
import { validationRules, type ProfileName } from '../modes/validate/validation-rules.ts';
import { watchValidation } from '../modes/validate/validation-watch.ts';
import type { Store } from '../ports/store.ts';
import type { CliContext } from './context.ts';
import { judgementLines } from './judgement-lines.ts';
import { openKeyRing } from './open-key-ring.ts';
import { sessionCommand, withPort, type SessionCompanion, type SessionFlags } from './session-command.ts';
import { wholeFlag } from './whole-flag.ts';

/** The flags of `ballast validate`. */
export interface ValidateFlags extends SessionFlags {
  readonly profile: ProfileName;
  readonly simulate?: boolean;
  readonly speed?: string;
  readonly json?: boolean;
}

/** `ballast validate`: runs one deployment until its time is over, judges it, and certifies it where it has passed. */
export async function validateCommand(context: CliContext, id: string | undefined, flags: ValidateFlags): Promise<void> {
  const { profile, simulate = false, speed } = flags;
  const { config: whole, folder } = loadConfig(context.configFile);
  const meant = withPort(oneDeployment(whole, id), flags);
  const home = context.openHome({ create: true });
  const [loaded] = await loadDeployments(meant, folder);
  if (loaded === undefined) return fail('CONFIG_NO_STRATEGY', 'no strategy is enabled');
  const deployment = certifiedDeployment(meant, loaded, engineHash());
  const store = await openConfiguredStore(meant, home);
  try {
    const stage = (await store.stageEvents()).findLast((event) => event.deployment === deployment.id)?.stage ?? 'paper';
    const faster = speed === undefined ? meant.feed.speed : wholeFlag('--speed', speed, 1, 100_000_000);
    const { config, venue, ...ground } = await provingGround(meant, stage, simulate ? faster : undefined);
    const going = await ValidationRun.goingOn(store, deployment.id, profile);
    const session = going?.id ?? nameOf(deployment, profile, systemClock.now());
    const search = await searchOf(store, home.root, deployment.strategy);
    const plan = { session, profile, rules: validationRules(profile, config, search.trials > 1), deployment, ...ground };
    const commits: number[] = [];
    let run: ValidationRun | undefined;
    const companion: SessionCompanion = {
      onCommit: (seconds) => void commits.push(seconds),
      beside: async ({ status, stop, notify, signal }) => {
        const raiseAlert = (run: string): Promise<boolean> => canaryAlert(notify, home.logs, run);
        const takeCommits = (): number[] => commits.splice(0);
        const setup = {
          store,
          clock: systemClock,
          plan,
          run: going,
          maxFeedAge: config.feed.maxAge,
          status,
          takeCommits,
          stop,
          raiseAlert,
        };
        run = await watchValidation(setup, signal);
      },
    };
    await sessionCommand(context, { ...flags, session }, { folder, config, ...(venue && { venue }) }, companion);
    const certificates = new CertificateBook(home.certificates, openKeyRing(context, home.keys));
    if (run !== undefined)
      await finish(context, {
        run,
        store,
        config,
        loaded: [loaded],
        deployment,
        certificates,
        drills: home.drills,
        search,
        json: flags.json === true,
      });
  } finally {
    await store.close();
  }
}

interface Finish {
  readonly run: ValidationRun;
  readonly store: Store;
  readonly config: Config;
  readonly loaded: readonly LoadedDeployment[];
  readonly deployment: CertifiedDeployment;
  readonly certificates: CertificateBook;
  readonly drills: string;
  readonly search: Search;
  readonly json: boolean;
}

/** Says what came of it. Errors: `VALIDATION_VOID`, `VALIDATION_FAILED`. */
async function finish(
  context: CliContext,
  { run, store, config, loaded, deployment, certificates, drills, search, json }: Finish,
): Promise<void> {
  const { voided, lastAlive, endsAt } = run.course;
  if (voided !== undefined) fail('VALIDATION_VOID', `run ${run.id} is void: ${voided}`, { where: run.id });
  if (lastAlive < endsAt)
    return context.err(`run ${run.id} is not over: start it again before it has been down for too long; it ends at ${formatTime(endsAt)}`);
  const also = config.instruments.map(instrumentOf);
  const instruments = deployment.instruments.map((instrument) => findInstrument(instrument, { also }));
  const same = (session: string): ReturnType<typeof backtestSession> => backtestSession(store, session, config, loaded, instruments);
  const judgement = await run.end(await measureRun(store, run, { instruments, drills, same, search }), lastAlive);
  const { session, profile, ts: from, isSimulated, criteriaHash } = run.course.begun;
  const proof = { id: run.id, profile, session, from, to: lastAlive, isSimulated, criteriaHash, judgement, deployment };
  const issuer = { store, config, certificates, now: systemClock.now() };
  const certificate = judgement.verdict === 'passed' ? await issueCertificate(proof, issuer) : undefined;
  report(context, run.id, judgement, certificate?.document.id, json);
}

function report(context: CliContext, id: string, judgement: Judgement, certificate: string | undefined, json: boolean): void {
  if (json) context.out(JSON.stringify({ run: id, ...judgement, certificate: certificate ?? null }, null, 2));
  else {
    for (const line of judgementLines(judgement, context.stdout.columns)) context.out(line);
    if (certificate !== undefined) context.out(`Passed. Certificate ${certificate}; next: ballast stage promote.`);
  }
  if (certificate === undefined) fail('VALIDATION_NOT_PASSED', `run ${id}: ${judgement.verdict}`, { where: id });
}

/** The configuration with the one deployment that is meant. Errors: `GATE_DEPLOYMENT_UNKNOWN`. */
function oneDeployment(config: Config, id: string | undefined): Config {
  const enabled = config.strategies.filter(({ enabled: isEnabled }) => isEnabled);
  const meant = id === undefined && enabled.length === 1 ? enabled : enabled.filter((deployment) => deployment.id === id);
  const names = enabled.map((deployment) => deployment.id).join(', ');
  if (meant.length === 0)
    fail(
      'GATE_DEPLOYMENT_UNKNOWN',
      id === undefined
        ? 'several deployments are enabled: one is validated at a time'
        : `ballast.yaml enables no deployment ${JSON.stringify(id)}`,
      {
        mend: `Name one of ${names}.`,
      },
    );
  return { ...config, strategies: meant };
}

/** A run's name says what it is of, and is taken once. */
function nameOf({ id }: CertifiedDeployment, profile: string, now: number): string {
  const stamp = formatTime(now).slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
  return `${id}-${profile}-${stamp}-${createHash('sha256').update(`${id}${now}`).digest('hex').slice(0, 4)}`;
}
