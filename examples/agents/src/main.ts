import { init, shutdown } from '@observatory/shim';
import { readArguments } from './arguments.ts';
import { openBackends } from './backends.ts';
import { runFleet } from './fleet.ts';
import { help } from './help.ts';
import { loadRecordings } from './model/recordings.ts';
import { plans } from './plan.ts';
import { endLine, silentLine } from './report.ts';
import { createRun } from './run.ts';
import { stopOnSignal } from './stop-on-signal.ts';

const { args, problems } = readArguments(process.argv.slice(2));
if (args.help) {
  process.stdout.write(help);
  process.exit(0);
}
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(2);
}

const print = (line: string) => {
  if (!args.quiet) process.stdout.write(`${line}\n`);
};

// Runs under way are ended first and flushed then, so the end of the process is handled here.
await init({ serviceName: 'demo-fleet', handleProcessEnd: false });
const stop = stopOnSignal();
const backends = await openBackends(args);
const recordings = loadRecordings();
const startId = Date.now().toString(36);

print(`${args.runsPerMinute} runs per minute, seed ${args.seed}; Ctrl-C ends the fleet.`);
await runFleet({
  args,
  plans: plans(args),
  createRun: (plan) => createRun(plan, { backends, recordings, speed: args.speed, startId }),
  onStart: (plan) => {
    if (plan.fault?.kind === 'silence') print(silentLine(new Date(), plan));
  },
  onEnd: (outcome) => print(endLine(new Date(), outcome)),
  stop,
});

await backends.close();
await shutdown();
// What could not be sent until now is no reason to stay.
process.exit();
