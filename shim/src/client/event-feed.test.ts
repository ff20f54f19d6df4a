import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RawServer, startRawServer } from '../testing/raw-server.ts';
import { createClient, type ExecutionChange, HubError, type StreamProblem } from './index.ts';

let server: RawServer;
const feeds: { close(): void }[] = [];
beforeEach(async () => {
  server = await startRawServer();
});
afterEach(async () => {
  for (const feed of feeds.splice(0)) feed.close();
  await server.close();
});

type Options = Parameters<ReturnType<typeof createClient>['events']>[0];
function events(options: Options = {}, silenceMs?: number) {
  const feed = createClient({ baseUrl: server.url, silenceMs }).events(options);
  feeds.push(feed);
  return feed;
}
/** Answers the first connection with the first piece of text, and so on; each is then left as `after` does. */
function connections(texts: readonly string[], after: (response: ServerResponse, index: number) => void) {
  server.handle = (_request, response) => {
    const index = server.requests.length - 1;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(texts[index] ?? ': nothing more\n\n', () => after(response, index));
  };
}
const breakUntil = (last: number) => (response: ServerResponse, index: number) => {
  if (index < last) response.destroy();
};
const message = (id: number) => `id: ${id}\ndata: {"id":"e${id}"}\n\n`;
const lastEventIds = () => server.requests.map(({ headers }) => headers['last-event-id']);

async function take(feed: AsyncIterable<{ id: string }>, count: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of feed) {
    ids.push(id);
    if (ids.length === count) break;
  }
  return ids;
}

describe('a feed of events', () => {
  it('asks for what is wanted, after the place where an earlier one ended', async () => {
    connections([message(8)], () => {});
    const feed = events({ types: ['log', 'alert'], severities: ['error'], executionId: 'ab', from: '7' });
    expect(await take(feed, 1)).toEqual(['e8']);
    expect(feed.lastEventId).toBe('8');
    expect(server.requests[0]?.url).toBe(
      '/api/observability/events/stream?types=log%2Calert&severities=error&executionId=ab',
    );
    expect(lastEventIds()).toEqual(['7']);
  });

  it.each(['the signal', 'close'])(
    'hands out nothing more after %s, of what has come already too',
    async (by) => {
      connections([[1, 2, 3, 4].map(message).join('')], () => {});
      const abort = new AbortController();
      const feed = events({ signal: abort.signal });
      const ids: string[] = [];
      for await (const { id } of feed) {
        ids.push(id);
        if (ids.length === 2 && by === 'close') feed.close();
        else if (ids.length === 2) abort.abort();
      }
      expect(ids).toEqual(['e1', 'e2']);
      expect(feed.lastEventId).toBe('2');
    },
  );

  it('leaves nothing on its signal where it is closed and was never read', async () => {
    const { signal } = new AbortController();
    events({ signal }).close();
    await events({ signal }).return?.();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('goes on after the last event where a connection is lost, without a gap and without doubles', async () => {
    connections([message(1) + message(2), message(3), message(4)], breakUntil(2));
    const problems: StreamProblem[] = [];
    expect(await take(events({ onProblem: (problem) => void problems.push(problem) }), 4)).toEqual([
      'e1',
      'e2',
      'e3',
      'e4',
    ]);
    expect(lastEventIds()).toEqual([undefined, '2', '3']);
    expect(problems.map(({ error }) => error.code)).toEqual(['OBS_UNREACHABLE', 'OBS_UNREACHABLE']);
    expect(problems[0]?.retryInMs).toBeGreaterThan(0);
  });

  it('goes on after the place where it began, where a connection is lost before any event', async () => {
    connections(['id: 41\n\n', message(42)], breakUntil(1));
    expect(await take(events(), 1)).toEqual(['e42']);
    expect(lastEventIds()).toEqual([undefined, '41']);
  });

  it('takes nothing of an event in whose middle the connection ends', async () => {
    connections([`${message(1)}id: 2\ndata: {"id":"e2"}\n`, message(2)], (response, index) => {
      if (index === 0) response.end();
    });
    expect(await take(events(), 2)).toEqual(['e1', 'e2']);
    expect(lastEventIds()).toEqual([undefined, '1']);
  });

  it('leaves out messages that are no events, and says so', async () => {
    connections(
      [`id: 1\ndata: {oops\n\nid: 2\ndata: [1]\n\ndata: null\n\n: note\nfield\n\n${message(3)}`],
      () => {},
    );
    const problems: StreamProblem[] = [];
    expect(await take(events({ onProblem: (problem) => void problems.push(problem) }), 1)).toEqual(['e3']);
    expect(problems.map(({ error, retryInMs }) => [error.code, retryInMs])).toEqual([
      ['OBS_BAD_ANSWER', 0],
      ['OBS_BAD_ANSWER', 0],
      ['OBS_BAD_ANSWER', 0],
    ]);
  });

  it('gives up a connection on which nothing comes', async () => {
    connections([message(1), message(2)], () => {});
    const problems: string[] = [];
    const feed = events({ onProblem: ({ error }) => void problems.push(error.code) }, 600);
    expect(await take(feed, 2)).toEqual(['e1', 'e2']);
    expect(problems).toEqual(['OBS_TIMEOUT']);
  });

  it('does not take its own slowness for silence', async () => {
    connections([message(1) + message(2)], () => {});
    const feed = events({}, 500);
    await feed.next();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await feed.next()).value).toMatchObject({ id: 'e2' });
    expect(server.requests.length).toBe(1);
  });

  it('waits where the hub has too many streams or is away', async () => {
    server.handle = (_request, response) => {
      const { length } = server.requests;
      if (length === 1)
        response
          .writeHead(429, { 'retry-after': '1' })
          .end('{"error":{"code":"OBS_TOO_MANY_SUBSCRIPTIONS"}}');
      else if (length === 2) response.destroy();
      else response.writeHead(200, { 'content-type': 'text/event-stream' }).write(message(1));
    };
    const problems: StreamProblem[] = [];
    expect(await take(events({ onProblem: (problem) => void problems.push(problem) }), 1)).toEqual(['e1']);
    expect(problems.map(({ error }) => error.code)).toEqual([
      'OBS_TOO_MANY_SUBSCRIPTIONS',
      'OBS_UNREACHABLE',
    ]);
    expect(problems[0]?.retryInMs).toBeGreaterThanOrEqual(1000);
  });

  it.each([
    [401, 'OBS_UNAUTHORIZED'],
    [400, 'OBS_BAD_REQUEST'],
  ])('ends with an error that will not go away (%i)', async (status, code) => {
    server.handle = (_request, response) =>
      response.writeHead(status).end(JSON.stringify({ error: { code, message: 'no' } }));
    await expect(events().next()).rejects.toMatchObject({ code, status });
    expect(server.requests.length).toBe(1);
  });

  it('ends with an error where no hub is there', async () => {
    server.handle = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    await expect(events().next()).rejects.toMatchObject({ code: 'OBS_BAD_ANSWER' });
  });

  it('ends with an error where a message has no end', async () => {
    server.handle = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = () => void (response.write('data: '.padEnd(1 << 20, 'x')) ? setImmediate(more) : 0);
      response.on('drain', more);
      more();
    };
    await expect(events().next()).rejects.toBeInstanceOf(HubError);
  });

  it.each(['close', 'signal', 'break'])('lets the connection go (%s)', async (way) => {
    connections([message(1)], () => {});
    const abort = new AbortController();
    const feed = events({ signal: abort.signal });
    await feed.next();
    const gone = new Promise((resolve) => server.requests[0]?.socket.once('close', resolve));
    const waiting = way === 'break' ? undefined : feed.next();
    if (way === 'close') feed.close();
    else if (way === 'signal') abort.abort();
    else await feed.return?.();
    expect(await waiting).toEqual(way === 'break' ? undefined : { done: true, value: undefined });
    await gone;
    expect(await feed.next()).toEqual({ done: true, value: undefined });
  });

  it('holds little of what a slow consumer has not taken', async () => {
    let sent = 0;
    server.handle = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = () => {
        while (sent < 1000) {
          sent += 1;
          if (!response.write(`id: ${sent}\ndata: {"id":"e${sent}","text":"${'x'.repeat(100_000)}"}\n\n`))
            break;
        }
      };
      response.on('drain', more);
      more();
    };
    const feed = events();
    await feed.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    // Of 100 MB, what the buffers of the system and of fetch take.
    expect(sent).toBeLessThan(500);
    expect((await take(feed, 999)).at(-1)).toBe('e1000');
  });
});

describe('a feed of executions', () => {
  it('gives changes, and passes over what it does not know', async () => {
    connections(
      [
        'id: 0\ndata: {"type":"hello"}\n\nid: 1\ndata: {"type":"later"}\n\nid: 2\ndata: {"type":"gone","id":"ab"}\n\n',
      ],
      (response, index) => void (index === 0 && response.end()),
    );
    const feed = createClient({ baseUrl: server.url }).executions.stream();
    feeds.push(feed);
    const changes: ExecutionChange[] = [];
    for await (const change of feed) {
      changes.push(change);
      if (changes.length === 2) break;
    }
    expect(changes).toEqual([{ type: 'hello' }, { type: 'gone', id: 'ab' }]);
    expect(server.requests[0]?.url).toBe('/api/v1/executions/stream');
  });
});
