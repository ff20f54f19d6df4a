/**
 * `require('@observatory/shim/register')`: sets telemetry up from the environment. What is required and
 * recorded from the next line on is seen; only the scrape port and the line on stderr come a moment later.
 */
import { init } from './setup/init.ts';

void init();
