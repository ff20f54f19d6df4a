import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { parseImage, pinnedImage } from './image-reference.ts';
import { pinInSettings } from './pin-in-settings.ts';
import { resolveDigest } from './resolve-digest.ts';

describe('names of images', () => {
  test.each([
    ['redis', 'docker.io', 'library/redis', 'latest', null],
    ['grafana/loki:3.7.6', 'docker.io', 'grafana/loki', '3.7.6', null],
    ['docker.io/library/postgres:18.4', 'docker.io', 'library/postgres', '18.4', null],
    ['localhost:5000/a/b:1@sha256:00', 'localhost:5000', 'a/b', '1', 'sha256:00'],
    ['mirror.example.com/otel/c:0.159.0', 'mirror.example.com', 'otel/c', '0.159.0', null],
  ])('%s is taken apart', (image, registry, repository, tag, digest) => {
    expect(parseImage(image)).toEqual({ registry, repository, tag, digest });
  });

  test('a pinned name keeps its tag for readers', () => {
    expect(pinnedImage(parseImage('grafana/loki:3.7.6'), 'sha256:ab')).toBe(
      'docker.io/grafana/loki:3.7.6@sha256:ab',
    );
  });
});

describe('the settings file', () => {
  test('keeps its comments and its other images', () => {
    const text = '# ours\nretention: 14d # two weeks\nimages:\n  overrides:\n    hub: ours/hub:1\n';
    expect(pinInSettings(text, new Map([['loki', 'docker.io/grafana/loki:3@sha256:ab']]))).toBe(
      '# ours\nretention: 14d # two weeks\nimages:\n  overrides:\n    hub: ours/hub:1\n    loki: docker.io/grafana/loki:3@sha256:ab\n',
    );
  });

  test('is made where there was none', () => {
    expect(pinInSettings('', new Map([['loki', 'x/loki:3@sha256:ab']]))).toBe(
      'images:\n  overrides:\n    loki: x/loki:3@sha256:ab\n',
    );
  });

  test('of comments alone keeps them', () => {
    expect(pinInSettings('# nothing yet\n', new Map([['loki', 'x/loki:3@sha256:ab']]))).toContain(
      '# nothing yet',
    );
  });
});

describe('a registry', () => {
  const manifest = '{"schemaVersion":2,"manifests":[]}';
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
  const open: Server[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });

  /** Asks for a token as Docker Hub does, gives one without an account, then answers for one tag. */
  async function registry(said: string): Promise<string> {
    const server = createServer((request, response) => {
      const { port } = server.address() as AddressInfo;
      if (request.url?.startsWith('/token?')) {
        response.end(JSON.stringify({ token: new URL(request.url, 'http://x').searchParams.get('scope') }));
      } else if (request.headers.authorization !== 'Bearer repository:a/b:pull') {
        response.statusCode = 401;
        response.setHeader(
          'www-authenticate',
          `Bearer realm="http://127.0.0.1:${port}/token",service="here",scope="repository:a/b:pull"`,
        );
        response.end();
      } else if (
        request.url === '/v2/a/b/manifests/1.2' &&
        request.headers.accept?.includes('index.v1+json')
      ) {
        response.setHeader('docker-content-digest', said);
        response.end(manifest);
      } else {
        response.statusCode = 404;
        response.end();
      }
    });
    open.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('tells the digest of a tag to who has no account', async () => {
    expect(await resolveDigest(parseImage(`${await registry(digest)}/a/b:1.2`))).toBe(digest);
  });

  test('that sends another manifest than it says is refused', async () => {
    const host = await registry(`sha256:${'0'.repeat(64)}`);
    await expect(resolveDigest(parseImage(`${host}/a/b:1.2`))).rejects.toThrow(
      /expected the manifest of sha256:0000/,
    );
  });

  test('without the tag is named with what it answered', async () => {
    const host = await registry(digest);
    await expect(resolveDigest(parseImage(`${host}/a/b:9`))).rejects.toThrow(
      `http://${host}/v2/a/b/manifests/9: expected a manifest; got HTTP 404`,
    );
  });

  test('that cannot be reached is named', async () => {
    await expect(resolveDigest(parseImage('127.0.0.1:1/a/b:1'))).rejects.toThrow(/cannot be reached/);
  });
});
