import { existsSync } from 'node:fs';
import { installedVersions } from '../../infra/install/cache.ts';
import { servers } from '../../infra/install/servers.ts';
import { findProgram } from '../../infra/install/tool.ts';
import { whyNoDocker } from './docker.ts';
import { removeImages, testImages } from './docker-images.ts';

/** What the tests need besides the servers of the cache, and where it comes from. */
const programs: readonly { readonly name: string; readonly from: string; readonly tests: string }[] = [
  { name: 'chromium', from: 'apt-get install chromium', tests: 'console*.test.ts' },
  { name: 'nginx', from: 'apt-get install nginx', tests: 'replicas.test.ts and balancer.test.ts' },
  { name: 'python3', from: 'apt-get install python3-venv', tests: 'plain-opentelemetry.test.ts' },
  { name: 'etcd', from: 'apt-get install etcd-server', tests: 'those with a Kubernetes API server' },
  {
    name: 'redis-server',
    from: 'apt-get install redis-server',
    tests: 'those with several hubs, and redis and bullmq',
  },
  { name: 'faketime', from: 'apt-get install faketime', tests: 'faults-clock.test.ts' },
  { name: 'mariadbd', from: 'apt-get install mariadb-server', tests: 'mysql2.test.ts' },
  { name: 'rabbitmq-server', from: 'apt-get install rabbitmq-server', tests: 'amqplib.test.ts' },
];

/**
 * Runs before the tests on real servers and says which of them are here. `npm run test:real` installs those of the
 * cache first; where one is missing, tests fail by its name. Tests with Docker are skipped where no daemon answers.
 */
export async function setup(): Promise<() => Promise<void>> {
  const lines = servers.map(({ name }) => {
    const [newest] = installedVersions(name);
    return `${name} ${newest?.version ?? 'MISSING: run observatory install --from-source --for-tests'}`;
  });
  for (const { name, from, tests } of programs) {
    const found = name === 'chromium' ? chromium() : findProgram(name, process.env, ['/usr/sbin']);
    lines.push(`${name} ${found ?? `MISSING (${from}): ${tests} will fail`}`);
  }
  const why = await whyNoDocker();
  lines.push(why === null ? 'docker answers' : `docker: SKIPPED, ${why}; no test of compose or Docker runs`);
  process.stdout.write(`Real servers of these tests:\n${lines.map((line) => `  ${line}\n`).join('')}\n`);
  const before = new Set(why === null ? await testImages() : []);
  return async () => {
    // The other lane's images may still be in use.
    if (process.env.REAL_LANE === 'servers' || process.env.REAL_LANE === 'browser') return;
    const now = why === null ? await testImages() : [];
    await removeImages([...new Set(now)].filter((id) => !before.has(id))).catch((error: Error) => {
      process.stdout.write(`Images of the tests are left: ${error.message}\n`);
    });
  };
}

function chromium(): string | undefined {
  const path = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  return existsSync(path) ? path : undefined;
}
