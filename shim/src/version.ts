/** Name and version of the instrumentation scope of all that the shim itself records. */
export const SCOPE_NAME = '@observatory/shim';
export const SHIM_VERSION = '0.1.0';
