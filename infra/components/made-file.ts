import type { ConfigFile } from '../stack/component.ts';

/** A file that is made when it is first read: whoever only stops or watches the stack needs no rules that can be made. */
export function madeFile(path: string, make: () => string): ConfigFile {
  let made: string | undefined;
  return {
    path,
    get content() {
      made ??= make();
      return made;
    },
  };
}
