import protobuf from 'protobufjs';

/** What MEXC pushes over its streams, field by field as its clients decode them. The names before the numbers are ours to send, the numbers are the wire's. */
const SCHEMA = `
  syntax = "proto3";
  message Push {
    string channel = 1;
    string symbol = 3;
    int64 createTime = 5;
    int64 sendTime = 6;
    oneof body {
      Order privateOrders = 304;
      Deal privateDeals = 306;
      Holding privateAccount = 307;
      Kline publicSpotKline = 308;
      Trades publicAggreDeals = 314;
      BestPrices publicAggreBookTicker = 315;
    }
  }
  message Order {
    string id = 1;
    string clientId = 2;
    string price = 3;
    string quantity = 4;
    string amount = 5;
    string avgPrice = 6;
    int32 orderType = 7;
    int32 tradeType = 8;
    bool isMaker = 9;
    string remainAmount = 10;
    string remainQuantity = 11;
    string lastDealQuantity = 12;
    string cumulativeQuantity = 13;
    string cumulativeAmount = 14;
    int32 status = 15;
    int64 createTime = 16;
  }
  message Deal {
    string price = 1;
    string quantity = 2;
    string amount = 3;
    int32 tradeType = 4;
    bool isMaker = 5;
    bool isSelfTrade = 6;
    string tradeId = 7;
    string clientOrderId = 8;
    string orderId = 9;
    string feeAmount = 10;
    string feeCurrency = 11;
    int64 time = 12;
  }
  message Holding {
    string vcoinName = 1;
    string coinId = 2;
    string balanceAmount = 3;
    string balanceAmountChange = 4;
    string frozenAmount = 5;
    string frozenAmountChange = 6;
    string type = 7;
    int64 time = 8;
  }
  message Kline {
    string interval = 1;
    int64 windowStart = 2;
    string openingPrice = 3;
    string closingPrice = 4;
    string highestPrice = 5;
    string lowestPrice = 6;
    string volume = 7;
    string amount = 8;
    int64 windowEnd = 9;
  }
  message Trade {
    string price = 1;
    string quantity = 2;
    int32 tradeType = 3;
    int64 time = 4;
  }
  message Trades {
    repeated Trade deals = 1;
    string eventType = 2;
  }
  message BestPrices {
    string bidPrice = 1;
    string bidQuantity = 2;
    string askPrice = 3;
    string askQuantity = 4;
  }
`;

/** What a push message carries besides its channel: one of these. */
export type PushBody =
  | { readonly privateOrders: object }
  | { readonly privateDeals: object }
  | { readonly privateAccount: object }
  | { readonly publicSpotKline: object }
  | { readonly publicAggreDeals: object }
  | { readonly publicAggreBookTicker: object };

/** One message of a MEXC stream; times in milliseconds. */
export type PushMessage = PushBody & {
  readonly channel: string;
  readonly symbol?: string;
  readonly createTime?: number;
  readonly sendTime: number;
};

const PUSH = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType('Push');

/** The bytes of a message as MEXC sends it. */
export function encodePush(message: PushMessage): Uint8Array {
  return PUSH.encode(PUSH.fromObject(message)).finish();
}
