import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import { pathOf } from './kube-api-server.ts';
import type { Engine, Inputs } from './pulumi-stand-in.ts';

const APPLY = 'fieldManager=pulumi&fieldValidation=Strict&force=true';
/** What the API server lets nobody change in an object that is there. */
const fixed: Readonly<Record<string, readonly string[]>> = {
  StatefulSet: ['selector', 'serviceName', 'volumeClaimTemplates', 'podManagementPolicy'],
  Deployment: ['selector'],
};

/** Applies on the server of a kubeconfig, each field checked. */
export function kubernetesEngine(kubeconfig: string): Engine {
  const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8'));
  const ask = asker(clusters[0].cluster.server, users[0].user.token);
  const apply = async (inputs: Inputs) => {
    const object = inputs as unknown as Parameters<typeof pathOf>[0];
    await ask('PATCH', `${pathOf(object)}?${APPLY}`, JSON.stringify(object));
    return pathOf(object);
  };
  return {
    computed: [],
    create: async (_type, inputs) => ({ id: await apply(inputs) }),
    update: async (_type, inputs) => {
      await apply(inputs);
    },
    remove: async (_type, id, { kind, metadata }) => {
      await ask('DELETE', id);
      // Nobody but a controller takes the last mark off a namespace, and none runs here.
      if (kind === 'Namespace') {
        const body = JSON.stringify({ apiVersion: 'v1', kind, metadata, spec: { finalizers: [] } });
        await ask('PUT', `${id}/finalize`, body);
      }
    },
    replaces: (_type, key, before, after) =>
      ['apiVersion', 'kind', 'type', 'roleRef'].includes(key) ||
      (key === 'metadata' && idOf(before) !== idOf(after)) ||
      (key === 'spec' &&
        fixedOf(before).some((field, index) => !isDeepStrictEqual(field, fixedOf(after)[index]))),
  };
}

const idOf = ({ metadata }: Inputs): string => {
  const { namespace, name } = metadata as { namespace?: string; name: string };
  return `${namespace}/${name}`;
};

const fixedOf = ({ kind, spec }: Inputs): unknown[] =>
  (fixed[String(kind)] ?? []).map((field) => (spec as Inputs)[field]);

function asker(server: string, token: string) {
  return (method: string, path: string, body?: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const contentType = method === 'PATCH' ? 'application/apply-patch+yaml' : 'application/json';
      const call = request(
        `${server}${path}`,
        {
          method,
          // The server makes its certificate itself, and it is this machine's own.
          rejectUnauthorized: false,
          headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => {
            const { statusCode = 0 } = response;
            if (statusCode < 300) resolve();
            else reject(new Error(`${method} ${path} answered ${statusCode}: ${text}`));
          });
        },
      );
      call.on('error', reject);
      call.end(body);
    });
}
