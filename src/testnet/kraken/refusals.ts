import type { Refusal } from '../exchange/refusal.ts';

/** A refusal of Kraken: words of its own, the same over REST and streams. */
export class KrakenRefusal {
  readonly words: string;

  constructor(words: string) {
    this.words = words;
  }
}

/** What Kraken refuses, in its own words: the members of the `error` of an answer whose status is 200. */
export const REFUSALS = {
  keyUnknown: new KrakenRefusal('EAPI:Invalid key'),
  signatureInvalid: new KrakenRefusal('EAPI:Invalid signature'),
  nonceInvalid: new KrakenRefusal('EAPI:Invalid nonce'),
  noPermission: new KrakenRefusal('EGeneral:Permission denied'),
  methodUnknown: new KrakenRefusal('EGeneral:Unknown method'),
  argumentsInvalid: new KrakenRefusal('EGeneral:Invalid arguments'),
  volumeInvalid: new KrakenRefusal('EGeneral:Invalid arguments:volume'),
  priceInvalid: new KrakenRefusal('EGeneral:Invalid arguments:price'),
  orderTypeInvalid: new KrakenRefusal('EGeneral:Invalid arguments:ordertype'),
  sideInvalid: new KrakenRefusal('EGeneral:Invalid arguments:type'),
  timeInForceInvalid: new KrakenRefusal('EGeneral:Invalid arguments:timeinforce'),
  clientIdInvalid: new KrakenRefusal('EGeneral:Invalid arguments:cl_ord_id'),
  clientIdInUse: new KrakenRefusal('EOrder:Duplicate cl_ord_id'),
  pairUnknown: new KrakenRefusal('EQuery:Unknown asset pair'),
  minimumNotMet: new KrakenRefusal('EOrder:Order minimum not met'),
  costMinimumNotMet: new KrakenRefusal('EOrder:Cost minimum not met'),
  tickSize: new KrakenRefusal('EOrder:Tick size check failed'),
  insufficientFunds: new KrakenRefusal('EOrder:Insufficient funds'),
  orderUnknown: new KrakenRefusal('EOrder:Unknown order'),
  orderInvalid: new KrakenRefusal('EOrder:Invalid order'),
  orderRate: new KrakenRefusal('EOrder:Rate limit exceeded'),
  requestRate: new KrakenRefusal('EAPI:Rate limit exceeded'),
  postOnly: new KrakenRefusal('EOrder:Post only order'),
  userrefInvalid: new KrakenRefusal('EGeneral:Invalid arguments:userref'),
  deadlineInvalid: new KrakenRefusal('EGeneral:Invalid arguments:deadline'),
  pairInvalid: new KrakenRefusal('EQuery:Invalid asset pair'),
  tooManyRequests: new KrakenRefusal('EGeneral:Too many requests'),
  lockout: new KrakenRefusal('EGeneral:Temporary lockout'),
  cancelOnly: new KrakenRefusal('EService:Market in cancel_only mode'),
  deadlineElapsed: new KrakenRefusal('EService:Deadline elapsed'),
  unavailable: new KrakenRefusal('EService:Unavailable'),
  internal: new KrakenRefusal('EGeneral:Internal error'),
  sessionInvalid: new KrakenRefusal('ESession:Invalid session'),
} as const;

/** How Kraken says what the exchange refuses. */
export const REFUSALS_OF_EXCHANGE: Readonly<Record<Refusal, KrakenRefusal>> = {
  'unknown-instrument': REFUSALS.pairUnknown,
  'not-trading': REFUSALS.cancelOnly,
  'price-missing': REFUSALS.priceInvalid,
  'price-step': REFUSALS.tickSize,
  'stop-missing': REFUSALS.priceInvalid,
  'stop-step': REFUSALS.tickSize,
  'quantity-step': REFUSALS.volumeInvalid,
  'quantity-too-small': REFUSALS.minimumNotMet,
  'quantity-too-large': REFUSALS.volumeInvalid,
  'value-too-small': REFUSALS.costMinimumNotMet,
  'value-too-large': REFUSALS.volumeInvalid,
  'client-id-used': REFUSALS.clientIdInUse,
  'would-take': REFUSALS.postOnly,
  'would-trigger': REFUSALS.priceInvalid,
  'no-funds': REFUSALS.insufficientFunds,
  'unknown-order': REFUSALS.orderUnknown,
};
