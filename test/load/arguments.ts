import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type pg from 'pg';
import { hubDatabase, hubRole } from '../../hub/src/postgres/create-cluster.ts';
import { type LoadOptions, protocols, shapes } from './load-options.ts';
import { isLoopback } from './loopback.ts';

export interface LoadArguments {
  readonly load: LoadOptions;
  /** Address of the hub that is asked at the end, or where its database is; null: nothing is asked. */
  readonly hub: string | null;
  readonly database: pg.ClientConfig | null;
  readonly settleS: number;
  readonly json: boolean;
}

const number = (text: string) => {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('expected a number from 0.');
  return value;
};
const address = (text: string) => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('expected an address such as http://127.0.0.1:4318.');
  if (new URL(text).protocol === 'https:')
    throw new InvalidArgumentError('a load goes to loopback, without TLS.');
  if (!isLoopback(text))
    throw new InvalidArgumentError('it is not on this machine: a load goes to loopback alone.');
  return text;
};
const addresses = (text: string, before: readonly string[] = []) => [...before, address(text)];

/** What the command line asks for. Throws commander's error, with what to say and an exit code, where it is wrong. */
export function readArguments(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  say: (text: string) => void = (text) => process.stderr.write(text),
): LoadArguments {
  const command = new Command('npm run load --')
    .description(
      'Sends traffic of agents with numbered ids to OTLP addresses on this machine, then asks the hub what of it is there. ' +
        'Ends with code 1 where something acknowledged is lost or doubled, or was refused for good.',
    )
    .option(
      '--to <url>',
      'takes OTLP; several take turns (http://127.0.0.1:4318, or :4317 with grpc)',
      addresses,
    )
    .addOption(new Option('--shape <shape>', 'what is sent').choices(shapes).default('runs'))
    .addOption(new Option('--protocol <protocol>', 'how').choices(protocols).default('protobuf'))
    .option('--gzip', 'compressed')
    .option('--key <key>', 'of the hub (OBSERVATORY_API_KEY)')
    .option(
      '--rate <records>',
      'spans, lines, events and points a second, in whole requests (fewer --runs: more even); 0: as fast as they are answered',
      number,
      0,
    )
    .option('--runs-rate <runs>', 'with the shape runs: runs of agents a second instead', number)
    .option('--count <records>', 'ends after so many; filled up to whole requests', number)
    .option('--duration <seconds>', 'ends after this time; without both it ends by Ctrl-C', number)
    .option('--senders <count>', 'requests under way at a time', number, 2)
    .option('--runs <count>', 'runs, or traces, a request', number, 64)
    .option('--calls <count>', 'calls of models and tools a run', number, 7)
    .option('--lines <count>', 'log lines a run', number, 4)
    .option('--series <count>', 'metric series', number, 100)
    .option('--agents <count>', 'names of agents', number, 20)
    .option('--users <count>', 'users, with a session each', number, 1000)
    .option('--models <count>', 'models', number, 4)
    .option('--services <count>', 'services that send', number, 4)
    .option('--hub <url>', 'is asked at the end', address, 'http://127.0.0.1:3001')
    .option('--database <where>', 'asked instead: postgres://… of the hub, or its data folder')
    .option('--no-check', 'asks nobody: what was acknowledged is all that is told')
    .option('--settle <seconds>', 'waits so long for the last of it', number, 60)
    .option('--json', 'the result as JSON')
    .configureOutput({ writeErr: (text) => say(text) })
    .exitOverride();
  const given = command.parse(argv, { from: 'user' }).opts();
  const isGrpc = given.protocol === 'grpc';
  const key: string | undefined = given.key ?? env.OBSERVATORY_API_KEY;
  if (given.runsRate !== undefined && given.shape !== 'runs') command.error('--runs-rate needs --shape runs');
  return {
    load: {
      urls: given.to ?? [isGrpc ? 'http://127.0.0.1:4317' : 'http://127.0.0.1:4318'],
      ...{ shape: given.shape, protocol: given.protocol, gzip: given.gzip === true },
      rate: given.runsRate === undefined ? given.rate : given.runsRate * (given.calls + 1),
      ...(given.count !== undefined && { count: given.count }),
      ...(given.duration !== undefined && { durationS: given.duration }),
      ...{ senders: given.senders, runsPerRequest: given.runs, calls: given.calls },
      ...{ linesPerRun: given.lines, series: given.series, agents: given.agents, users: given.users },
      ...{ models: given.models, services: given.services },
      ...(key && { key }),
    },
    hub: given.check ? given.hub : null,
    database: given.check && given.database !== undefined ? databaseOf(given.database) : null,
    settleS: given.settle,
    json: given.json === true,
  };
}

/** A connection string, or the socket in the data folder of a hub with its own PostgreSQL. */
function databaseOf(where: string): LoadArguments['database'] {
  if (/^postgres(ql)?:/.test(where)) return { connectionString: where };
  return { host: resolve(where, 'socket'), user: hubRole, database: hubDatabase };
}
