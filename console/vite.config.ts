import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, defaultClientConditions, defineConfig, type Plugin } from 'vite';

/** Where the hub is while the page is developed: `vite` serves the page, the rest goes there. */
const hub = process.env.OBSERVATORY_HUB_URL ?? 'http://127.0.0.1:3001';
const conditions = ['@observatory/source', ...defaultClientConditions];
const target = 'es2022';

/** What the service worker keeps on the device: of the fonts only that of Latin letters, which every reader needs. */
const isKept = (name: string) => /\.(?:js|css)$/.test(name) || isLatinFont(name);
const isLatinFont = (name: string) => /inter-latin-wght-normal.*\.woff2$/.test(name);

/** Lets the browser fetch at once what every page needs, though its scripts and styles tell of it late. */
function preloads(): Plugin {
  const link = (href: string, attributes: Record<string, string>) => ({
    tag: 'link',
    attrs: { ...attributes, crossorigin: '', href: `/${href}` },
    injectTo: 'head' as const,
  });
  return {
    name: 'observatory-preloads',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle = {} }) =>
        Object.keys(bundle).flatMap((name) => {
          if (isLatinFont(name)) return [link(name, { rel: 'preload', as: 'font', type: 'font/woff2' })];
          return name.startsWith('assets/common-') && name.endsWith('.js')
            ? [link(name, { rel: 'modulepreload' })]
            : [];
        }),
    },
  };
}

/** Builds the service worker beside the page, with the list of the page's files in it. */
function serviceWorker(): Plugin {
  return {
    name: 'observatory-service-worker',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const publicFiles = readdirSync(resolve(import.meta.dirname, 'public'));
      const files = [
        '/',
        ...[...Object.keys(bundle).filter(isKept), ...publicFiles].map((name) => `/${name}`),
      ];
      const html = bundle['index.html'];
      const content = files.join() + (html?.type === 'asset' ? String(html.source) : '');
      const version = createHash('sha256').update(content).digest('hex').slice(0, 16);
      await build({
        configFile: false,
        publicDir: false,
        logLevel: 'warn',
        resolve: { conditions },
        define: { SHELL: JSON.stringify({ version, files }) },
        build: {
          outDir: dir,
          emptyOutDir: false,
          target,
          lib: {
            entry: resolve(import.meta.dirname, 'src/worker/service-worker.ts'),
            formats: ['iife'],
            name: 'worker',
            fileName: () => 'sw.js',
          },
        },
      });
    },
  };
}

/** The page is built into static files with hashed names; the hub serves them (docs/console.md). */
export default defineConfig({
  plugins: [react(), preloads(), serviceWorker()],
  resolve: { conditions },
  build: {
    outDir: 'dist/page',
    target,
    // Nothing inline: the hub's content security policy allows no data: URLs and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What several pages share comes in few files: a browser has six connections to a hub without TLS.
        codeSplitting: {
          groups: [
            { name: 'frame', tags: ['$initial'], priority: 3 },
            { name: 'common', minShareCount: 4, priority: 1 },
          ],
        },
      },
    },
    // For scripts/finish-page.ts, which takes it away.
    manifest: 'manifest.json',
  },
  server: {
    host: '127.0.0.1',
    // The hub lets no page of another origin change anything: here the page is its own.
    proxy: {
      '/api': { target: hub, changeOrigin: true, headers: { origin: hub } },
      '/status': hub,
      '/ws': { target: hub, ws: true },
    },
  },
});
