/* Runs first in every npm script, in syntax that any Node understands, so that a wrong Node is named
   instead of failing on the first TypeScript file. */
var major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(
    '\nObservatory runs on Node 24 or newer; this is Node ' +
      process.versions.node +
      '.\n\n' +
      'npm ci brings Node 24 as the npm package "node", whose install step fetches the binary.\n' +
      'That step did not run here: install scripts were switched off (npm config get ignore-scripts),\n' +
      'npm ci was not run yet, or this file was started without npm.\n\n' +
      'What to do, one of:\n' +
      '  npm ci --ignore-scripts=false     and then use the npm scripts (npm start, npm test)\n' +
      '  install Node 24 (https://nodejs.org) and start again\n',
  );
  process.exit(1);
}
