import { z } from 'zod';

/** A bad setting: says which, what was expected and what came. */
export class SettingsError extends Error {
  readonly code = 'OBS_BAD_SETTING';
}

export const wholeNumber = (min: number, max: number) => {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};
export const port = wholeNumber(0, 65_535);
/** A port, or `off`. */
export const portOrOff = z.union([z.literal('off').transform(() => null), port], {
  error: 'expected a whole number from 0 to 65535, or off',
});
export const positive = z.coerce
  .number({ error: 'expected a number above 0' })
  .positive({ error: 'expected a number above 0' });
export const ratio = z.coerce
  .number({ error: 'expected a ratio above 0 and up to 1' })
  .gt(0, { error: 'expected a ratio above 0 and up to 1' })
  .max(1, { error: 'expected a ratio above 0 and up to 1' });
/** Address of a server's pages, perhaps below a path. */
export const page = z
  .url({ protocol: /^https?$/, error: 'expected a URL that begins with http:// or https://' })
  .transform((url) => url.replace(/\/+$/, ''))
  .optional();
/** Address at which the hub itself asks another server; it shows no key there. */
export const server = page.refine(
  (url) => url === undefined || /^https?:\/\/[^/?#@]+(\/[^?#]*)?$/.test(url),
  {
    error: 'expected a URL without user, password, query and fragment',
  },
);
/** A secret as Docker and Kubernetes hand it out: by the path of a file. */
export const file = (name: string) =>
  z.string().min(1).optional().describe(`File that holds ${name}; a line break at its end is cut.`);
/** A switch. */
export const flag = z.stringbool({ error: 'expected true or false' });
/** Several values with commas between them. */
export const commaList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );
/** A key of the hub. */
export const key = (meaning: string) =>
  z
    .string()
    .min(16, { error: 'expected at least 16 characters' })
    .optional()
    .describe(`${meaning} At least 16 characters.`);
