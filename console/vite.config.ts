import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** Where the hub is while the page is developed: `vite` serves the page, the rest goes there. */
const hub = process.env.OBSERVATORY_HUB_URL ?? 'http://127.0.0.1:3001';

/** The page is built into static files with hashed names; the hub serves them (docs/console.md). */
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@observatory/source', ...defaultClientConditions] },
  build: {
    outDir: 'dist/page',
    target: 'es2022',
    // Nothing inline: the hub's content security policy allows no data: URLs and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { host: '127.0.0.1', proxy: { '/api': hub, '/status': hub, '/ws': { target: hub, ws: true } } },
});
