import { fail } from '../../../kernel/errors.ts';

/** Where to reach a venue instead of its own addresses: a mirror, a proxy, or a server on this machine. */
export interface FeedUrls {
  /** Stands for the scheme, host and port of every REST address. */
  readonly rest?: string;
  /** Stands for the scheme, host and port of every WebSocket address. */
  readonly stream?: string;
}

/** A tree of addresses, as ccxt keeps them: texts, nested under names. */
export type UrlTree = string | undefined | { readonly [name: string]: UrlTree };

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
const ORIGIN = /^(http|ws)s?:\/\/[^/]+/;

/** The same addresses without trailing slashes, if market data may be read from them. Errors: `FEED_URL_REFUSED`. */
export function checkFeedUrls(urls: FeedUrls): FeedUrls {
  return {
    ...(urls.rest === undefined ? {} : { rest: checkFeedUrl(urls.rest, 'http') }),
    ...(urls.stream === undefined ? {} : { stream: checkFeedUrl(urls.stream, 'ws') }),
  };
}

/** Encrypted or on this machine; no user and no query, since addresses end up in logs. */
function checkFeedUrl(url: string, kind: 'http' | 'ws'): string {
  const parsed = URL.canParse(url) ? new URL(url) : fail('FEED_URL_REFUSED', 'the address is not a URL');
  const base = `${parsed.protocol}//${parsed.host}`;
  const refuse = (what: string): never => fail('FEED_URL_REFUSED', what, { where: base });
  if (parsed.username !== '' || parsed.password !== '') refuse('the address carries a user or a password');
  if (parsed.search !== '' || parsed.hash !== '') refuse('the address carries a query');
  const encrypted = parsed.protocol === `${kind}s:`;
  if (!encrypted && parsed.protocol !== `${kind}:`) refuse(`the address is not ${kind}s://`);
  if (!encrypted && !LOOPBACK.has(parsed.hostname)) refuse('the address is neither encrypted nor on this machine');
  return `${base}${parsed.pathname}`.replace(/\/+$/, '');
}

/** The same addresses with scheme, host and port replaced where `urls` says so; paths stay. */
export function replaceOrigins(tree: UrlTree, urls: FeedUrls): UrlTree {
  if (typeof tree === 'object') return Object.fromEntries(Object.entries(tree).map(([name, child]) => [name, replaceOrigins(child, urls)]));
  return tree?.replace(ORIGIN, (origin) => (origin.startsWith('ws') ? urls.stream : urls.rest) ?? origin);
}
