/** Sets telemetry up from the environment: `node --import @observatory/shim/register service.js`. */
import { init } from './setup/init.ts';

await init();
