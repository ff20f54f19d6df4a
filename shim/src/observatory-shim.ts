#!/usr/bin/env node
/** `npx observatory-shim doctor`: looks at the service in this folder. Ends with 1 where telemetry would not arrive. */
import { examineService } from './doctor/examine-service.ts';

const marks = { ok: '✓', note: '!', failed: '✗' } as const;

if (process.argv[2] !== 'doctor') {
  process.stderr.write('usage: observatory-shim doctor\n');
  process.exitCode = 2;
} else {
  const lines = await examineService(process.cwd());
  for (const { state, says, advice } of lines) {
    process.stdout.write(`${marks[state]} ${says}\n`);
    if (advice !== undefined) process.stdout.write(`    → ${advice}\n`);
  }
  if (lines.some(({ state }) => state === 'failed')) process.exitCode = 1;
}
