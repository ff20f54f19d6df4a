import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

function start(...args: string[]) {
  const child = spawn(process.execPath, ['--conditions=@observatory/source', main, ...args], {
    env: { ...process.env, OTEL_SDK_DISABLED: 'true', NO_COLOR: '1' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended };
}

describe('the program', () => {
  test('ends with code 2 and one message for each bad argument', async () => {
    const { code, stderr } = await start('--rate', 'fast', '--runs', '0').ended;
    expect(code).toBe(2);
    expect(stderr).toBe(
      "--rate expects runs per minute, above 0 and at most 6000, got 'fast'.\n--runs expects a whole number from 1 on, got '0'.\n",
    );
  });

  test('says one line for each run and ends by itself', async () => {
    const { code, stdout } = await start('--runs', '3', '--rate', '6000', '--speed', '200', '--failures', '0')
      .ended;
    expect(code).toBe(0);
    const lines = stdout.split('\n').filter((line) => /^\d\d:\d\d:\d\d [✓✗–…]/.test(line));
    expect(lines).toHaveLength(3);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s while runs are under way', async (signal) => {
    const { child, ended } = start('--rate', '600');
    await once(child.stdout, 'data');
    child.kill(signal);
    const { code, stderr } = await ended;
    const complaints = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('[observatory]'));
    expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
  });
});
