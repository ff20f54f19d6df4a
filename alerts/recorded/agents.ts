import { runRecordings } from './runs.ts';

/** `agent:…`: what agents do, by name. */
export const agent = runRecordings('agent');
