import type { InitOptions } from './init-options.ts';

/** Sets telemetry up once; a second call changes nothing. Never rejects. */
export async function init(_options: InitOptions = {}): Promise<void> {}

/** Sends what is waiting. Never rejects. */
export async function flush(): Promise<void> {}

/** Sends what is waiting and ends telemetry. Never rejects. */
export async function shutdown(): Promise<void> {}
