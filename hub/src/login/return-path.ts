/** Stands for any hub: what resolves to another origin leads away. */
const HERE = 'http://hub.invalid';
const MAX_LENGTH = 1000;

/**
 * The path of this hub that a browser goes on to after sign-in. Anything else, such as an address of another site in any
 * of the spellings that browsers take (`//site`, `/\site`, tabs within), is `/`.
 */
export function returnPath(text: string | undefined): string {
  if (text === undefined || text.length > MAX_LENGTH || !text.startsWith('/')) return '/';
  if (!URL.canParse(text, HERE)) return '/';
  const url = new URL(text, HERE);
  // As the parser of browsers read it, so that nothing is left to be read in another way.
  const path = url.pathname + url.search + url.hash;
  return url.origin === HERE && !path.startsWith('//') && !path.startsWith('/api/') ? path : '/';
}
