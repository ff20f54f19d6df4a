#!/usr/bin/env node
/* Imports nothing by itself: the hub's modules need what an older Node does not have, and it would end with a stack
   before a line of them runs. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 24 || (major === 24 && minor >= 9)) {
  void import('./program.ts');
} else {
  process.stderr.write(
    `\nThe hub did not start.\nIt runs on Node 24.9 or newer; this is Node ${process.versions.node}.\n\n` +
      'What to do, one of:\n' +
      '  in the repository   npx node hub/dist/main.js     (npm ci brought Node 24 as the npm package "node")\n' +
      '  elsewhere           install Node 24 (https://nodejs.org) and start again\n',
  );
  process.exitCode = 1;
}
