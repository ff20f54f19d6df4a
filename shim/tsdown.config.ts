import { defineConfig, type UserConfig } from 'tsdown';

const shared: UserConfig = {
  dts: true,
  platform: 'node',
  target: 'node20.19',
  outDir: 'dist',
  // Both formats are built into one folder, which the first would otherwise empty under the second.
  clean: false,
  // CommonJS is built for services that preload the shim with `require`.
  checks: { legacyCjs: false },
};
const REQUIRE = '(0, node_module.createRequire)';
const MODULE = 'let node_module = require("node:module");';
const library = {
  index: 'src/index.ts',
  'client/index': 'src/client/index.ts',
  'conventions/index': 'src/conventions/index.ts',
  'health/index': 'src/health/index.ts',
  'integrations/openai-agents/index': 'src/integrations/openai-agents/index.ts',
  'integrations/bullmq/index': 'src/integrations/bullmq/index.ts',
  'integrations/hono/index': 'src/integrations/hono/index.ts',
  'integrations/fastify/index': 'src/integrations/fastify/index.ts',
  'integrations/express/index': 'src/integrations/express/index.ts',
  'integrations/langchain/index': 'src/integrations/langchain/index.ts',
  'integrations/mcp/index': 'src/integrations/mcp/index.ts',
  'integrations/anthropic/index': 'src/integrations/anthropic/index.ts',
  'integrations/openai/index': 'src/integrations/openai/index.ts',
  'integrations/ai-sdk/index': 'src/integrations/ai-sdk/index.ts',
  'integrations/google-genai/index': 'src/integrations/google-genai/index.ts',
};

/** Names `createRequire` in CommonJS as in ESM: tracers of files (`@vercel/nft`, Next.js) know it by its name alone. */
const traceable = {
  name: 'traceable',
  renderChunk: (code: string) =>
    code.includes(REQUIRE)
      ? code
          .replaceAll(REQUIRE, 'createRequire')
          .replace(MODULE, `$&\nconst { createRequire } = node_module;`)
      : null,
};

/** ESM and CommonJS; dependencies stay outside, so that a service has one copy of each. */
export default defineConfig([
  {
    ...shared,
    format: 'esm',
    entry: { ...library, register: 'src/register.ts', 'observatory-shim': 'src/observatory-shim.ts' },
  },
  { ...shared, format: 'cjs', entry: { ...library, register: 'src/register-cjs.ts' }, plugins: [traceable] },
]);
