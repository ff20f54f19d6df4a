import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test as it, onTestFinished } from 'vitest';
import { descendants, identify, runs } from './process-identity.ts';

function sleeper(...args: string[]) {
  const child = spawn(args[0] ?? 'sleep', args.length > 0 ? args.slice(1) : ['60'], { stdio: 'pipe' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

it('knows a process that runs, and that it ended', async () => {
  const child = sleeper();
  const identity = identify(child.pid ?? 0);
  expect(identity !== null && runs(identity)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(identity !== null && runs(identity)).toBe(false);
});

it('does not take another process for one whose number was given again', () => {
  expect(runs({ pid: process.pid, started: 'another boot/1' })).toBe(false);
});

it.runIf(process.platform === 'linux')('finds what a process started', async () => {
  const shell = sleeper('sh', '-c', 'sleep 60 & echo $!; wait');
  const [text] = await once(shell.stdout, 'data');
  const pid = Number(String(text));
  onTestFinished(() => void process.kill(pid, 'SIGKILL'));
  expect(descendants(shell.pid ?? 0).map((one) => one.pid)).toEqual([pid]);
});
