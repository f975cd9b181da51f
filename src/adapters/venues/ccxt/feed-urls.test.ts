import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { isBallastError } from '../../../kernel/errors.ts';
import { checkFeedUrls, replaceOrigins } from './feed-urls.ts';

describe('the addresses of a feed', () => {
  it('replace scheme, host and port of every address of their kind, and leave the paths', () => {
    const api = { public: 'https://api.venue.com/api/v3', ws: { spot: 'wss://stream.venue.com:9443/ws' }, other: undefined };
    assert.deepEqual(replaceOrigins(api, checkFeedUrls({ rest: 'http://127.0.0.1:80/', stream: 'ws://localhost:1234/venue' })), {
      public: 'http://127.0.0.1/api/v3',
      ws: { spot: 'ws://localhost:1234/venue/ws' },
      other: undefined,
    });
    assert.deepEqual(replaceOrigins(api, checkFeedUrls({ rest: 'https://mirror.org' })), {
      ...api,
      public: 'https://mirror.org/api/v3',
    });
    assert.deepEqual(replaceOrigins(api, {}), api);
  });

  for (const url of ['https://venue.com', 'http://127.0.0.1:8080', 'http://[::1]:8080', 'http://localhost']) {
    it(`may be ${url}`, () => assert.deepEqual(checkFeedUrls({ rest: url }), { rest: url }));
  }

  for (const urls of [
    { rest: 'http://venue.com' },
    { rest: 'http://127.0.0.1.venue.com' },
    { rest: 'wss://venue.com' },
    { rest: 'https://a:b@venue.com' },
    { rest: 'https://venue.com?key=1' },
    { rest: 'file:///etc/passwd' },
    { rest: 'venue' },
    { stream: 'https://venue.com' },
    { stream: 'ws://10.0.0.1' },
  ]) {
    it(`may not be ${urls.rest ?? urls.stream}`, () => {
      assert.throws(
        () => checkFeedUrls(urls),
        (error) => isBallastError(error, 'FEED_URL_REFUSED'),
      );
    });
  }
});
