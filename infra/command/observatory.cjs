#!/usr/bin/env node
'use strict';
// Any Node can start this; the command itself runs on the Node 24 that `npm ci` brought along.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { spawnSync } = require('node:child_process');

const root = join(__dirname, '../..');
const own = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const main = join(__dirname, 'main.ts');
const node = existsSync(own) ? own : process.execPath;
const result = spawnSync(
  node,
  [
    '--conditions=@observatory/source',
    '--disable-warning=ExperimentalWarning',
    main,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
if (result.error) {
  console.error(`observatory: cannot run ${node}: ${result.error.message}. Run \`npm ci\` first.`);
}
process.exit(result.status === null ? 1 : result.status);
