import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A Python with OpenTelemetry's own SDK, made once in the cache folder. */
export function pythonWithOpenTelemetry(): string {
  return pythonWith('opentelemetry', [
    'opentelemetry-sdk==1.45.2',
    'opentelemetry-exporter-otlp-proto-http==1.45.2',
    'opentelemetry-exporter-otlp-proto-grpc==1.45.2',
  ]);
}

/** A Python with some packages, made once in the cache folder; `packages` are what `pip install` is given. */
export function pythonWith(name: string, packages: readonly string[]): string {
  const digest = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 12);
  const folder = join(homedir(), '.cache', 'observatory', `python-${name}-${digest}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'complete'))) return python;
  console.log(`Making ${folder} (once)`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder]);
  const options = ['--quiet', '--disable-pip-version-check'];
  execFileSync(python, ['-m', 'pip', 'install', ...options, ...packages], { stdio: 'inherit' });
  mkdirSync(join(folder, 'complete'));
  return python;
}
