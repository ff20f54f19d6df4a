import { describe, expect, it } from 'vitest';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { runService } from '../testing/run-service.ts';

/** Runs a service below a shell, which decides what its stdout is, and tells its code and stderr. */
const below = (shell: string, program: string, receiver?: OtlpReceiver) =>
  runService(
    `
    import { spawnSync } from 'node:child_process';
    const { status, stderr } = spawnSync('bash', ['-c', ${JSON.stringify(shell)}], {
      encoding: 'utf8', timeout: 12000,
      env: { ...process.env, NODE: process.execPath, PROGRAM: ${JSON.stringify(program)} },
    });
    console.log(JSON.stringify({ status, stderr }));
  `,
    receiver && { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
  ).then(({ stdout }) => JSON.parse(stdout) as { status: number; stderr: string });
const node = '"$NODE" --conditions=@observatory/source --no-warnings --input-type=module --eval "$PROGRAM"';
const start = `
  import { createLogger, flush, init } from '@observatory/shim';
  import { setTimeout as sleep } from 'node:timers/promises';
  const logger = createLogger('svc', { repeatLimit: 0 });
`;

describe('a service whose stdout is gone', () => {
  it.each([
    ['is closed', `${node} >&-`],
    ['is a full disk', `${node} >/dev/full`],
    ['is a pipe whose reader has ended', `set -o pipefail; ${node} | true`],
  ])('goes on where it %s, says so once, and its records still go out', async (_how, shell) => {
    const receiver = await startOtlpReceiver();
    const program = `${start}
      await init();
      await sleep(200);
      for (let index = 0; index < 500; index++) logger.info('line', { index, text: 'x'.repeat(200) });
      await flush();
      process.stderr.write('still here\\n');
      process.exitCode = 7;
    `;
    const { status, stderr } = await below(shell, program, receiver);
    const received = receiver.logs.length;
    const lost = receiver.points.find(({ name }) => name === 'observatory_shim_limited_lines_total');
    await receiver.close();
    expect({ status, stderr }).toEqual({ status: 7, stderr: expect.stringContaining('still here') });
    expect(received).toBe(500);
    if (_how !== 'is closed') {
      expect(stderr.match(/stdout takes no log lines/g)).toHaveLength(1);
      expect(lost?.attributes).toMatchObject({ reason: 'stdout' });
      expect(lost?.value).toBeGreaterThan(400);
    }
  });

  it('goes on where stderr is gone too', async () => {
    const receiver = await startOtlpReceiver();
    const program = `${start}
      await init();
      await sleep(200);
      logger.info('line');
      await sleep(50);
      logger.info('line');
      await flush();
      process.exitCode = 7;
    `;
    const { status } = await below(`set -o pipefail; ${node} 2>&1 | true`, program, receiver);
    await receiver.close();
    expect(status).toBe(7);
    expect(receiver.logs).toHaveLength(2);
  });
});

describe('a service whose reader is slow', () => {
  // What touches process.stdout makes the pipe refuse rather than block.
  const touched = `${start} process.stdout.fd; process.stdout._handle?.setBlocking?.(false);`;

  it('is not held up, and loses nothing that fits into the bound', async () => {
    // The reader begins once all is logged: a service that waited for it would wait for ever.
    const program = `${touched}
      for (let index = 0; index < 3000; index++) logger.info('line', { index, text: 'x'.repeat(200) });
      (await import('node:fs')).writeFileSync(process.env.LOGGED, '');
      await sleep(3000);
      logger.info('last');
    `;
    const count = `const lines = fs.readFileSync(0, 'utf8').trim().split('\\n').map(JSON.parse);
      console.error(lines.length, lines.at(-1).message, lines[2999].metadata.index)`;
    const { stderr } = await below(
      `export LOGGED=$(mktemp -u); ${node} | (until [ -e "$LOGGED" ]; do sleep 0.1; done; "$NODE" -e "${count}"); rm -f "$LOGGED"`,
      program,
    );
    expect(stderr).toContain('3001 last 2999');
  });

  it('goes on where the reader never reads, within bounds, and ends', async () => {
    const program = `${touched}
      for (let index = 0; index < 20000; index++) logger.info('line', { index, text: 'x'.repeat(200) });
      process.stderr.write('end\\n');
    `;
    const { stderr } = await below(`${node} | sleep 6`, program);
    expect(stderr).toContain('log lines past 1 MiB are dropped and counted');
    expect(stderr).toContain('end');
  });
});

it('lines are out before process.exit()', async () => {
  const { stdout } = await runService(`${start} logger.info('last words'); process.exit(0);`);
  expect(JSON.parse(stdout).message).toBe('last words');
});

it('lines go to stderr where `LOG_TARGET` says so', async () => {
  const { stdout, stderr } = await runService(
    `import { createLogger } from '@observatory/shim'; createLogger('svc').info('beside');`,
    { env: { LOG_TARGET: 'stderr' } },
  );
  expect(stdout).toBe('');
  expect(JSON.parse(stderr)).toMatchObject({ service: 'svc', message: 'beside' });
});
