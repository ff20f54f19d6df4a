import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingKeys } from './keys.ts';
import { type LoadOptions, loadSettings } from './load.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'observatory-settings-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const load = (options: Partial<LoadOptions> = {}) => loadSettings({ cwd, env: {}, flags: [], ...options });

describe('loadSettings', () => {
  it('reads file, environment, Pulumi configuration and command line, the strongest last', async () => {
    await writeFile(
      join(cwd, 'observatory.yaml'),
      'ports: {hub: 1001, loki: 1002, jaeger: 1003, grafana: 1004}\n',
    );
    const { settings, origins } = await load({
      env: {
        OBSERVATORY_PORTS_LOKI: '2002',
        OBSERVATORY_PORTS_JAEGER: '2003',
        OBSERVATORY_PORTS_GRAFANA: '2004',
      },
      pulumi: { ports: { jaeger: 3003, grafana: 3004 } },
      flags: ['ports.grafana=4004'],
    });
    expect(settings.ports).toMatchObject({ hub: 1001, loki: 2002, jaeger: 3003, grafana: 4004 });
    expect(['hub', 'loki', 'jaeger', 'grafana'].map((name) => origins.get(`ports.${name}`))).toEqual([
      'observatory.yaml',
      'OBSERVATORY_PORTS_LOKI',
      "Pulumi's configuration",
      '--set ports.grafana',
    ]);
  });

  it('refuses an anchor that holds itself, in the file and on the command line', async () => {
    await writeFile(join(cwd, 'circle.yaml'), 'labels: &all\n  team: *all\n');
    await expect(load({ file: 'circle.yaml' })).rejects.toThrow(
      /^circle\.yaml: expected values that end; an alias \(\*name\) stands inside/,
    );
    await expect(load({ flags: ['labels={x: &a [*a]}'] })).rejects.toThrow(
      /^--set labels: expected values that end/,
    );
  });

  it('takes the same anchor twice', async () => {
    await writeFile(join(cwd, 'observatory.yaml'), 'labels: {a: &team x, b: *team}\n');
    expect((await load()).settings.labels).toEqual({ a: 'x', b: 'x' });
  });

  it('names the flag whose value is no YAML', async () => {
    await expect(load({ flags: ['labels={a: *b}'] })).rejects.toThrow(/^--set labels: expected YAML; /);
  });

  it('takes keys with dots in a mapping', async () => {
    const { settings } = await load({ flags: ['labels={app.example.com/team: agents}'] });
    expect(settings.labels).toEqual({ 'app.example.com/team': 'agents' });
  });

  it('does without a file', async () => {
    expect((await load()).settings.profile).toBe('local');
  });

  it('refuses a file that was named and is not there', async () => {
    await expect(load({ file: 'other.yaml' })).rejects.toThrow(
      /^other\.yaml: expected a settings file .*ENOENT/,
    );
  });

  it('says where a file is not YAML', async () => {
    await writeFile(join(cwd, 'observatory.yaml'), 'ports:\n  hub: [1\n');
    await expect(load()).rejects.toThrow(/^observatory\.yaml: expected YAML; .*line/s);
  });

  it('refuses a file that is a list', async () => {
    await writeFile(join(cwd, 'observatory.yaml'), '- retention\n');
    await expect(load()).rejects.toThrow(
      /^observatory\.yaml: expected settings as "key: value" lines; got \["retention"\]/,
    );
  });

  it('takes an empty file and empty variables as nothing', async () => {
    await writeFile(join(cwd, 'observatory.yaml'), '# nothing yet\n');
    const { origins } = await load({ env: { OBSERVATORY_RETENTION: '' } });
    expect(origins.size).toBe(0);
  });

  it('takes RETENTION_DAYS, and OBSERVATORY_RETENTION before it', async () => {
    expect((await load({ env: { RETENTION_DAYS: '40' } })).settings.retention).toBe('40d');
    const both = await load({ env: { RETENTION_DAYS: '40', OBSERVATORY_RETENTION: '50d' } });
    expect(both.settings.retention).toBe('50d');
  });

  it('names the variable in a fault', async () => {
    await expect(load({ env: { OBSERVATORY_PORTS_HUB: 'abc' } })).rejects.toThrow(
      'ports.hub: expected a whole number from 1 to 65535; got "abc" (OBSERVATORY_PORTS_HUB)',
    );
  });

  it.each(['retention', '=30d', '__proto__.x=1', 'ports.__proto__=1', 'constructor=1=2'])(
    'refuses --set %s',
    async (flag) => {
      await expect(load({ flags: [flag] })).rejects.toThrow(/--set|unknown setting/);
    },
  );

  it('takes lists, mappings and null from the command line', async () => {
    const { settings } = await load({
      flags: [
        'redaction.rules=[{name: ticket, pattern: "T-[0-9]+", replacement: "[ticket]"}]',
        'alerts.receivers.slack={urlFile: slack.txt}',
        'storage.class=null',
        'labels.team=1',
      ],
    });
    expect(settings.redaction.rules).toEqual([
      { name: 'ticket', pattern: 'T-[0-9]+', replacement: '[ticket]' },
    ]);
    expect(settings.alerts.receivers.slack).toEqual({ urlFile: 'slack.txt' });
    expect(settings.storage.class).toBeNull();
    expect(settings.labels).toEqual({ team: '1' });
  });
});

describe('settingKeys', () => {
  it('gives every setting a variable of its own and a meaning', () => {
    const keys = settingKeys();
    expect(new Set(keys.map(({ variable }) => variable)).size).toBe(keys.length);
    expect(keys.filter(({ meaning }) => meaning === '').map(({ key }) => key)).toEqual([]);
    expect(keys.find(({ key }) => key === 'ports.otlpGrpc')?.variable).toBe('OBSERVATORY_PORTS_OTLP_GRPC');
    expect(keys.find(({ key }) => key === 'alerts.receivers.slack.urlFile')).toBeDefined();
  });

  it('shares no variable with the hub, which reads the same environment', async () => {
    const { describeSettings } = await import('../../hub/src/settings.ts');
    const hub = describeSettings().map(({ name }) => name);
    expect(settingKeys().filter(({ variable }) => hub.includes(variable))).toEqual([]);
  });
});
