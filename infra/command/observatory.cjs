#!/usr/bin/env node
'use strict';
// Any Node can start this; the command itself runs on the Node 24 that `npm ci` brought along.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { spawn } = require('node:child_process');

const root = join(__dirname, '../..');
const own = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const main = join(__dirname, 'main.ts');
const node = existsSync(own) ? own : process.execPath;
const child = spawn(
  node,
  [
    '--conditions=@observatory/source',
    '--disable-warning=ExperimentalWarning',
    main,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
// The command stops in order what it started; this one waits for that.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`observatory: cannot run ${node}: ${error.message}. Run \`npm ci\` first.`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code === null ? 1 : code));
