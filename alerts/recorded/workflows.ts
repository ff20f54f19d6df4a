import { runRecordings } from './runs.ts';

/** `workflow:…`: what workflows do, by name. */
export const workflow = runRecordings('workflow');
