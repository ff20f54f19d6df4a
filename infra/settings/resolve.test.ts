import { describe, expect, it } from 'vitest';
import { largeExample } from './large-example.ts';
import { resolveSettings } from './resolve.ts';
import type { PartialSettings } from './schema.ts';
import { SettingsError } from './settings-error.ts';

const resolved = (...values: PartialSettings[]) =>
  resolveSettings(values.map((one, index) => ({ name: `source ${index + 1}`, values: one })));

/** The message of the error that these settings give. */
const fault = (values: object): string => {
  try {
    resolved(values as PartialSettings);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'no fault';
};

describe('resolveSettings', () => {
  it('gives the defaults where nobody says anything', () => {
    const { settings, origins } = resolved();
    expect(settings.profile).toBe('local');
    expect(settings.retention).toBe('30d');
    expect(settings.ports.hub).toBe(3001);
    expect(origins.size).toBe(0);
  });

  it('lets a profile win over the defaults, and a source over the profile', () => {
    const { settings, origins } = resolved({ profile: 'medium', replicas: { hub: 4 } });
    expect(settings.replicas).toMatchObject({ hub: 4, collector: 2, loki: 1 });
    expect(origins.get('replicas.hub')).toBe('source 1');
    expect(origins.get('replicas.collector')).toBe('profile medium');
    expect(origins.get('replicas.loki')).toBeUndefined();
  });

  it('lets the later source win, key by key', () => {
    const { settings } = resolved(
      { ports: { hub: 4001, loki: 4100 }, labels: { team: 'a' } },
      { ports: { hub: 5001 }, labels: { stage: 'test' } },
    );
    expect(settings.ports).toMatchObject({ hub: 5001, loki: 4100, jaeger: 16686 });
    expect(settings.labels).toEqual({ team: 'a', stage: 'test' });
  });

  it('replaces lists whole', () => {
    const { settings } = resolved(
      { ingest: { cors: ['https://a.example'] } },
      { ingest: { cors: ['https://b.example'] } },
    );
    expect(settings.ingest.cors).toEqual(['https://b.example']);
  });

  it('takes development as another name of local', () => {
    expect(resolved({ profile: 'development' as 'local' }).settings.profile).toBe('local');
  });

  it('takes numbers, switches and lists as text', () => {
    const { settings } = resolved({
      ports: { hub: '4001' },
      collection: { hostMetrics: 'false' },
      ingest: { cors: 'https://a.example, https://b.example' },
      sampling: { ratio: '0.5' },
    } as unknown as PartialSettings);
    expect(settings.ports.hub).toBe(4001);
    expect(settings.collection.hostMetrics).toBe(false);
    expect(settings.ingest.cors).toEqual(['https://a.example', 'https://b.example']);
    expect(settings.sampling.ratio).toBe(0.5);
  });

  it('accepts profile large with the engines that it is given', () => {
    expect(resolved(largeExample, { profile: 'large' }).settings.stores.metrics).toBe('mimir');
  });
});

describe('a fault in the settings names the key, what was expected, what came and from where', () => {
  it.each([
    [
      { retention: '30 days' },
      'retention: expected a duration above 0 such as "30d", "1h30m" or "15s"; got "30 days" (source 1)',
    ],
    [
      { storage: { sizes: { loki: '10GB' } } },
      'storage.sizes.loki: expected a size above 0 such as "512Mi", "10Gi" or "1Ti"; got "10GB" (source 1)',
    ],
    [{ ports: { hub: 70_000 } }, 'ports.hub: expected a whole number from 1 to 65535; got 70000 (source 1)'],
    [
      { hub: { errorRateThreshold: 0 } },
      'hub.errorRateThreshold: expected a number above 0 and up to 1; got 0 (source 1)',
    ],
    [{ sampling: { ratio: 2 } }, 'sampling.ratio: expected a number from 0 to 1; got 2 (source 1)'],
    [{ profile: 'huge' }, 'profile: expected one of local, small, medium, large; got "huge" (source 1)'],
    [{ hub: { spans: 'some' } }, 'hub.spans: expected one of all, agent; got "some" (source 1)'],
  ])('%j', (values, message) => {
    expect(fault(values)).toBe(message);
  });

  it.each([
    [
      { retension: '30d' },
      /^retension: unknown setting; there are profile, name, namespace, .*labels; got "30d"/,
    ],
    [{ ports: { grafan: 1 } }, /^ports\.grafan: unknown setting; ports has host, jaeger, grafana/],
    [{ ports: 3 }, /^ports: expected settings below this key: host, jaeger, .*; got 3/],
    [{ resources: { loky: {} } }, /^resources\.loky: unknown/],
    [{ ports: { host: 'home:1' } }, /^ports\.host: expected an IP address such as .*; got "home:1"/],
    [{ retention: '99999999999999999999d' }, /^retention: expected less/],
    [{ labels: { app: { kubernetes: 'x' } } }, /^labels\.app: expected text/],
    [{ storage: { sizes: { agent: '1Gi' } } }, /^storage\.sizes\.agent: unknown/],
    [{ images: { overrides: { loki: 'grafana/loki: 3' } } }, /^images\.overrides\.loki: expected an image/],
    [{ collection: { scrape: ['db.test'] } }, /^collection\.scrape\.0: expected host:port such as/],
    [{ collection: { scrape: 'db.test:99999' } }, /^collection\.scrape\.0: expected host:port such as/],
    [
      { alerts: { receivers: { email: { to: 'a@b.test', from: 'c@d.test', server: 'smtp.test' } } } },
      /^alerts\.receivers\.email\.server: expected host:port such as "mail\.example\.com:587"; got "smtp\.test"/,
    ],
    [{ ports: { hub: null } }, /^ports\.hub: expected a whole number/],
    [{ ports: { hub: '' } }, /^ports\.hub: expected a whole number/],
  ])('%j', (values, message) => {
    expect(fault(values)).toMatch(message);
  });

  it('names every fault, not only the first', () => {
    expect(fault({ retention: 'x', outage: 'y' }).split('\n')).toHaveLength(2);
  });
});

describe('an address with user and password', () => {
  it.each<[string, object, RegExp]>([
    [
      'stores.tracesUrl',
      { stores: { traces: 'cassandra', tracesUrl: 'me:pass@db.test:9042' } },
      /tracesPasswordFile/,
    ],
    [
      'stores.metricsUrl',
      {
        stores: {
          metrics: 'mimir',
          metricsUrl: 'https://me:pass@m.test/push',
          metricsQueryUrl: 'https://m.test',
        },
      },
      /a proxy of yours/,
    ],
    ['stores.metricsQueryUrl', { stores: { metricsQueryUrl: 'https://me:pass@m.test' } }, /a proxy of yours/],
    [
      'collection.healthChecks.0',
      { collection: { healthChecks: ['https://me:pass@app.test/health'] } },
      /without them/,
    ],
  ])('is refused in %s, and the password is not shown', (key, values, advice) => {
    const message = fault(values);
    expect(message).toMatch(new RegExp(`^${key}: expected an address without user and password`));
    expect(message).toMatch(advice);
    expect(message).not.toContain('pass@');
  });

  it('is none where only the path has an @, or a port is named', () => {
    expect(fault({ collection: { healthChecks: ['https://app.test:8080/@me'] } })).toBe('no fault');
  });
});

describe('settings that are impossible together are refused', () => {
  it.each<[string, object, RegExp]>([
    [
      'an SLO window longer than the retention',
      { retention: '14d' },
      /^alerts\.sloWindow: .*retention, which is 14d; set it to 7d, or keep data longer/,
    ],
    [
      'anomaly rules with less than eight days',
      { retention: '7d', alerts: { sloWindow: '7d' } },
      /^alerts\.anomalies: .*8d or more, which is 7d/,
    ],
    [
      'quiet hours in no time zone',
      { alerts: { quietHours: { from: '22:00', to: '07:00', days: 'monday', timeZone: 'europe/berlin' } } },
      /^alerts\.quietHours\.timeZone: expected a time zone of the IANA database/,
    ],
    [
      'quiet hours on no day',
      { alerts: { quietHours: { from: '22:00', to: '07:00', days: [], timeZone: 'Asia/Kolkata' } } },
      /^alerts\.quietHours\.days: expected the days on which they begin/,
    ],
    [
      'an SMTP user without a password',
      {
        alerts: {
          receivers: { email: { to: 'a@b.test', from: 'c@d.test', server: 'smtp.test:25', user: 'u' } },
        },
      },
      /^alerts\.receivers\.email\.passwordFile: expected both/,
    ],
    [
      'a receiver that names no secret',
      { alerts: { receivers: { slack: { channel: '#a' } } } },
      /^alerts\.receivers\.slack\.urlFile: expected text/,
    ],
    ['two Jaegers on badger', { replicas: { jaeger: 2 } }, /^replicas\.jaeger: badger is a volume of one/],
    ['two Lokis on a volume', { replicas: { loki: 2 } }, /^replicas\.loki: a single Loki is one/],
    [
      'two hubs on an embedded database',
      { replicas: { hub: 2 } },
      /^replicas\.hub: hubs share PostgreSQL and Redis/,
    ],
    ['two Grafanas without PostgreSQL', { replicas: { grafana: 2 } }, /^replicas\.grafana:/],
    [
      'open ingest on an open port',
      { ports: { host: '0.0.0.0' }, ingest: { auth: 'off' } },
      /^ingest\.auth: .*0\.0\.0\.0/,
    ],
    [
      'two servers on one port',
      { ports: { jaeger: 3000 } },
      /^ports\.grafana: ports\.jaeger has the same port/,
    ],
    [
      'a request above its limit',
      { resources: { loki: { cpu: { request: '4' } } } },
      /^resources\.loki\.cpu\.request: .*limit, which is 2/,
    ],
    [
      'a cap above the volume',
      { caps: { metrics: '9Gi' } },
      /^caps\.metrics: .*storage\.sizes\.prometheus, which is 8Gi/,
    ],
    [
      'a host name without a certificate',
      { hosts: { hub: 'hub.example.com' } },
      /^tls: host names need a certificate/,
    ],
    ['an outage longer than the retention', { outage: '60d' }, /^outage: expected less than the retention/],
    [
      'a store without its address',
      { stores: { traces: 'cassandra' } },
      /^stores\.tracesUrl: expected the address of cassandra/,
    ],
    [
      'look-around in a redaction rule',
      { redaction: { rules: [{ name: 'a', pattern: '(?<=x)y', replacement: '' }] } },
      /^redaction\.rules\.0\.pattern: rule a: .*RE2/,
    ],
    [
      'a built-in redaction rule that there is not',
      { redaction: { off: ['email', 'telephone'] } },
      /^redaction\.off\.1: there is no built-in rule telephone; there are secret-names, .*, phone \(source 1\)$/,
    ],
    [
      'two Grafanas with a PostgreSQL of your own',
      { profile: 'large', ...largeExample, stores: { ...largeExample.stores, databaseUrlFile: 'url' } },
      /^replicas\.grafana: .*one of yours \(stores\.databaseUrlFile\) is the hub's alone; set replicas\.grafana to 1; got 2 \(profile large\)$/,
    ],
    [
      'profile large without its engines',
      { profile: 'large' },
      /^stores\.metricsUrl: [^\n]+\nstores\.metricsQueryUrl: [^\n]+\nstores\.bucket: /,
    ],
  ])('%s', (_, values, message) => {
    expect(fault(values)).toMatch(message);
  });
});
