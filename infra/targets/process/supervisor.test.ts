import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as it, onTestFinished } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { freePort } from '../../../test/support/free-port.ts';
import type { ServerPlan } from './plan.ts';
import { runs } from './process-identity.ts';
import { readState } from './state.ts';
import { planFile, Supervisor } from './supervisor.ts';

/** A server of a few lines: answers on its port, and notes its start and its end. */
const program = `
const [port, name, marks] = process.argv.slice(1);
const { appendFileSync } = require('node:fs');
appendFileSync(marks, 'start ' + name + '\\n');
process.on('SIGTERM', () => { appendFileSync(marks, 'stop ' + name + '\\n'); process.exit(0); });
require('node:http').createServer((q, a) => a.end()).listen(Number(port), '127.0.0.1');
`;

async function stackOf(servers: readonly { name: string; needs?: string[]; code?: string }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-supervisor-'));
  for (const name of ['run', 'logs']) mkdirSync(join(folder, name));
  const marks = join(folder, 'marks');
  writeFileSync(marks, '');
  const plans: ServerPlan[] = [];
  for (const { name, needs = [], code = program } of servers) {
    const port = await freePort();
    plans.push({
      name,
      needs,
      file: process.execPath,
      args: ['-e', code, String(port), name, marks],
      env: {},
      cwd: folder,
      log: join(folder, `logs/${name}.log`),
      ready: { port, path: '/' },
      live: { port, path: null },
      startS: 10,
      stopS: 1,
      ports: [{ name: 'http', number: port }],
      url: null,
      fingerprint: code,
    });
  }
  const write = (id: string, now: readonly ServerPlan[]) =>
    writeFileSync(planFile(folder), JSON.stringify({ id, servers: now }));
  write('one', plans);
  const supervisor = new Supervisor(folder, () => {});
  onTestFinished(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const state = (name: string) => readState(folder)?.servers.find((server) => server.name === name);
  const marked = () => readFileSync(marks, 'utf8').trim().split('\n');
  return { folder, plans, supervisor, state, marked, write };
}

it('starts a server once those that it needs are ready, and stops in reverse', async () => {
  const { supervisor, marked } = await stackOf([{ name: 'front', needs: ['back'] }, { name: 'back' }]);
  expect(await supervisor.start()).toBe(true);
  await supervisor.stop();
  expect(marked()).toEqual(['start back', 'start front', 'stop front', 'stop back']);
});

it('starts a killed server anew, and counts that', async () => {
  const { supervisor, state } = await stackOf([{ name: 'back' }]);
  await supervisor.start();
  const before = state('back')?.processes[0];
  process.kill(before?.pid ?? 0, 'SIGKILL');
  await eventually(() =>
    expect(state('back')).toMatchObject({ phase: 'ready', restarts: 1, lastEnd: 'SIGKILL' }),
  );
  expect(state('back')?.processes[0]?.pid).not.toBe(before?.pid);
});

it('stops everything again when one does not start, and keeps its last lines', async () => {
  const { supervisor, state, folder } = await stackOf([
    { name: 'good' },
    { name: 'bad', needs: ['good'], code: 'console.error("no such flag"); process.exit(3)' },
  ]);
  expect(await supervisor.start()).toBe(false);
  expect(readState(folder)).toMatchObject({
    phase: 'failed',
    failure: { server: 'bad', reason: 'ended (code 3) before it was ready', lines: ['no such flag'] },
  });
  expect(state('good')).toMatchObject({ phase: 'stopped', processes: [] });
});

it('starts anew only what changed in the plan', async () => {
  const { supervisor, plans, state, write, folder } = await stackOf([{ name: 'same' }, { name: 'other' }]);
  await supervisor.start();
  const [same, other] = [state('same')?.processes[0], state('other')?.processes[0]];
  write(
    'two',
    plans.map((plan) => (plan.name === 'other' ? { ...plan, fingerprint: 'changed' } : plan)),
  );
  supervisor.reload();
  await eventually(() => expect(readState(folder)).toMatchObject({ plan: 'two', phase: 'running' }));
  expect(state('same')?.processes[0]).toEqual(same);
  expect(state('other')?.processes[0]).not.toEqual(other);
  expect(other !== undefined && runs(other)).toBe(false);
});

it('ends a server by force that does not stop when asked', async () => {
  const stubborn = `process.on('SIGTERM', () => {}); ${program.replace(/process\.on\('SIGTERM'.*\n/, '')}`;
  const { supervisor, state } = await stackOf([{ name: 'stubborn', code: stubborn }]);
  await supervisor.start();
  const main = state('stubborn')?.processes[0];
  await supervisor.stop();
  expect(main !== undefined && runs(main)).toBe(false);
});
