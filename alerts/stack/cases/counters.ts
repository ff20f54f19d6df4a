/** Samples of a counter, one a minute: it grows by one from the 6th to the 16th. */
export const growing = '0x5 1+1x10 11x30';
/** It jumps once, in the 6th minute. */
export const once = '0x5 500x40';
/** It stays as it is. */
export const still = '0x60';
