/** Something could not be installed. Its message says what was expected, what came and what to do. */
export class InstallError extends Error {}
