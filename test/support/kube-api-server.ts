import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverBinary } from '../../infra/install/cache.ts';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

const TOKEN = 'token-of-the-test';

export interface KubeAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server answers; a test looks into it
  readonly body: any;
  /** What `Warning` headers say. */
  readonly warnings: readonly string[];
}

/** A real API server of Kubernetes with an etcd of its own, both on free ports and in a folder that goes with them. */
export class KubeApiServer {
  readonly url: string;
  readonly kubeconfig: string;
  readonly #folder: string;
  readonly #children: readonly ChildProcess[];

  private constructor(url: string, folder: string, children: readonly ChildProcess[]) {
    this.url = url;
    this.#folder = folder;
    this.#children = children;
    this.kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(this.kubeconfig, kubeconfig(url), { mode: 0o600 });
  }

  /** Starts both and waits until the server is ready, namespaces and default policies included. */
  static async start(): Promise<KubeApiServer> {
    const folder = mkdtempSync(join(tmpdir(), 'observatory-kube-'));
    const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
    const etcd = `http://127.0.0.1:${etcdPort}`;
    const log: string[] = [];
    const start = (program: string, args: readonly string[]) => {
      const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.on('data', (text) => log.push(String(text)));
      child.on('error', (error) => log.push(error.message));
      return child;
    };
    writeFileSync(join(folder, 'tokens.csv'), `${TOKEN},admin,admin,system:masters\n`);
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    mkdirSync(join(folder, 'certificates'));
    const server = new KubeApiServer(`https://127.0.0.1:${port}`, folder, [
      start('etcd', [
        ...['--data-dir', join(folder, 'etcd'), '--listen-client-urls', etcd],
        ...['--advertise-client-urls', etcd, '--listen-peer-urls', `http://127.0.0.1:${peerPort}`],
        ...['--initial-advertise-peer-urls', `http://127.0.0.1:${peerPort}`],
        ...['--initial-cluster', `default=http://127.0.0.1:${peerPort}`],
      ]),
      start(serverBinary('kube-apiserver', 'kube-apiserver'), [
        `--etcd-servers=${etcd}`,
        '--bind-address=127.0.0.1',
        '--advertise-address=10.255.255.1',
        `--secure-port=${port}`,
        `--cert-dir=${join(folder, 'certificates')}`,
        '--service-cluster-ip-range=10.0.0.0/16',
        '--authorization-mode=RBAC',
        `--token-auth-file=${join(folder, 'tokens.csv')}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${join(folder, 'sa.pub')}`,
        `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
        '--disable-admission-plugins=ServiceAccount',
      ]),
    ]);
    try {
      await eventually(
        async () => {
          const ready = await server.request('GET', '/readyz');
          if (ready.status !== 200) throw new Error(`/readyz answered ${ready.status}`);
          const namespace = await server.request('GET', '/api/v1/namespaces/kube-system');
          if (namespace.status !== 200) throw new Error('kube-system is not there yet');
        },
        60_000,
        200,
      );
    } catch (error) {
      await server.stop();
      throw new Error(`kube-apiserver did not start: ${error}\n${log.join('').slice(-4000)}`);
    }
    return server;
  }

  /** One request; a body is sent as JSON, which is also YAML. */
  request(
    method: string,
    path: string,
    body?: unknown,
    contentType = 'application/json',
  ): Promise<KubeAnswer> {
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.url}${path}`,
        {
          method,
          // The server makes its certificate itself, and it is this machine's own.
          rejectUnauthorized: false,
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': contentType },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: text.startsWith('{') ? JSON.parse(text) : text,
              warnings: [response.headers.warning ?? []].flat(),
            }),
          );
        },
      );
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Server-side apply with every field checked. */
  apply(object: KubeObject, { dryRun = false } = {}): Promise<KubeAnswer> {
    const query = `fieldManager=observatory&fieldValidation=Strict&force=true${dryRun ? '&dryRun=All' : ''}`;
    return this.request('PATCH', `${pathOf(object)}?${query}`, object, 'application/apply-patch+yaml');
  }

  /** Ends both processes and removes their folder. */
  async stop(): Promise<void> {
    for (const child of this.#children.toReversed()) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) continue;
      const gone = once(child, 'exit');
      // Nothing in it is kept: there is nothing to end well.
      child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Path of an object in the API. */
export function pathOf({ apiVersion, kind, metadata }: KubeObject): string {
  const lower = kind.toLowerCase();
  const plural = lower.endsWith('y')
    ? `${lower.slice(0, -1)}ies`
    : `${lower}${lower.endsWith('s') ? 'es' : 's'}`;
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const space = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
  return `${group}${space}/${plural}/${metadata.name}`;
}

function kubeconfig(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'test', user: { token: TOKEN } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  });
}
