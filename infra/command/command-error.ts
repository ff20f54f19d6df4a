/** A fault that the user can mend. Its message says what was expected, what came and what to do; no stack is shown. */
export class CommandError extends Error {}
