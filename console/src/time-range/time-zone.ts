import { createObservable } from '../hub/observable.ts';
import { setFormatZone } from '../lib/format-time.ts';

/** The zone that times are shown in: the reader's own (`local`), or UTC, which is that of machines and colleagues. */
export type ZoneChoice = 'local' | 'utc';

const choice = createObservable<ZoneChoice>('local');

/** Which zone is shown; all times of a page change together. */
export const timeZone = {
  get: choice.get,
  subscribe: choice.subscribe,
  set: (next: ZoneChoice): void => {
    setFormatZone(next === 'utc' ? 'UTC' : undefined);
    choice.set(next);
  },
};
