import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RawServer, startRawServer } from '../testing/raw-server.ts';
import { createClient, HubError } from './index.ts';

let server: RawServer;
beforeEach(async () => {
  server = await startRawServer();
});
afterEach(() => server.close());

const client = (options: Partial<Parameters<typeof createClient>[0]> = {}) =>
  createClient({ baseUrl: server.url, ...options });
const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  server.handle = (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const failure = async (asked: Promise<unknown>): Promise<HubError> => {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HubError)) throw new Error(`expected a HubError, got ${String(error)}`);
  return error;
};
const urls = () => server.requests.map(({ method, url }) => `${method} ${url}`);

describe('a request', () => {
  it('goes to the path with its parameters, with the key', async () => {
    answer(200, { items: [], next_cursor: null });
    const hub = client({ apiKey: 'secret' });
    expect(await hub.executions.list({ status: 'failed', limit: 5 })).toEqual({
      items: [],
      next_cursor: null,
    });
    await hub.executions.get('a/b?c');
    await hub.traces.get('t');
    await hub.stats({ minutes: 5 });
    expect(urls()).toEqual([
      'GET /api/v1/executions?status=failed&limit=5',
      'GET /api/v1/executions/a%2Fb%3Fc',
      'GET /api/v1/observability/traces/t',
      'GET /api/v1/stats?minutes=5',
    ]);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer secret');
  });

  it('keeps a path in front of the hub', async () => {
    answer(200, {});
    await createClient({ baseUrl: `${server.url}/observatory/` }).stats();
    expect(urls()).toEqual(['GET /observatory/api/v1/stats']);
  });

  it('can be any of the API, with a body', async () => {
    let body = '';
    server.handle = (request, response) => {
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => response.end('{"action":"clear_cache","cleared":3}'));
    };
    const cleared = await client().request('post', '/api/observability/health', {
      body: { action: 'clear_cache' },
    });
    expect([cleared.cleared, body]).toEqual([3, '{"action":"clear_cache"}']);
    expect(server.requests[0]?.headers['content-type']).toBe('application/json');
  });

  it('gives text as it is, and nothing where nothing came', async () => {
    server.handle = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('up 1\n');
    expect(await client().request('get', '/metrics', {})).toBe('up 1\n');
    server.handle = (_request, response) => response.writeHead(204).end();
    expect(await client().request('delete', '/api/v1/session', {})).toBeUndefined();
  });
});

describe('an error', () => {
  it("has the hub's code, message, place and status", async () => {
    answer(400, {
      error: { code: 'OBS_BAD_REQUEST', message: 'query.limit must be <= 200', where: 'query.limit' },
    });
    const error = await failure(client().executions.list({ limit: 9999 }));
    expect(error).toMatchObject({
      name: 'HubError',
      code: 'OBS_BAD_REQUEST',
      message: 'query.limit must be <= 200',
      where: 'query.limit',
      status: 400,
      isTemporary: false,
    });
    expect(server.requests.length).toBe(1);
  });

  it.each([
    ['a page', '<html>', 200],
    ['a page', '<html>', 404],
    ['half of an answer', '{"items": [', 200],
    ['an error of another kind', '{"error":"no"}', 403],
  ])('says that %s is no answer of a hub (%s, %i)', async (_what, body, status) => {
    server.handle = (_request, response) =>
      response.writeHead(status, { 'content-type': 'text/html' }).end(body);
    expect(await failure(client().stats())).toMatchObject({ code: 'OBS_BAD_ANSWER', status });
  });

  it('says that an id is none that would lead to another path', async () => {
    answer(200, {});
    const { executions, traces, request, execution } = client();
    const asked = [
      executions.get('..'),
      executions.get('.'),
      traces.get('..'),
      request('get', '/api/v1/executions/{id}/snapshots', { path: { id: '..' } }),
      execution('..').next(),
    ];
    for (const each of asked)
      expect(await failure(each)).toMatchObject({ code: 'OBS_BAD_REQUEST', status: 0 });
    expect(urls()).toEqual([]);
  });

  it('says that nobody is there, and why', async () => {
    await server.close();
    const error = await failure(client({ retries: 0 }).stats());
    expect(error).toMatchObject({ code: 'OBS_UNREACHABLE', status: 0, isTemporary: true });
    expect(error.message).toContain('ECONNREFUSED');
    server = await startRawServer();
  });

  it('says that an answer took too long, that of the body included', async () => {
    server.handle = (_request, response) => response.writeHead(200).write('{');
    const error = await failure(client({ timeoutMs: 50, retries: 0 }).stats());
    expect(error).toMatchObject({ code: 'OBS_TIMEOUT', isTemporary: true });
  });

  it("is the signal's own reason where the caller gives up", async () => {
    server.handle = () => {};
    const abort = new AbortController();
    const asked = client().stats({}, { signal: abort.signal });
    abort.abort(new Error('changed my mind'));
    await expect(asked).rejects.toThrow('changed my mind');
    await expect(client().stats({}, { signal: abort.signal })).rejects.toThrow('changed my mind');
  });
});

describe('trying again', () => {
  it.each([429, 502, 503, 504])('a GET that was answered %i', async (status) => {
    server.handle = (_request, response) => {
      if (server.requests.length === 1) response.writeHead(status).end();
      else response.end('{"ok":true}');
    };
    expect(await client().stats()).toEqual({ ok: true });
    expect(server.requests.length).toBe(2);
  });

  it('a GET whose connection broke', async () => {
    server.handle = (_request, response) => {
      if (server.requests.length === 1) response.destroy();
      else response.end('{"ok":true}');
    };
    expect(await client().stats()).toEqual({ ok: true });
  });

  it('is given up after as many tries as wanted', async () => {
    answer(503, { error: { code: 'OBS_OVERLOADED', message: 'later' } });
    expect(await failure(client({ retries: 1 }).stats())).toMatchObject({
      code: 'OBS_OVERLOADED',
      status: 503,
    });
    expect(server.requests.length).toBe(2);
  });

  it('is left to the caller where the hub asks for a long wait', async () => {
    answer(429, { error: { code: 'OBS_TOO_MANY_ATTEMPTS', message: 'later' } }, { 'retry-after': '120' });
    expect(await failure(client().stats())).toMatchObject({ retryAfterMs: 120_000 });
    answer(503, {}, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() });
    expect((await failure(client().stats())).retryAfterMs).toBeGreaterThan(3_500_000);
    expect(server.requests.length).toBe(2);
  });

  it('waits as long as the hub asks', async () => {
    let answeredAt = 0;
    let askedAt = 0;
    server.handle = (_request, response) => {
      if (server.requests.length === 1) {
        answeredAt = performance.now();
        response.writeHead(503, { 'retry-after': '1' }).end();
      } else {
        askedAt = performance.now();
        response.end('{}');
      }
    };
    await client().stats();
    expect(askedAt - answeredAt).toBeGreaterThan(990);
  });

  it('does not happen for what changes something', async () => {
    answer(503, { error: { code: 'OBS_OVERLOADED', message: 'later' } });
    const asked = client().request('post', '/api/observability/health', { body: { action: 'clear_cache' } });
    expect((await failure(asked)).code).toBe('OBS_OVERLOADED');
    expect(server.requests.length).toBe(1);
  });

  it('stops at once where the caller gives up', async () => {
    answer(503, {}, { 'retry-after': '60' });
    const abort = new AbortController();
    const asked = client().stats({}, { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('enough')), 20);
    await expect(asked).rejects.toThrow('enough');
  });
});

describe('createClient', () => {
  it.each(['', 'localhost:3001', '/api', 'ftp://hub', 'http://user:secret@hub'])(
    'refuses the address "%s"',
    (baseUrl) => {
      expect(() => createClient({ baseUrl })).toThrow(/^baseUrl/);
    },
  );

  it('refuses a key that no header can hold, without repeating it', () => {
    expect(() => client({ apiKey: 'sec\nret' })).toThrow(TypeError);
    expect(() => client({ apiKey: 'sec\nret' })).not.toThrow(/sec/);
  });

  it('asks by the fetch that it was given', async () => {
    const asked: string[] = [];
    const hub = client({
      fetch: async (url) => {
        asked.push(String(url));
        return Response.json({ health: { overall: { score: 97 } } });
      },
    });
    expect((await hub.getSystemHealthMetrics()).overall.score).toBe(97);
    expect(asked).toEqual([`${server.url}/api/observability/health`]);
  });
});
