import { expect, it } from 'vitest';
import { stoppedBy } from './stopped-error.ts';

class APIUserAbortError extends Error {}
class ResponseAborted extends Error {}
class APIConnectionTimeoutError extends Error {}
const withCode = (code: string) => Object.assign(new Error('no'), { code });

it.each([
  ['an AbortError of the platform', new DOMException('x', 'AbortError'), 'cancel'],
  ['an abort of a provider’s client', new APIUserAbortError('x'), 'cancel'],
  ['an abort of Next.js', new ResponseAborted(), 'cancel'],
  ['an abort of Node', withCode('ABORT_ERR'), 'cancel'],
  ['a TimeoutError of the platform', new DOMException('x', 'TimeoutError'), 'timeout'],
  ['a timeout of a provider’s client', new APIConnectionTimeoutError('x'), 'timeout'],
  ['a timeout of a socket', withCode('ETIMEDOUT'), 'timeout'],
  [
    'a timeout within fetch',
    new TypeError('fetch failed', { cause: withCode('UND_ERR_CONNECT_TIMEOUT') }),
    'timeout',
  ],
  ['another failure of fetch', new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') }), undefined],
  ['any other error', new RangeError('x'), undefined],
  ['a text', 'AbortError', undefined],
  [
    'what cannot be read',
    new Proxy(new Error('x'), {
      get: () => {
        throw new Error('no');
      },
    }),
    undefined,
  ],
])('tells %s', (_what, thrown, wanted) => {
  expect(stoppedBy(thrown)).toBe(wanted);
});
