import { SHIM_VERSION } from '../version.ts';

/** How the shim names itself to receivers. */
export const USER_AGENT = `Observatory-Shim/${SHIM_VERSION} node/${process.versions.node}`;
