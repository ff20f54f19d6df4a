import { cpSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ExpressService } from './express-service.ts';
import { type Packed, run } from './packed.ts';

const examples = resolve(import.meta.dirname, '../../examples');
const leftOut = /node_modules|\.next|\.npmrc|dist$|package-lock\.json/;

interface EmbeddingOptions {
  readonly packed: Packed;
  /** Of the hub, for the browser. */
  readonly hubUrl: string;
  /** With the scope `read`. */
  readonly key: string;
  readonly port: number;
}

/** An example app with the packed console in it, built as for production and served on a port of its own. */
export async function startEmbeddingApp(
  name: 'console-vite' | 'console-nextjs',
  { packed, hubUrl, key, port }: EmbeddingOptions,
): Promise<ExpressService> {
  const folder = join(packed.folder, name);
  const source = join(examples, name);
  cpSync(source, folder, { recursive: true, filter: (path) => !leftOut.test(path.slice(source.length)) });
  const tarball = packed.tarballs.get('console') ?? '';
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], folder);
  if (name === 'console-vite') {
    writeFileSync(join(folder, '.env'), `VITE_OBSERVATORY_URL=${hubUrl}\nVITE_OBSERVATORY_KEY=${key}\n`);
    run(process.execPath, ['node_modules/vite/bin/vite.js', 'build'], folder);
    const serve = ['node_modules/vite/bin/vite.js', 'preview', '--host', '127.0.0.1', '--strictPort'];
    return served(new ExpressService(process.execPath, [...serve, '--port', String(port)], folder, {}));
  }
  const next = 'node_modules/next/dist/bin/next';
  run(process.execPath, [next, 'build'], folder);
  const serve = [next, 'start', '--hostname', '127.0.0.1', '--port', String(port)];
  return served(
    new ExpressService(process.execPath, serve, folder, { OBSERVATORY_URL: hubUrl, OBSERVATORY_KEY: key }),
  );
}

async function served(app: ExpressService): Promise<ExpressService> {
  await app.url;
  return app;
}
