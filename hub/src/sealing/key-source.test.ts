import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { keySourceOf } from './key-source.ts';

const key = `a:${randomBytes(32).toString('base64')}`;
const command = (...keyCommand: string[]) => ({
  keyFile: null,
  keyCommand: [process.execPath, ...keyCommand],
});

test('A program that prints keys is run without a shell, with its arguments as they are.', async () => {
  const source = keySourceOf(
    command('-e', 'console.log(process.argv[1])', `${key} ; echo "$HOME"`.slice(0, key.length)),
  );
  expect((await source?.read())?.keys.map(({ id }) => id)).toEqual(['a']);
});

test('A program that hangs is ended.', async () => {
  const source = keySourceOf(command('-e', 'setInterval(() => {}, 1000)'), { commandTimeoutMs: 300 });
  await expect(source?.read()).rejects.toThrow('expected keys and exit code 0; got none within 0.3 seconds');
}, 20_000);

test('A program that is not there is named.', async () => {
  const source = keySourceOf({ keyFile: null, keyCommand: ['/nowhere/at-all'] });
  await expect(source?.read()).rejects.toThrow(
    'OBSERVATORY_ENCRYPTION_KEY_COMMAND: output of /nowhere/at-all: expected keys and exit code 0; got ENOENT',
  );
});

test('Without a file and a program there are no keys.', () => {
  expect(keySourceOf({ keyFile: null, keyCommand: null })).toBeNull();
});
