import type { WireRequest } from '../wire/venue-face.ts';
import { illegal, missing, refuse, tooPrecise } from './refusals.ts';

const DECIMAL_RANGE = String.raw`^([0-9]{1,20})(\.[0-9]{1,20})?$`;
const DECIMAL = new RegExp(DECIMAL_RANGE);
const WHOLE_RANGE = '^[0-9]{1,20}$';
const WHOLE = new RegExp(WHOLE_RANGE);
/** Decimals of every asset at Binance. */
const PRECISION = 8;

/** The parameters of a request, wherever they stand, read and refused as Binance does. */
export class RequestParameters {
  readonly #values: Readonly<Record<string, string>>;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = values;
  }

  /** Those of a query and a form together. */
  static of({ query, body }: Pick<WireRequest, 'query' | 'body'>): RequestParameters {
    return new RequestParameters({ ...Object.fromEntries(new URLSearchParams(query)), ...Object.fromEntries(new URLSearchParams(body)) });
  }

  /** The same parameters, with some of them read under other names. */
  renamed(names: Readonly<Record<string, string>>): RequestParameters {
    const others = Object.entries(names).map(([name, other]): [string, string] => [name, this.#values[other] ?? '']);
    return new RequestParameters({ ...this.#values, ...Object.fromEntries(others) });
  }

  /** A text; undefined where it is not there or empty. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    return value === '' ? undefined : value;
  }

  /** A text that has to be there. */
  required(name: string): string {
    return this.text(name) ?? refuse(missing(name));
  }

  /** A whole number that is not negative. */
  whole(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    return WHOLE.test(text) ? Number(text) : refuse(illegal(name, WHOLE_RANGE));
  }

  /** A decimal text of at most eight decimals. */
  decimal(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!DECIMAL.test(text)) return refuse(illegal(name, DECIMAL_RANGE));
    const decimals = (text.split('.')[1] ?? '').replace(/0+$/, '').length;
    return decimals > PRECISION ? refuse(tooPrecise(name)) : text;
  }

  /** A text that fits a pattern. */
  fitting(name: string, pattern: RegExp): string | undefined {
    const text = this.text(name);
    return text === undefined || pattern.test(text) ? text : refuse(illegal(name, pattern.source));
  }

  /** A time in milliseconds, as microseconds. */
  time(name: string): number | undefined {
    const milliseconds = this.whole(name);
    return milliseconds === undefined ? undefined : milliseconds * 1_000;
  }

  /** How many rows are asked for. */
  limit(usual: number, most: number): number {
    return Math.max(1, Math.min(this.whole('limit') ?? usual, most));
  }
}
