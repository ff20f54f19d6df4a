import { comparePrograms } from './compare-programs.ts';

const shared = { program: 'log-line', iterations: 10_000 };
const title = 'log line to stdout within an active recorded span, each in a process of its own';

await comparePrograms({
  ...shared,
  title,
  baseline: 'pino with a mixin',
  variants: [
    { name: 'pino with a mixin', argument: 'pino' },
    { name: 'shim', argument: 'shim', maxRatio: 1.35 },
    { name: 'winston', argument: 'winston' },
  ],
});
await comparePrograms({
  ...shared,
  title,
  baseline: 'winston',
  variants: [
    { name: 'winston', argument: 'winston' },
    { name: 'shim', argument: 'shim', maxRatio: 0.6 },
  ],
});
