import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ProfileName, profileNames } from '../../infra/settings/schema.ts';
import type { KubernetesObject } from '../../infra/targets/kubernetes/object.ts';
import { kubernetesObjects } from '../../infra/targets/kubernetes/objects.ts';
import { kubernetesFiles } from '../../infra/targets/kubernetes/yaml.ts';
import { eventually } from '../support/eventually.ts';
import { KubeApiServer, pathOf } from '../support/kube-api-server.ts';
import { type Arrow, allowed, denied } from '../support/kube-arrows.ts';
import { operatorDefinitions } from '../support/kube-definitions.ts';
import { KubeNetwork } from '../support/kube-network.ts';
import { everythingOn, kubeStack } from '../support/kube-stacks.ts';
import { faultsBySchema } from '../support/kube-validate.ts';

let server: KubeApiServer;
beforeAll(async () => {
  server = await KubeApiServer.start();
  for (const one of operatorDefinitions) expect((await server.apply(one)).status).toBe(201);
  for (const { spec } of operatorDefinitions) {
    await eventually(async () => {
      const { status } = await server.request('GET', `/apis/monitoring.coreos.com/v1/${spec.names.plural}`);
      if (status !== 200) throw new Error(`${spec.names.kind} is not served yet`);
    }, 90_000);
  }
  for (const name of ['shop', 'billing']) {
    expect((await server.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })).status).toBe(
      201,
    );
  }
});
afterAll(() => server?.stop());

const secretData = (name: string) => `value of ${name}`;
/** Each in a namespace of its own: namespaces of a server without controllers cannot be emptied. */
const plain = (profile: ProfileName) => kubeStack(profile, { namespace: `plain-${profile}` });
const full = (profile: ProfileName) =>
  kubeStack(profile, { ...everythingOn, namespace: `full-${profile}`, name: `full-${profile}` });

/** Applies objects in their order; every one must be accepted without a warning. */
async function applyAll(objects: readonly KubernetesObject[]): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  for (const one of objects) {
    const { status, body, warnings } = await server.apply(one);
    const title = `${one.kind} ${one.metadata.name}`;
    expect(status, `${title}: ${body.message}`).toBeOneOf([200, 201]);
    expect(warnings, title).toEqual([]);
    versions.set(`${one.metadata.namespace} ${title}`, body.metadata.resourceVersion);
  }
  return versions;
}

/** The pods that controllers would make of the objects. */
function podsOf(objects: readonly KubernetesObject[]): (KubernetesObject & { readonly spec: object })[] {
  return objects
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind))
    .map(({ metadata, spec }) => {
      const { template, volumeClaimTemplates = [] } = spec as {
        template: { metadata: KubernetesObject['metadata']; spec: { volumes: object[] } };
        volumeClaimTemplates?: { metadata: { name: string } }[];
      };
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...template.metadata, name: `${metadata.name}-0`, ...namespace(metadata.namespace) },
        spec: {
          ...template.spec,
          volumes: [
            ...template.spec.volumes,
            ...volumeClaimTemplates.map(({ metadata: { name } }) => ({
              name,
              persistentVolumeClaim: { claimName: `${name}-${metadata.name}-0` },
            })),
          ],
        },
      };
    });
}
const namespace = (name: string | undefined) => (name === undefined ? {} : { namespace: name });

describe.each(profileNames)('profile %s', (profile) => {
  test.each([
    ['as it is', plain],
    ['with everything on', full],
  ] as const)('%s is accepted, and a second apply changes nothing', async (_, stackOf) => {
    const objects = kubernetesObjects(stackOf(profile), { secretData });
    const first = await applyAll(objects);
    expect(first.size).toBe(objects.length);
    expect(await applyAll(objects)).toEqual(first);
  });

  test('every pod is admitted where only restricted ones are', async () => {
    const pods = podsOf(kubernetesObjects(plain(profile)));
    expect(pods.length).toBeGreaterThanOrEqual(7);
    for (const pod of pods) {
      const { status, body } = await server.apply(pod, { dryRun: true });
      expect(status, `${pod.metadata.name}: ${body.message}`).toBe(201);
    }
  });

  test("the policies that the server has let the design's arrows through and no others", async () => {
    const { body } = await server.request(
      'GET',
      `/apis/networking.k8s.io/v1/namespaces/plain-${profile}/networkpolicies`,
    );
    const network = new KubeNetwork(
      (body.items as KubernetesObject[]).map((item) => ({
        ...item,
        kind: 'NetworkPolicy',
        metadata: { ...item.metadata, namespace: 'observability' },
      })),
    );
    const through = ([from, to, port]: Arrow) => network.allows(from, to, port);
    expect(allowed[profile].filter((arrow) => !through(arrow))).toEqual([]);
    expect(denied.filter(through)).toEqual([]);
  });

  test.each(['1.33', '1.34'])('objects are valid by the schemas of Kubernetes %s', (version) => {
    const objects = [plain, full].flatMap((stackOf) => kubernetesObjects(stackOf(profile), { secretData }));
    const own = objects.filter(({ apiVersion }) => !apiVersion.startsWith('monitoring.coreos.com/'));
    expect(faultsBySchema(version, own)).toEqual([]);
  });
});

describe('what is wrong is refused', () => {
  interface Spoiled {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly spec: {
      readonly securityContext: Record<string, unknown>;
      readonly volumes: object[];
      hostNetwork?: boolean;
    };
  }
  function pod(): Spoiled {
    const one = podsOf(kubernetesObjects(plain('local'))).find(({ metadata }) => metadata.name === 'hub-0');
    if (one === undefined) throw new Error('there is no hub');
    return structuredClone(one) as unknown as Spoiled;
  }

  test.each([
    ['a pod that may be root', (one: Spoiled) => delete one.spec.securityContext.runAsNonRoot],
    ['a pod without seccomp', (one: Spoiled) => delete one.spec.securityContext.seccompProfile],
    [
      'a pod in the network of its node',
      (one: Spoiled) => {
        one.spec.hostNetwork = true;
      },
    ],
    [
      'a pod with a path of its node',
      (one: Spoiled) => one.spec.volumes.push({ name: 'host', hostPath: { path: '/' } }),
    ],
  ] as const)('%s', async (_, spoil) => {
    const bad = pod();
    spoil(bad);
    const { status, body } = await server.apply(bad, { dryRun: true });
    expect(status).toBe(403);
    expect(body.message).toContain('violates PodSecurity "restricted:latest"');
  });

  test('a field that does not exist', async () => {
    const bad = { ...pod(), spec: { ...pod().spec, terminationGracePeriod: 3 } };
    const { status, body } = await server.apply(bad, { dryRun: true });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.message).toContain('terminationGracePeriod: field not declared in schema');
  });

  test('a field that does not exist, by the schemas of an older version', () => {
    const bad = { ...pod(), spec: { ...pod().spec, terminationGracePeriod: 3 } };
    expect(faultsBySchema('1.33', [bad])).toEqual([expect.stringContaining('terminationGracePeriod')]);
  });
});

test('what needs a path of the host is admitted in a namespace of its own alone', async () => {
  const objects = kubernetesObjects(
    kubeStack('local', { namespace: 'with-nodes', collection: { containerLogs: true } }),
    { secretData },
  );
  await applyAll(objects);
  const pod = podsOf(objects).find(({ metadata }) => metadata.name === 'agent-logs-0');
  if (pod === undefined) throw new Error('there is no reader of logs');
  expect(pod.metadata.namespace).toBe('with-nodes-nodes');
  expect((await server.apply(pod, { dryRun: true })).status).toBe(201);
  const elsewhere = { ...pod, metadata: { ...pod.metadata, namespace: 'with-nodes' } };
  expect((await server.apply(elsewhere, { dryRun: true })).status).toBe(403);
});

test('one changed setting changes just what it should', async () => {
  const before = kubernetesObjects(plain('local'), { secretData });
  const after = kubernetesObjects(
    kubeStack('local', {
      namespace: 'plain-local',
      resources: { grafana: { memory: { request: '512Mi', limit: '3Gi' } } },
    }),
    { secretData },
  );
  const old = await applyAll(before);
  const fresh = await applyAll(after);
  expect([...fresh].filter(([title, version]) => old.get(title) !== version).map(([title]) => title)).toEqual(
    ['plain-local StatefulSet grafana'],
  );
  await applyAll(before);
});

test("a person's way: secrets from the command, then the rendered files by kubectl, twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-kubectl-'));
  try {
    const settings = ['--set', 'namespace=by-hand', '--profile', 'medium'];
    const command = resolve(import.meta.dirname, '../../infra/command/main.ts');
    const secrets = execFileSync(
      process.execPath,
      ['--conditions=@observatory/source', command, 'secrets', ...settings],
      { cwd: folder, encoding: 'utf8' },
    );
    const kubectl = (args: readonly string[], input = '') => {
      const { stdout, stderr, status } = spawnSync('kubectl', ['--kubeconfig', server.kubeconfig, ...args], {
        input,
        encoding: 'utf8',
        cwd: folder,
      });
      expect(status, stderr).toBe(0);
      return stdout;
    };
    kubectl(['apply', '--server-side', '-f', '-'], secrets);
    const files = join(folder, 'dist/kubernetes');
    mkdirSync(files, { recursive: true });
    for (const { path, content } of kubernetesFiles(
      kubernetesObjects(kubeStack('medium', { namespace: 'by-hand' })),
    )) {
      writeFileSync(join(files, path), content);
    }
    const apply = () => kubectl(['apply', '--server-side', '-f', 'dist/kubernetes']);
    const versions = () =>
      kubectl([
        'get',
        'statefulsets,deployments,networkpolicies,configmaps,services,poddisruptionbudgets',
        ...[
          '--namespace',
          'by-hand',
          '--output',
          'jsonpath={range .items[*]}{.metadata.name} {.metadata.resourceVersion}{"\\n"}{end}',
        ],
      ]);
    apply();
    const first = versions();
    expect(first).toContain('postgres');
    apply();
    expect(versions()).toBe(first);
    const { body } = await server.request(
      'GET',
      pathOf({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'observatory-database-url', namespace: 'by-hand' },
      }),
    );
    expect(Buffer.from(body.data.value, 'base64').toString()).toMatch(
      /^postgres:\/\/observatory:[A-Za-z0-9]{32}@postgres:5432\/observatory$/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
