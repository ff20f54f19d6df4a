import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { only } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';

const folder = mkdtempSync(join(tmpdir(), 'observatory-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (text: string) => {
  const path = join(folder, 'otel.yaml');
  writeFileSync(path, text);
  return path;
};
const track = `
  import { agentTracking, init } from '@observatory/shim';
  await init();
  console.log(await agentTracking.trackExecution('coder', 'generate', () => 42));
`;

it('sends where a configuration file says, and says which file that was', async () => {
  const receiver = await startOtlpReceiver();
  const path = file(`
file_format: "1.0"
resource: { attributes: [{ name: service.name, value: filed }] }
tracer_provider:
  processors: [{ batch: { exporter: { otlp_http: { endpoint: "${receiver.url}/v1/traces" } } } }]
  views: []`);
  const { stderr, stdout } = await runService(track, {
    env: { OTEL_CONFIG_FILE: path, OTEL_SERVICE_NAME: 'not-this' },
  });
  expect(stdout.trim()).toBe('42');
  expect(only(receiver.spans).resource).toMatchObject({ 'service.name': 'filed' });
  expect(receiver.logs).toEqual([]);
  expect(stderr).toContain(`[observatory] ${path}: tracer_provider.views is not supported and ignored`);
  expect(stderr).toContain(`[observatory] configured by ${path}`);
  await receiver.close();
});

it.each([
  ['is not there', 'nowhere.yaml', 'ENOENT'],
  ['is of another format', 'old.yaml', 'file_format is 0.4, and 1.x is what is read'],
])('leaves telemetry off and the service running where the file %s', async (_what, name, why) => {
  writeFileSync(join(folder, 'old.yaml'), 'file_format: "0.4"');
  const path = join(folder, name);
  const { code, stderr, stdout } = await runService(track, { env: { OTEL_CONFIG_FILE: path } });
  expect([code, stdout.trim()]).toEqual([0, '42']);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining(`telemetry could not be set up and stays off: OTEL_CONFIG_FILE=${path}: `),
  ]);
  expect(stderr).toContain(why);
});
