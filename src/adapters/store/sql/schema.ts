import type { ColumnType, Insertable, Kysely, Transaction } from 'kysely';

/** A 64-bit integer that is read as a Number while it is exact there, else as a BigInt. */
type Exact = ColumnType<number | bigint, bigint, never>;

interface SchemaVersions {
  version: number;
  name: string;
}

/** One row per session: its fencing epoch, who took it last, and the highest numbers stored. */
interface Sessions {
  id: string;
  epoch: number;
  holder: string;
  input_seq: number;
  record_seq: number;
}

interface Journal {
  session_id: string;
  seq: number;
  ts: number;
  kind: string;
  version: number;
  payload: string;
}

interface Snapshots {
  session_id: string;
  seq: number;
  record_seq: number;
  version: number;
  payload: string;
}

/** An intent and where its order stands. `seq` is the record that made it; flags are 0 or 1. */
interface Orders {
  session_id: string;
  seq: number;
  intent_id: number;
  client_order_id: string;
  venue_order_id: string | null;
  account_id: string;
  strategy_id: string;
  instrument_id: string;
  side: string;
  type: string;
  role: string;
  quantity: number;
  filled_quantity: number;
  quantity_scale: number;
  limit_price: number | null;
  stop_price: number | null;
  trail_offset: number | null;
  price_scale: number;
  time_in_force: string;
  post_only: number;
  reduce_only: number;
  bracket_stop_price: number | null;
  bracket_target_price: number | null;
  parent_id: number | null;
  oco_group: number | null;
  sizing: string;
  status: string;
  reason: string | null;
  ts_init: number;
  ts_last: number;
}

interface OrderEvents {
  session_id: string;
  seq: number;
  ts: number;
  intent_id: number;
  event: string;
  status: string;
  filled_quantity: number;
  venue_order_id: string | null;
  reason: string | null;
}

interface Fills {
  session_id: string;
  seq: number;
  ts: number;
  trade_id: string;
  intent_id: number;
  strategy_id: string;
  account_id: string;
  venue: string;
  instrument_id: string;
  side: string;
  quantity: number;
  quantity_scale: number;
  price: number;
  price_scale: number;
  notional: number;
  fee: number;
  money_scale: number;
  currency: string;
  liquidity: string;
  ts_event: number;
  fee_currency: string;
  fee_scale: number;
}

/** A leg of a double entry; `entry` is the kind of the record that it belongs to. */
interface Postings {
  session_id: string;
  seq: number;
  leg: number;
  ts: number;
  entry: string;
  account: string;
  currency: string;
  scale: number;
  amount: Exact;
}

interface Equity {
  session_id: string;
  seq: number;
  ts: number;
  currency: string;
  equity: number;
  cash: number;
}

interface Refusals {
  session_id: string;
  seq: number;
  ts: number;
  strategy_id: string;
  instrument_id: string;
  code: string;
  message: string;
}

interface StrategyStops {
  session_id: string;
  seq: number;
  ts: number;
  strategy_id: string;
  handler: string;
  code: string;
  message: string;
}

interface TradingStates {
  session_id: string;
  seq: number;
  ts: number;
  state: string;
  reason: string;
}

interface Adjustments {
  session_id: string;
  seq: number;
  ts: number;
  currency: string;
  scale: number;
  amount: number;
  cause: string;
  ref: string;
}

interface Gates {
  session_id: string;
  seq: number;
  ts: number;
  state: string;
  reason: string;
}

interface InstrumentStates {
  session_id: string;
  seq: number;
  ts: number;
  instrument_id: string;
  state: string;
  decided_by: string;
  reason: string;
}

interface StrategyStates {
  session_id: string;
  seq: number;
  ts: number;
  strategy_id: string;
  state: string;
  decided_by: string;
  reason: string;
}

/** `shares` is a JSON list of what each strategy may use from then on. */
interface Allocations {
  session_id: string;
  seq: number;
  ts: number;
  reason: string;
  shares: string;
}

/** The regime of an instrument, or of the market where none is named. */
interface Regimes {
  session_id: string;
  seq: number;
  ts: number;
  instrument_id: string | null;
  regime: string;
  reason: string;
}

/** A limit that was hit, or (`decided_by` is told) set by a person; `most` is then empty. */
interface LimitEvents {
  session_id: string;
  seq: number;
  ts: number;
  level: string;
  name: string;
  limit_name: string;
  value: string;
  most: string;
  decided_by: string | null;
  ends_at: number | null;
  reason: string;
}

/** `found` is a JSON list of texts; `is_clean` is 0 or 1. */
interface Reconciliations {
  session_id: string;
  seq: number;
  ts: number;
  is_clean: number;
  found: string;
}

/** `details` is the canonical JSON text that was hashed. */
interface Audit {
  seq: number;
  session_id: string;
  ts: number;
  actor: string;
  action: string;
  subject: string;
  details: string;
  previous_hash: string;
  hash: string;
}

/** One row: the last entry of the audit log, so that cutting off its end shows. */
interface AuditHead {
  id: number;
  seq: number;
  hash: string;
}

/** `signature` is JSON text. */
interface AuditCheckpoints {
  seq: number;
  hash: string;
  ts: number;
  signature: string;
}

interface Runs {
  id: string;
  ts: number;
  strategy_id: string;
  hash: string;
  settings: string;
  statistics: string;
  file: string;
}

/** A deployment entered a stage; `skipped` is a list of stages with commas, `certificate` JSON text. */
interface StageEvents {
  seq: number;
  ts: number;
  deployment: string;
  kind: string;
  stage: string;
  limit_amount: string;
  currency: string;
  skipped: string;
  actor: string;
  reason: string;
  certificate: string | null;
}

/** Something happened to a validation run; `payload` is JSON text. */
interface ValidationEvents {
  run: string;
  seq: number;
  ts: number;
  kind: string;
  payload: string;
}

/** The schema, the same on every engine. Times are microseconds UTC; amounts are integers at the scales beside them. */
export interface Tables {
  schema_versions: SchemaVersions;
  sessions: Sessions;
  journal: Journal;
  snapshots: Snapshots;
  orders: Orders;
  order_events: OrderEvents;
  fills: Fills;
  postings: Postings;
  equity: Equity;
  refusals: Refusals;
  strategy_stops: StrategyStops;
  trading_states: TradingStates;
  adjustments: Adjustments;
  gates: Gates;
  instrument_states: InstrumentStates;
  strategy_states: StrategyStates;
  allocations: Allocations;
  regimes: Regimes;
  limit_events: LimitEvents;
  reconciliations: Reconciliations;
  audit: Audit;
  audit_head: AuditHead;
  audit_checkpoints: AuditCheckpoints;
  runs: Runs;
  stage_events: StageEvents;
  validation_events: ValidationEvents;
}

/** The database, typed. */
export type Database = Kysely<Tables>;
/** A transaction on it. */
export type Write = Transaction<Tables>;
/** A row to be inserted. */
export type Row<Table extends keyof Tables> = Insertable<Tables[Table]>;
