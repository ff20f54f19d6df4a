import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataFolderInUse } from './embedded-postgres-error.ts';
import { lockFolder } from './folder-lock.ts';
import { temporaryFolder } from './temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** Takes the lock and holds it until it is killed, or says who has it. */
const contender = `
import { lockFolder } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)};
try {
  await lockFolder(process.argv[1]);
  console.log('won', process.pid);
  setInterval(() => {}, 1000);
} catch (error) {
  console.log('lost', error.pid);
}
`;

async function contend() {
  const args = ['--conditions=@observatory/source', '--input-type=module', '-e', contender, folder.path];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const [said] = await once(child.stdout, 'data');
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  return { said: String(said).trim(), kill };
}

test('of starts at the same moment exactly one gets the folder and the others name it', async () => {
  const contenders = await Promise.all([contend(), contend(), contend(), contend()]);
  for (const { kill } of contenders) await kill();
  const said = contenders.map((one) => one.said);
  const winners = said.filter((line) => line.startsWith('won'));
  expect(winners).toHaveLength(1);
  const winner = winners[0]?.split(' ')[1];
  expect(said.filter((line) => line === `lost ${winner}`)).toHaveLength(3);
});

test('a folder whose holder was killed is free', async () => {
  const { said, kill } = await contend();
  expect(said).toMatch(/^won/);
  await kill();
  const lock = await lockFolder(folder.path);
  lock.release();
});

test('a refusal tells who holds the folder, since when, where it answers, and what to do', async () => {
  const lock = await lockFolder(folder.path, 'http://127.0.0.1:3001');
  const refusal = await lockFolder(folder.path).catch((error: unknown) => error);
  lock.release();
  expect(refusal).toBeInstanceOf(DataFolderInUse);
  expect(refusal).toMatchObject({ code: 'DataFolderInUse', pid: process.pid });
  const message = String(refusal);
  expect(message).toContain(`process ${process.pid} on `);
  expect(message).toContain('http://127.0.0.1:3001');
  expect(message).toContain('OBSERVATORY_DATA_DIR');
});

test('a released folder can be taken again, and release twice is once', async () => {
  const first = await lockFolder(folder.path);
  first.release();
  first.release();
  const second = await lockFolder(folder.path);
  second.release();
  expect(readdirSync(folder.path)).toEqual(['hub.lock']);
});

test.skipIf(process.getuid?.() === 0)('a folder that cannot be written is named', async () => {
  chmodSync(folder.path, 0o500);
  await expect(lockFolder(folder.path)).rejects.toMatchObject({ code: 'DataFolderNotWritable' });
});
