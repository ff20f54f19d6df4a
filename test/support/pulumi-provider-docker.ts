import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from './pulumi-stand-in.ts';
import { tarOf } from './tar.ts';

/** Talks to the daemon in the order and with the parameters of Pulumi's provider, which is Terraform's. */
export function dockerEngine(socket: string): Engine {
  const ask = asker(socket);
  const kinds: Readonly<Record<string, Pick<Engine, 'create' | 'remove'>>> = {
    'docker:index/network:Network': {
      create: async (_type, { name, driver, options }) => {
        const body = { Name: name, Driver: driver, Options: options, CheckDuplicate: true };
        return { id: (await ask('POST', '/networks/create', body)).Id };
      },
      remove: async (_type, id) => {
        await ask('DELETE', `/networks/${id}`);
      },
    },
    'docker:index/volume:Volume': {
      create: async (_type, { name }) => ({
        id: (await ask('POST', '/volumes/create', { Name: name })).Name,
      }),
      remove: async (_type, id) => {
        await ask('DELETE', `/volumes/${id}`);
      },
    },
    'docker:index/remoteImage:RemoteImage': {
      create: async (_type, { name }) => {
        const { Id } = await ask('GET', `/images/${name}/json`);
        return { id: `${Id}${name}`, computed: { imageId: Id } };
      },
      // keepLocally
      remove: async () => {},
    },
    'docker:index/container:Container': {
      create: async (_type, inputs) => ({ id: await createContainer(ask, inputs) }),
      remove: async (_type, id, { destroyGraceSeconds = 0 }) => {
        await ask('POST', `/containers/${id}/stop?t=${destroyGraceSeconds}`);
        await ask('DELETE', `/containers/${id}?v=1&force=1`);
      },
    },
  };
  const kind = (type: string) => {
    const found = kinds[type];
    if (found === undefined) throw new Error(`the stand-in knows no ${type}`);
    return found;
  };
  return {
    computed: ['imageId'],
    create: (type, inputs) => kind(type).create(type, inputs),
    remove: (type, id, inputs) => kind(type).remove(type, id, inputs),
    replaces: () => true,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: inputs as @pulumi/docker types them, and the daemon's answers
type Loose = any;
type Ask = (method: string, path: string, body?: unknown) => Promise<Loose>;

async function createContainer(ask: Ask, inputs: Loose): Promise<string> {
  const { Id: id } = await ask('POST', `/containers/create?name=${inputs.name}`, bodyOf(inputs));
  if (inputs.networksAdvanced !== undefined) {
    await ask('POST', '/networks/bridge/disconnect', { Container: id });
    for (const { name, aliases } of inputs.networksAdvanced) {
      await ask('POST', `/networks/${name}/connect`, { Container: id, EndpointConfig: { Aliases: aliases } });
    }
  }
  for (const { file, content, permissions, owner, group } of inputs.uploads ?? []) {
    const tar = tarOf(file, content, { mode: permissions, uid: Number(owner), gid: Number(group) });
    // Through the root, not into the volume: so does the provider.
    await ask('PUT', `/containers/${id}/archive?path=/`, tar);
  }
  if (inputs.start === false) return id;
  await ask('POST', `/containers/${id}/start`);
  if (inputs.attach === true) await ask('POST', `/containers/${id}/wait`);
  const last = Date.now() + (inputs.waitTimeout ?? 60) * 1000;
  for (;;) {
    const { State } = await ask('GET', `/containers/${id}/json`);
    const ready = inputs.wait === true ? State.Health?.Status === 'healthy' : State.Running;
    if (ready || inputs.mustRun === false) return id;
    if (Date.now() > last) {
      const log = await ask('GET', `/containers/${id}/logs?stdout=1&stderr=1&tail=20`);
      await ask('DELETE', `/containers/${id}?v=1&force=1`);
      throw new Error(`${inputs.name} is not ready: ${JSON.stringify(State)}\n${log}`);
    }
    await sleep(300);
  }
}

const NANOSECONDS = 1_000_000_000;

function bodyOf(inputs: Loose) {
  const port = ({ internal, protocol }: Loose) => `${internal}/${protocol}`;
  return {
    Image: inputs.image,
    Hostname: inputs.hostname,
    Entrypoint: inputs.entrypoints,
    Cmd: inputs.command,
    Env: inputs.envs,
    User: inputs.user,
    Labels: Object.fromEntries((inputs.labels ?? []).map(({ label, value }: Loose) => [label, value])),
    ExposedPorts: Object.fromEntries((inputs.ports ?? []).map((one: Loose) => [port(one), {}])),
    StopTimeout: inputs.stopTimeout,
    Healthcheck: inputs.healthcheck && {
      Test: inputs.healthcheck.tests,
      Interval: seconds(inputs.healthcheck.interval) * NANOSECONDS,
      Timeout: seconds(inputs.healthcheck.timeout) * NANOSECONDS,
      StartPeriod: seconds(inputs.healthcheck.startPeriod) * NANOSECONDS,
      Retries: inputs.healthcheck.retries,
    },
    HostConfig: {
      Mounts: inputs.mounts?.map(({ type, source, target, readOnly, volumeOptions }: Loose) => ({
        Type: type,
        Source: source,
        Target: target,
        ReadOnly: readOnly,
        VolumeOptions: volumeOptions && { NoCopy: volumeOptions.noCopy },
      })),
      PortBindings: Object.fromEntries(
        (inputs.ports ?? []).map((one: Loose) => [
          port(one),
          [{ HostIp: one.ip, HostPort: String(one.external) }],
        ]),
      ),
      ReadonlyRootfs: inputs.readOnly,
      CapDrop: inputs.capabilities?.drops,
      CapAdd: inputs.capabilities?.adds,
      SecurityOpt: inputs.securityOpts,
      Init: inputs.init,
      Tmpfs: inputs.tmpfs,
      Memory: (inputs.memory ?? 0) * 2 ** 20,
      NanoCpus: Number(inputs.cpus ?? 0) * NANOSECONDS,
      ExtraHosts: inputs.hosts?.map(({ host, ip }: Loose) => `${host}:${ip}`),
      LogConfig: inputs.logDriver && { Type: inputs.logDriver, Config: inputs.logOpts },
      RestartPolicy: { Name: inputs.restart },
      NetworkMode: inputs.networkMode,
    },
  };
}

/** Seconds of `2m5s`. */
function seconds(text: string): number {
  const [, minutes = '0', rest = '0'] = /^(?:(\d+)m)?(\d+)s$/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(rest);
}

function asker(socketPath: string): Ask {
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const raw = body instanceof Uint8Array;
      const call = request(
        {
          socketPath,
          path: `/v1.41${path}`,
          method,
          headers: { 'content-type': raw ? 'application/x-tar' : 'application/json' },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => {
            const { statusCode = 0 } = response;
            // 304: it is already stopped.
            if (statusCode < 300 || statusCode === 304) resolve(/^[{[]/.test(text) ? JSON.parse(text) : text);
            else reject(new Error(`${method} ${path} answered ${statusCode}: ${text.trim()}`));
          });
        },
      );
      call.on('error', reject);
      call.end(raw ? body : body === undefined ? undefined : JSON.stringify(body));
    });
}
