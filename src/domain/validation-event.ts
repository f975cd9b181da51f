import type { Micros } from '../kernel/time.ts';
import type { CertifiedDeployment } from './certificate.ts';

/** What happened to a validation run. Its clock is what stands here, not what a process remembers. */
export type ValidationEvent = { readonly seq: number; readonly ts: Micros } & (
  | {
      readonly kind: 'begun';
      readonly session: string;
      readonly profile: string;
      readonly length: Micros;
      readonly allowance: Micros;
      readonly criteria: Readonly<Record<string, number>>;
      /** SHA-256 over the criteria, frozen here. */
      readonly criteriaHash: string;
      readonly deployments: readonly CertifiedDeployment[];
      /** Whether what it saw was made up, data or venue: such a run never opens a venue where real money trades. */
      readonly isSimulated: boolean;
      /** Whether it goes by the clock of its market, which runs faster than life. */
      readonly isAccelerated: boolean;
    }
  /** A process took it up. */
  | { readonly kind: 'started' }
  /** It was up at this moment: whether its market data was fresh, how old it was, and how long decisions took, in seconds (p99). */
  | { readonly kind: 'alive'; readonly isFresh: boolean; readonly feedAge: number; readonly latency: number | null }
  /** The alert that was raised on purpose arrived, or did not. */
  | { readonly kind: 'canary'; readonly hasArrived: boolean }
  /** A person says that it will be down, and until when. */
  | { readonly kind: 'maintenance'; readonly by: string; readonly reason: string; readonly until: Micros }
  | { readonly kind: 'voided'; readonly reason: string }
  | { readonly kind: 'ended'; readonly verdict: string; readonly measured: Readonly<Record<string, number>> }
);
