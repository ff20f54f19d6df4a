import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bundleForBrowsers } from '../support/bundle-for-browsers.ts';

test('the client is one small script for browsers, without a module of Node or of its neighbours', async () => {
  const script = await bundleForBrowsers('shim/src/client/index.ts', 'observatory');
  expect(script.match(/\bnode:\w+|\brequire\(|\bfrom ["'][^"']+["']|@opentelemetry|pino/g)).toBeNull();
  expect(gzipSync(script).length).toBeLessThan(9_500);
});
