/** A fault in the settings. The message has a line for each: the key, what was expected, what came, and from where. */
export class SettingsError extends Error {
  readonly code = 'OBS_BAD_SETTING';
}
