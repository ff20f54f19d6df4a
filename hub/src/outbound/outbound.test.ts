import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { refusedRange } from './address-class.ts';
import { allowedTargets } from './allowed-targets.ts';
import type { Lookup } from './checked-lookup.ts';
import { createOutbound, type OutboundOptions } from './outbound.ts';
import { OutboundError } from './outbound-error.ts';

const servers: { close(): unknown; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<number> {
  const server: Server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

const outbound = (options: Partial<OutboundOptions> = {}) =>
  createOutbound({ allow: [], timeoutMs: 5000, maxBytes: 10_000, ...options });

/** Why a request brought nothing, in one word. */
async function fault(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof OutboundError) return error.fault;
    throw error;
  }
  return 'none';
}

/** A resolver that answers each question with the next of its answers. */
function resolver(...answers: readonly string[][]): Lookup & { readonly asked: string[] } {
  const asked: string[] = [];
  const lookup = (host: string, _options: object, done: Parameters<Lookup>[2]) => {
    const found = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return Object.assign(lookup, { asked }) as Lookup & { readonly asked: string[] };
}

describe('an address that users give', () => {
  test.each([
    // Public ones.
    ['8.8.8.8', null],
    ['1.1.1.1', null],
    ['172.32.0.1', null],
    ['2606:4700:4700::1111', null],
    ['::ffff:8.8.8.8', null],
    ['64:ff9b::808:808', null],
    // This machine.
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:7f00:1', 'loopback'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['::7f00:1', 'reserved'],
    // Its networks.
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['100.100.100.200', 'carrierGradeNat'],
    ['fd00:ec2::254', 'uniqueLocal'],
    ['fec0::1', 'deprecatedSiteLocal'],
    // Metadata of clouds.
    ['169.254.169.254', 'linkLocal'],
    ['::ffff:169.254.169.254', 'linkLocal'],
    ['64:ff9b::a9fe:a9fe', 'linkLocal'],
    ['192.0.0.192', 'reserved'],
    ['168.63.129.16', 'reserved'],
    ['fe80::1', 'linkLocal'],
    ['fe80::1%eth0', 'unknown'],
    // Ways around.
    ['2002:7f00:1::', '6to4'],
    ['2001:0:7f00:1::', 'teredo'],
    ['64:ff9b:1:7f00:1::808', 'reserved'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['240.0.0.1', 'reserved'],
    ['198.18.0.1', 'reserved'],
    ['no address', 'unknown'],
    ['', 'unknown'],
  ])('%s is of the range %s', (address, range) => {
    const found = refusedRange(address);
    // Of an unusual range it matters that it is refused; its name is the library's.
    expect(found === null).toBe(range === null);
    if (range !== null && range !== 'reserved') expect(found).toBe(range);
  });

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.0x0.0x0.0x1/',
    'http://0177.0.0.1/',
    'http://017700000001/',
    'http://127.1/',
    'http://127.0.1/',
    'http://0/',
    'http://127.0.0.1./',
    'http://１２７.0.0.1/',
    'http://127。0。0。1/',
    'http://①②⑦.0.0.1/',
    'http://%31%32%37.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fe80::1%25eth0]/',
    'http://[fe80::1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://user@8.8.8.8/',
    'http://user:password@8.8.8.8/',
    'http://8.8.8.8@127.0.0.1/',
    'http://:@127.0.0.1/',
    'http://127.0.0.1#@8.8.8.8/',
    'http:\\\\127.0.0.1\\',
    'http://8.8.8.8:25/',
    'http://8.8.8.8:6667/',
    'http://8.8.8.8:22/',
    'http://8.8.8.8:0/',
    'http://8.8.8.8:99999/',
    'ftp://8.8.8.8/',
    'file:///etc/passwd',
    'gopher://8.8.8.8/',
    'data:text/plain,x',
    'javascript:alert(1)',
    'unix:/var/run/docker.sock',
    '//8.8.8.8/',
    '/relative',
    '',
    'http://',
    `http://8.8.8.8/${'x'.repeat(5000)}`,
  ])('is refused before anything is sent: %s', async (url) => {
    expect(await fault(outbound({ lookup: resolver(['127.0.0.1']) }).fetch(url))).toBe('refused_target');
  });

  test('is refused however it is written, of any private network', async () => {
    const { fetch } = outbound();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.nat(0xffffff).map((n) => 0x0a000000 + n),
          fc.nat(0xffffff).map((n) => 0x7f000000 + n),
          fc.nat(0xffff).map((n) => 0xc0a80000 + n),
          fc.nat(0xffff).map((n) => 0xa9fe0000 + n),
          fc.nat(0xfffff).map((n) => 0xac100000 + n),
        ),
        fc.constantFrom<(n: number) => string>(
          (n) => String(n),
          (n) => `0x${n.toString(16)}`,
          (n) => `0${n.toString(8)}`,
          (n) => [24, 16, 8, 0].map((bits) => `0x${((n >>> bits) & 255).toString(16)}`).join('.'),
          (n) => `${n >>> 24}.${n & 0xffffff}`,
          (n) => `[::ffff:${(n >>> 16).toString(16)}:${(n & 0xffff).toString(16)}]`,
          (n) => `[64:ff9b::${(n >>> 16).toString(16)}:${(n & 0xffff).toString(16)}]`,
        ),
        async (n, write) => {
          expect(await fault(fetch(`http://${write(n)}/`))).toBe('refused_target');
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is refused where its name leads to a private one, in IPv4 or IPv6', async () => {
    for (const address of ['127.0.0.1', '10.1.2.3', '::1', 'fd00::1', '::ffff:10.1.2.3', '0.0.0.0'])
      expect(await fault(outbound({ lookup: resolver([address]) }).fetch('http://innocent.example/'))).toBe(
        'refused_target',
      );
  });

  test('is the one connected to: a name that changes its address after it was checked gains nothing', async () => {
    let hits = 0;
    const port = await serve((_request, response) => {
      hits += 1;
      response.end('secret');
    });
    // Public at first, this machine afterwards: a check that looks up by itself would be passed.
    const lookup = resolver(['203.0.113.1'], ['127.0.0.1']);
    const { fetch } = outbound({ lookup, timeoutMs: 300 });
    await fault(fetch(`http://rebinding.example:${port}/`));
    // One look-up a connection: there is no second answer to be misled by.
    expect(lookup.asked).toEqual(['rebinding.example']);
    expect(await fault(fetch(`http://rebinding.example:${port}/`))).toBe('refused_target');
    expect(hits).toBe(0);
  });

  test('of a name with public and private addresses is a public one', async () => {
    const port = await serve((_request, response) => response.end('private'));
    const { fetch } = outbound({ lookup: resolver(['127.0.0.1', '203.0.113.1']), timeoutMs: 300 });
    expect(await fault(fetch(`http://both.example:${port}/`))).not.toBe('none');
  });
});

describe('what an operator allows', () => {
  test('is reached by its name, its address, a network or a port, and nothing else is', async () => {
    const port = await serve((_request, response) => response.end('ok'));
    const lookup = resolver(['127.0.0.1']);
    const reaches = async (allow: string[], url: string) =>
      (await fault(outbound({ allow, lookup }).fetch(url))) === 'none';
    expect(await reaches(['127.0.0.0/8'], `http://127.0.0.1:${port}/`)).toBe(true);
    expect(await reaches(['127.0.0.1'], `http://127.0.0.1:${port}/`)).toBe(true);
    expect(await reaches([`127.0.0.1:${port}`], `http://127.0.0.1:${port}/`)).toBe(true);
    expect(await reaches(['127.0.0.1:1'], `http://127.0.0.1:${port}/`)).toBe(false);
    expect(await reaches(['10.0.0.0/8', '::1/128'], `http://127.0.0.1:${port}/`)).toBe(false);
    expect(await reaches(['idp.local'], `http://idp.local:${port}/`)).toBe(true);
    expect(await reaches(['IdP.local.'], `http://IDP.LOCAL.:${port}/`)).toBe(true);
    expect(await reaches([`idp.local:${port}`], `http://idp.local:${port}/`)).toBe(true);
    expect(await reaches(['idp.local'], `http://evil.idp.local:${port}/`)).toBe(false);
    expect(await reaches(['idp.local'], `http://127.0.0.1:${port}/`)).toBe(false);
    expect(await reaches(['127.0.0.0/8'], `http://anything.example:${port}/`)).toBe(true);
  });

  test.each(['bad host', '10.0.0.0/33', 'x:0', 'x:99999', 'http://x', '10.0.0', '*', ''])(
    'is no setting where it cannot be read: "%s"',
    (entry) => {
      expect(() => allowedTargets([entry])).toThrow('expected host names, host:port or CIDRs');
    },
  );
});

describe('a redirect', () => {
  const allow = ['127.0.0.1/32'];

  test('is followed three times, and checked each time', async () => {
    const port = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end();
      else response.end('there');
    });
    const { fetch } = outbound({ allow });
    expect((await fetch(`http://127.0.0.1:${port}/3`)).body.toString()).toBe('there');
    expect(await fault(fetch(`http://127.0.0.1:${port}/4`))).toBe('bad_redirect');
  });

  test.each([
    'http://[::1]:9999/',
    'http://169.254.169.254/',
    'file:///etc/passwd',
    'http://127.0.0.2:80/',
    'http://a:b@127.0.0.1/',
  ])('to what is refused is not followed: %s', async (location) => {
    const port = await serve((_request, response) => response.writeHead(307, { location }).end());
    expect(await fault(outbound({ allow }).fetch(`http://127.0.0.1:${port}/`))).toBe('refused_target');
  });

  test('to another origin takes no credentials, no signature and no cookie along', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const there = await serve((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    const port = await serve((_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${there}/` }).end(),
    );
    await outbound({ allow }).fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: 'x',
      headers: {
        authorization: 'Bearer secret',
        cookie: 'secret',
        'x-observatory-signature': 'secret',
        'content-type': 'text/plain',
      },
    });
    expect(JSON.stringify(seen)).not.toContain('secret');
    expect(seen[0]?.['content-type']).toBe('text/plain');
  });

  test('of a POST that would become a GET is handed back as it is', async () => {
    const port = await serve((_request, response) => response.writeHead(302, { location: '/' }).end());
    const { status } = await outbound({ allow }).fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: 'x',
    });
    expect(status).toBe(302);
  });
});

describe('a server', () => {
  const allow = ['127.0.0.1'];

  test('whose answer has no end is cut off', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200);
      const more = () => {
        if (!response.destroyed) response.write('x'.repeat(5000), () => setImmediate(more));
      };
      more();
    });
    expect(await fault(outbound({ allow }).fetch(`http://127.0.0.1:${port}/`))).toBe('too_large');
  });

  test('that never answers, or that trickles, is waited for no longer than said', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/hang') return;
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const { fetch } = outbound({ allow, timeoutMs: 500 });
    expect(await fault(fetch(`http://127.0.0.1:${port}/hang`))).toBe('timeout');
    expect(await fault(fetch(`http://127.0.0.1:${port}/trickle`))).toBe('timeout');
    expect((await fetch(`http://127.0.0.1:${port}/trickle`, { readsBody: false })).status).toBe(200);
  });

  test('that breaks off or is not there is a fault of the connection, without its address', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('x', () => response.destroy());
    });
    expect(await fault(outbound({ allow }).fetch(`http://127.0.0.1:${port}/`))).toBe('connection');
    const error = await outbound({ allow })
      .fetch('http://127.0.0.1:1234/token-in-path')
      .catch((one: Error) => one);
    expect((error as Error).message).toBe('The connection failed (ECONNREFUSED).');
  });

  test('whose certificate nobody vouches for is a fault of TLS', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'observatory-outbound-'));
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/CN=x',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_q, response) =>
      response.end(),
    );
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    rmSync(dir, { recursive: true });
    const { port } = server.address() as AddressInfo;
    expect(await fault(outbound({ allow }).fetch(`https://127.0.0.1:${port}/`))).toBe('tls');
  });

  test('is asked as fetch asks it', async () => {
    const port = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ type: request.headers['content-type'], body: Buffer.concat(chunks).toString() }),
      );
    });
    const response = await outbound({ allow }).fetchLike(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: new URLSearchParams({ a: '1 2' }),
    });
    expect([response.ok, await response.json()]).toEqual([
      true,
      { type: 'application/x-www-form-urlencoded;charset=UTF-8', body: 'a=1+2' },
    ]);
  });

  test('is reached without the proxy of the environment', async () => {
    const port = await serve((_request, response) => response.end('direct'));
    process.env.NODE_USE_ENV_PROXY = '1';
    process.env.HTTP_PROXY = 'http://127.0.0.1:1';
    try {
      expect((await outbound({ allow }).fetch(`http://127.0.0.1:${port}/`)).body.toString()).toBe('direct');
    } finally {
      delete process.env.NODE_USE_ENV_PROXY;
      delete process.env.HTTP_PROXY;
    }
  });
});
