import { writeFileSync } from 'node:fs';
import type { Reporter } from 'vitest/node';

/**
 * A reporter of vitest: writes which files' tests were red to a file, one a line. A run that met errors outside of its
 * tests, or ended early, writes none.
 */
export function redFilesTo(path: string): Reporter {
  return {
    onTestRunEnd(modules, errors, reason) {
      const red = modules.filter((module) => !module.ok()).map(({ relativeModuleId }) => relativeModuleId);
      writeFileSync(path, errors.length === 0 && reason === 'failed' ? red.join('\n') : '');
    },
  };
}
