import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverBinary } from '../../../infra/install/cache.ts';
import { freePort } from '../../support/free-port.ts';
import {
  debianProgram,
  type ServerFolder,
  type ServerProcess,
  serverFolder,
  startServer,
} from './server-process.ts';

/** Redis of Debian. */
export async function startRedis(): Promise<ServerProcess> {
  const [port, folder] = [await freePort(), serverFolder('redis')];
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder.path];
  return startServer({ program: debianProgram('redis-server', 'redis-server'), args, folder, port });
}

/** MariaDB of Debian, which speaks MySQL's protocol, with a database `shop` and the user `root` without a password. */
export async function startMariaDb(): Promise<ServerProcess> {
  const program = debianProgram('mariadbd', 'mariadb-server');
  const [port, folder] = [await freePort(), serverFolder('mariadb', userOf('mysql'))];
  const data = join(folder.path, 'data');
  const options = [`--datadir=${data}`, '--no-defaults'].reverse();
  execFileSync(
    debianProgram('mariadb-install-db', 'mariadb-server'),
    [...options, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { stdio: 'ignore', cwd: folder.path, ...folder.user },
  );
  const first = join(folder.path, 'first.sql');
  writeFileSync(first, 'CREATE DATABASE IF NOT EXISTS shop;\n');
  const args = [
    ...options,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(folder.path, 's')}`,
    `--pid-file=${join(folder.path, 'pid')}`,
    `--init-file=${first}`,
    '--skip-networking=0',
  ];
  return startServer({ program, args, folder, port });
}

/** RabbitMQ of Debian as one node of its own name, without plugins; the user is `guest`. */
export async function startRabbitMq(): Promise<ServerProcess> {
  const program = debianProgram('rabbitmq-server', 'rabbitmq-server', ['/usr/lib/rabbitmq/bin']);
  const [port, distribution, names] = [await freePort(), await freePort(), await freePort()];
  const folder = serverFolder('rabbitmq');
  const plugins = join(folder.path, 'enabled_plugins');
  writeFileSync(plugins, '[].\n');
  return startServer({
    // Debian's own wrapper changes the user and the folder.
    program: program.replace('/usr/sbin/', '/usr/lib/rabbitmq/bin/'),
    args: [],
    env: {
      RABBITMQ_NODENAME: `observatory-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_MNESIA_BASE: join(folder.path, 'mnesia'),
      RABBITMQ_LOG_BASE: folder.path,
      RABBITMQ_PID_FILE: join(folder.path, 'pid'),
      RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
      RABBITMQ_CONFIG_FILE: join(folder.path, 'none'),
      RABBITMQ_CONF_ENV_FILE: join(folder.path, 'none.conf'),
      // Its daemon for names of nodes would otherwise be the machine's, and stay.
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: String(names),
      ERL_EPMD_RELAXED_COMMAND_CHECK: 'true',
    },
    folder,
    port,
    afterwards: () => spawnSync('epmd', ['-port', String(names), '-kill'], { stdio: 'ignore' }),
  });
}

/** FerretDB on SQLite, which speaks MongoDB's protocol. */
export async function startMongoDb(): Promise<ServerProcess> {
  const [port, folder] = [await freePort(), serverFolder('ferretdb')];
  return startServer({
    program: serverBinary('ferretdb', 'ferretdb'),
    args: [
      '--handler=sqlite',
      `--sqlite-url=file:${folder.path}/`,
      `--listen-addr=127.0.0.1:${port}`,
      '--debug-addr=-',
      '--telemetry=disable',
      '--state-dir=-',
      '--log-level=error',
    ],
    folder,
    port,
  });
}

/** A Kafka broker in memory (franz-go's kfake), which makes topics as they are asked for. */
export async function startKafka(): Promise<ServerProcess> {
  const [port, folder] = [await freePort(), serverFolder('kafka')];
  return startServer({
    program: serverBinary('kfake', 'kfake-server'),
    args: ['-port', String(port)],
    folder,
    port,
  });
}

/** Servers of databases refuse to run as root, as which tests may run. */
function userOf(name: string): ServerFolder['user'] {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
