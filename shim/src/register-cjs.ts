/**
 * `require('@observatory/shim/register')`: sets telemetry up from the environment. A CommonJS module cannot
 * wait, so what happens in the first moments, while the SDK loads, is not seen; `node --import
 * @observatory/shim/register` waits, for CommonJS services too.
 */
import { init } from './setup/init.ts';

void init();
