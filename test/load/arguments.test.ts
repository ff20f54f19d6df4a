import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

test.each([
  [['--to', 'http://10.1.1.1:4318'], 'it is not on this machine: a load goes to loopback alone'],
  [['--to', 'localhost'], 'expected an address such as http://127.0.0.1:4318'],
  [['--hub', 'https://127.0.0.1:3001'], 'a load goes to loopback, without TLS'],
  [['--hub', 'http://observatory.example'], 'it is not on this machine'],
  [['--shape', 'noise'], 'Allowed choices are runs, http, logs, metrics, mix'],
  [['--rate', '-1'], 'expected a number from 0'],
  [['--rate', ''], 'expected a number from 0'],
  [['--shape', 'logs', '--runs-rate', '3'], '--runs-rate needs --shape runs'],
  [['--nothing'], "unknown option '--nothing'"],
])('wrong arguments are told: %o', (argv, message) => {
  let said = '';
  const read = () =>
    readArguments(argv, {}, (text) => {
      said += text;
    });
  expect(read).toThrow();
  expect(said).toContain(message);
});

test('arguments become options; runs a second count all of their spans', () => {
  const { load, hub, database } = readArguments(
    ['--to', 'http://[::1]:4318', '--to', 'http://localhost:4319', '--runs-rate', '10', '--calls', '4'],
    { OBSERVATORY_API_KEY: 'obs_secret' },
  );
  expect(load).toMatchObject({
    urls: ['http://[::1]:4318', 'http://localhost:4319'],
    rate: 50,
    key: 'obs_secret',
  });
  expect({ hub, database }).toEqual({ hub: 'http://127.0.0.1:3001', database: null });
  expect(readArguments(['--protocol', 'grpc'], {}).load.urls).toEqual(['http://127.0.0.1:4317']);
});

test('where the database is: an address, or the data folder of a hub', () => {
  const database = (...argv: string[]) => readArguments(argv, {}).database;
  expect(database('--database', 'postgres://a@b/c')).toEqual({ connectionString: 'postgres://a@b/c' });
  expect(database('--database', '/data')).toMatchObject({ host: '/data/socket', database: 'observatory' });
  expect(readArguments(['--no-check', '--database', '/data'], {})).toMatchObject({
    hub: null,
    database: null,
  });
});
