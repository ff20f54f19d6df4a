import fc from 'fast-check';

// Properties are tried with the same inputs each time, so that a red run speaks of the change before it and not of the dice.
// RUNS, as `npm run test:soak` sets it, tries as many others.
if (process.env.RUNS === undefined) fc.configureGlobal({ seed: 20261122 });
