import { medianOf } from '../../hub/bench/figures.ts';
import { allArtifacts } from '../render/artifacts.ts';
import { resolveSettings } from '../settings/resolve.ts';

/** How long it takes to render every file of every profile and target, the first time and again. */
const ROUNDS = 9;

const { settings } = resolveSettings([]);
const seconds: number[] = [];
let files = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  const startedMs = performance.now();
  files = allArtifacts(settings).size;
  seconds.push((performance.now() - startedMs) / 1000);
}
console.log(
  [
    'artifacts of all profiles',
    `  ${files} files: first ${seconds[0]?.toFixed(2)} s, then ${medianOf(seconds.slice(1)).toFixed(2)} s (median; target: at most 2 s)`,
  ].join('\n'),
);
