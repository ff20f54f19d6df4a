import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HubProcess } from '../support/hub-process.ts';
import { Packed } from '../support/packed.ts';

/** The hub as users get it: packed with the shim and the page, and installed into an empty project. */

let packed: Packed;
beforeAll(() => {
  packed = new Packed(['shim', 'console', 'hub']);
});
afterAll(() => packed?.remove());

describe('the packed hub', () => {
  test('starts, serves the page and the runbooks, and answers', async () => {
    const dir = packed.project('hub', { type: 'module' }, ['shim', 'console', 'hub']);
    const hub = new HubProcess(
      {
        PORT: '0',
        OBSERVATORY_OTLP_HTTP_PORT: '0',
        OBSERVATORY_OTLP_GRPC_PORT: '0',
        OBSERVATORY_DATA_DIR: join(dir, 'data'),
      },
      join(dir, 'node_modules/@observatory/hub/dist/main.js'),
    );
    try {
      const { url } = await hub.ready;
      const page = await fetch(url, { headers: { accept: 'text/html' } });
      expect(await page.text()).toContain('<div id="root">');
      expect(await (await fetch(`${url}/api/v1/executions`)).json()).toEqual({
        executions: [],
        next_cursor: null,
      });
      const runbook = await fetch(`${url}/runbooks/SlowAgentExecution`);
      expect(await runbook.text()).toContain('<h1>SlowAgentExecution</h1>');
      expect(await (await fetch(`${url}/runbooks`)).text()).toContain('<h2>Warning</h2>');
    } finally {
      await hub.stop();
    }
  });
});
