import { KeyRing } from '../../adapters/keys/key-ring.ts';
import type { Config } from '../../config/schema.ts';
import type { HomeFolder } from '../../config/home.ts';
import { BallastError, fail } from '../../kernel/errors.ts';
import { MILLION, multiplyDivide, parseDecimal } from '../../kernel/exact.ts';
import type { Micros } from '../../kernel/time.ts';
import type { GateRefusal } from '../../core/gate/check-certificate.ts';
import type { CertifiedDeployment } from '../../domain/certificate.ts';
import type { Clearance } from '../../domain/clearance.ts';
import type { Instrument, Money } from '../../domain/instrument.ts';
import { currency } from '../../domain/money.ts';
import { isReal } from '../../domain/stage.ts';
import type { StageEvent } from '../../domain/stage-event.ts';
import type { Store } from '../../ports/store.ts';
import { CertificateBook } from './certificate-book.ts';
import { readCertificate } from './read-certificate.ts';

/** What a gate keeper looks at. */
export interface GateKeeperSetup {
  readonly config: Pick<Config, 'gate' | 'account' | 'fees'>;
  readonly home: HomeFolder;
  readonly store: Pick<Store, 'stageEvents' | 'audit'>;
  /** What would trade, as it is now. */
  readonly deployments: readonly CertifiedDeployment[];
  readonly now: () => Micros;
}

/** What the gate says of all deployments. */
export interface GateWord {
  readonly clearances: readonly Clearance[];
  readonly refusals: readonly (GateRefusal & { readonly deployment: string })[];
  /** The newest stage event that it knew. */
  readonly seq: number;
}

/** Asks of each deployment where it stands, and whether its certificate holds for exactly what would trade, here and now. */
export class GateKeeper {
  readonly #setup: GateKeeperSetup;
  readonly #certificates: CertificateBook;

  constructor(setup: GateKeeperSetup) {
    this.#setup = setup;
    this.#certificates = new CertificateBook(setup.home.certificates, new KeyRing(setup.home.keys));
  }

  /** Whether orders to this venue need certificates: where real money trades, always. */
  isNeeded(isRealMoney: boolean): boolean {
    return isRealMoney || this.#setup.config.gate.required;
  }

  /** What the gate says now. Errors: `GATE_RATE_MISSING`. */
  async ask(isRealMoney: boolean, instruments: readonly Instrument[]): Promise<GateWord> {
    const { store, deployments, now } = this.#setup;
    const events = await store.stageEvents();
    const [newest] = await store.audit({ limit: 1, newest: true });
    const latest = Math.max(now(), newest?.ts ?? 0);
    const clearances: Clearance[] = [];
    const refusals: GateWord['refusals'][number][] = [];
    for (const deployment of deployments) {
      const event = events.findLast((each) => each.deployment === deployment.id);
      const outcome = this.#look(deployment, event, isRealMoney, latest, instruments);
      if ('clearance' in outcome) clearances.push(outcome.clearance);
      else refusals.push(...outcome.refusals.map((refusal) => ({ ...refusal, deployment: deployment.id })));
    }
    return { clearances, refusals, seq: events.at(-1)?.seq ?? 0 };
  }

  /** The same, where nothing may speak against any of them. Errors: what does, the first one's code. */
  async demand(isRealMoney: boolean, instruments: readonly Instrument[], host: string): Promise<GateWord> {
    const word = await this.ask(isRealMoney, instruments);
    const [first] = word.refusals;
    if (first === undefined) return word;
    const text = word.refusals.map(({ deployment, code, message }) => `${deployment}: ${code}: ${message}`).join('\n');
    throw new BallastError(first.code, text, { where: host });
  }

  #look(
    deployment: CertifiedDeployment,
    event: StageEvent | undefined,
    isRealMoney: boolean,
    now: Micros,
    instruments: readonly Instrument[],
  ): { readonly clearance: Clearance } | { readonly refusals: readonly GateRefusal[] } {
    if (event === undefined || event.certificate === null || !isReal(event.stage))
      return { refusals: [{ code: 'GATE_CERTIFICATE_MISSING', message: `it is in ${event?.stage ?? 'backtest'}` }] };
    const certificate = readCertificate(event.certificate, `stage event ${event.seq}`);
    const trading = { deployment, stage: event.stage, isReal: isRealMoney, now };
    const approvals = event.stage === 'full' ? this.#setup.config.gate.approvalsForFull : this.#setup.config.gate.approvals;
    const refusals = this.#certificates.objections(certificate, trading, approvals);
    if (refusals.length > 0) return { refusals };
    const limit = this.#limitOf(event);
    const tooSmall = instruments.find((instrument) => deployment.instruments.includes(instrument.id) && !this.#canClose(limit, instrument));
    if (tooSmall !== undefined)
      return {
        refusals: [
          {
            code: 'GATE_TOO_SMALL',
            message: `a position of ${event.limit} ${event.currency} in ${tooSmall.id} could not be closed after fees`,
          },
        ],
      };
    const { id, expiresAt } = certificate.document;
    return { clearance: { strategyId: deployment.id, stage: event.stage, limit, rate: this.#rateOf(event), expiresAt, certificate: id } };
  }

  /** The limit of a stage in the account's currency, rounded down. */
  #limitOf({ limit, currency: code }: StageEvent): Money {
    const { account, gate } = this.#setup.config;
    const own = currency(account.currency);
    if (code === own.code) return parseDecimal(limit, own.scale, 'floor');
    const rate =
      gate.rate ??
      fail('GATE_RATE_MISSING', `stages are limited in ${code}, and the account is counted in ${own.code}`, { where: 'gate.rate' });
    return multiplyDivide(parseDecimal(limit, own.scale, 'floor'), parseDecimal(rate, RATE_SCALE, 'floor'), 10 ** RATE_SCALE, 'floor');
  }

  #rateOf({ currency: code }: StageEvent): string | null {
    const { account, gate } = this.#setup.config;
    return code === account.currency
      ? null
      : `${gate.rate ?? ''} ${account.currency} for 1 ${code} (${gate.rateSource ?? 'source not stated'})`;
  }

  /** Whether a position of all that is allowed, after the fees of its entry and exit, is worth an order that the venue takes. */
  #canClose(limit: Money, { minNotional }: Instrument): boolean {
    const fee = parseDecimal(this.#setup.config.fees.taker, 6, 'ceil');
    return multiplyDivide(limit, MILLION - 2 * fee, MILLION, 'floor') >= minNotional;
  }
}

const RATE_SCALE = 8;
