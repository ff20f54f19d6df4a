import { describe, expect, it } from 'vitest';
import { largeExample } from '../infra/settings/large-example.ts';
import { resolveSettings } from '../infra/settings/resolve.ts';
import { type PartialSettings, profileNames, type Settings } from '../infra/settings/schema.ts';
import { containerSite, processSite } from '../infra/stack/site.ts';
import { type CollectorConfig, renderCollector } from './config.ts';
import { edgeConfig } from './edge.ts';
import { gatewayConfig } from './gateway.ts';
import { spanDimensions } from './span-metrics.ts';

const settingsOf = (values: PartialSettings = {}): Settings =>
  resolveSettings([{ name: 'the test', values }]).settings;
const atProcess = (values: PartialSettings = {}) => {
  const settings = settingsOf(values);
  return gatewayConfig(settings, processSite(settings, '/srv/observatory'), '0.111');
};
const onKubernetes = (values: PartialSettings = {}, make = gatewayConfig) => {
  const settings = settingsOf(values);
  return make(settings, containerSite('kubernetes', settings, 'agent'), '0.159');
};
/** Without the rules, which have tests of their own, a reader can read the whole file. */
const readable: PartialSettings = { redaction: { enabled: false } };
const everyConfig = (): CollectorConfig[] =>
  profileNames.flatMap((profile) => {
    const values = profile === 'large' ? { profile, ...largeExample } : { profile };
    return [atProcess(values), onKubernetes(values)];
  });

describe('the configuration of the collector', () => {
  it('of profile local as processes is the checked-in file', async () => {
    await expect(renderCollector(atProcess(readable))).toMatchFileSnapshot('golden/local-process.yaml');
  });
  it('of profile medium on Kubernetes is the checked-in file', async () => {
    await expect(renderCollector(onKubernetes({ profile: 'medium', ...readable }))).toMatchFileSnapshot(
      'golden/medium-kubernetes.yaml',
    );
  });
  it('of the agent on Kubernetes is the checked-in file', async () => {
    await expect(renderCollector(onKubernetes({ profile: 'medium' }, edgeConfig))).toMatchFileSnapshot(
      'golden/medium-kubernetes-agent.yaml',
    );
  });
  it('holds no accepted data in memory on any way: no batch, a queue on disk in each exporter', () => {
    for (const { processors, exporters, service } of everyConfig()) {
      expect(Object.keys(processors).filter((name) => name.startsWith('batch'))).toEqual([]);
      for (const exporter of Object.values(exporters)) {
        expect(exporter).toMatchObject({
          sending_queue: { enabled: true, storage: 'file_storage/queues' },
          retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
        });
      }
      expect(service.extensions).toContain('file_storage/queues');
    }
  });
  it('passes on paths and addresses as they are: no variable of the environment stands in for a part', () => {
    const { receivers } = atProcess({
      collection: { logFiles: [`/srv/\${HOME}/*.log`], healthChecks: ['https://app.test/health?q=$a'] },
    });
    expect(receivers).toMatchObject({
      filelog: { include: [`/srv/$\${HOME}/*.log`] },
      httpcheck: { targets: [{ endpoint: 'https://app.test/health?q=$$a' }] },
    });
  });
  it('forks to the hub and the span metrics before the sampling', () => {
    const { pipelines } = atProcess({ sampling: { ratio: 0.25 } }).service;
    const sampled = Object.entries(pipelines).filter(([, { processors }]) =>
      processors.includes('tail_sampling'),
    );
    expect(sampled).toEqual([
      [
        'traces/jaeger-others',
        {
          receivers: ['forward/traces'],
          processors: ['tail_sampling', 'filter/without-agents'],
          exporters: ['otlp/jaeger'],
        },
      ],
    ]);
    expect(pipelines['traces/jaeger-agents']?.processors).toEqual(['filter/only-agents']);
    expect(pipelines['traces/hub']).toEqual({
      receivers: ['forward/traces'],
      processors: [],
      exporters: ['otlphttp/hub'],
    });
    expect(pipelines['traces/metrics']?.exporters).toEqual(['spanmetrics', 'servicegraph']);
  });
  it('lets no trace wait where all are kept', () => {
    const { processors, service } = atProcess({ sampling: { ratio: 1 } });
    expect(processors).not.toHaveProperty('tail_sampling');
    expect(service.pipelines['traces/jaeger']?.processors).toEqual([]);
  });
  it('redacts before anything forks', () => {
    const { pipelines } = atProcess().service;
    expect(pipelines['traces/in']?.processors.at(-1)).toBe('transform/redact');
    expect(pipelines['logs/in']?.processors.at(-1)).toBe('transform/redact');
  });
  it('has no redaction where it is off, and not the rules that are off', () => {
    expect(renderCollector(atProcess({ redaction: { enabled: false } }))).not.toContain('[redacted]');
    expect(renderCollector(atProcess())).toContain('[email]');
    expect(renderCollector(atProcess({ redaction: { off: ['email'] } }))).not.toContain('[email]');
  });
  it("takes the settings' own rules, with $ as the collector's configuration needs it", () => {
    const rules = [{ name: 'badge', pattern: 'B-(\\d+)$', replacement: `B-\${1}?` }];
    expect(renderCollector(atProcess({ redaction: { rules } }))).toContain(
      'replace_all_patterns(attributes, "value", "B-(\\\\d+)$$", "B-$$\u007b1}?")',
    );
  });
  it('sends metrics of services to Prometheus by one way only; what it makes itself always', () => {
    const { pipelines } = atProcess({ metricsWay: 'scrape' }).service;
    expect(pipelines).not.toHaveProperty('metrics/prometheus');
    expect(pipelines['metrics/hub']?.exporters).toEqual(['otlphttp/hub']);
    expect(pipelines['metrics/spans']?.exporters).toEqual(['otlphttp/prometheus']);
  });
  it('sizes the queues by the outage and the cores', () => {
    // 2 hours × 2 cores × 20 requests a second and core.
    expect(atProcess({ outage: '2h' }).exporters['otlphttp/hub']).toMatchObject({
      sending_queue: { queue_size: 288_000 },
    });
  });
  it('asks senders for the token on Kubernetes and off loopback, not on loopback', () => {
    expect(atProcess().extensions).not.toHaveProperty('bearertokenauth/ingest');
    expect(onKubernetes().extensions).toHaveProperty('bearertokenauth/ingest');
    expect(atProcess({ ports: { host: '0.0.0.0' } }).extensions).toHaveProperty('bearertokenauth/ingest');
    expect(atProcess({ ingest: { auth: 'on' } }).extensions).toHaveProperty('bearertokenauth/ingest');
  });
  it('measures the host as a process, not in a container', () => {
    expect(atProcess().receivers).toHaveProperty('hostmetrics');
    expect(onKubernetes().receivers).not.toHaveProperty('hostmetrics');
  });
  it('names every exporter, processor and receiver that a pipeline uses', () => {
    for (const { receivers, processors, exporters, connectors, service } of everyConfig()) {
      for (const pipeline of Object.values(service.pipelines)) {
        for (const name of pipeline.receivers) expect({ ...receivers, ...connectors }).toHaveProperty([name]);
        for (const name of pipeline.processors) expect(processors).toHaveProperty([name]);
        for (const name of pipeline.exporters) expect({ ...exporters, ...connectors }).toHaveProperty([name]);
      }
    }
  });
});

it('no dimension of the span metrics is an id', () => {
  expect([...spanDimensions]).toEqual([
    'deployment.environment.name',
    'gen_ai.operation.name',
    'gen_ai.agent.name',
    'gen_ai.workflow.name',
    'gen_ai.tool.name',
    'gen_ai.provider.name',
    'gen_ai.request.model',
    'error.type',
    'http.request.method',
    'http.response.status_code',
    'http.route',
  ]);
});

it('an agent holds nothing: no queue, no retry', () => {
  const { exporters } = onKubernetes({ profile: 'medium' }, edgeConfig);
  const held = { sending_queue: { enabled: false }, retry_on_failure: { enabled: false } };
  expect(exporters['otlp_grpc/collectors']).toMatchObject(held);
  expect(exporters.loadbalancing).toMatchObject({ routing_key: 'traceID', protocol: { otlp: held } });
});
