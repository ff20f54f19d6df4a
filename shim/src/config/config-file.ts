import { readFileSync } from 'node:fs';
import { fileVariables } from './file-variables.ts';
import type { Environment } from './read-variables.ts';
import { standardVariables } from './standard-variables.ts';

const SUPPORTED_MAJOR = '1';

/**
 * The environment that the shim goes by where `OTEL_CONFIG_FILE` names a file: the file in place of the
 * specification's variables (declarative configuration, file_format 1.x), and the other variables as they
 * are; with one sentence for each thing in the file that has no effect. Rejects where the file cannot be used.
 */
export async function readConfigFile(
  path: string,
  env: Environment,
): Promise<{ readonly env: Environment; readonly problems: readonly string[] }> {
  const { parseDocument, visit } = await import('yaml');
  const document = parseDocument(readFileSync(path, 'utf8'));
  const [mistake] = document.errors;
  if (mistake !== undefined) throw new Error(mistake.message.split('\n')[0]);
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('$')) return;
      const text = substitute(node.value, env);
      node.value = node.type === 'PLAIN' ? typed(text) : text;
    },
  });
  const model: unknown = document.toJS();
  const format = fileFormat(model);
  if (format?.split('.')[0] !== SUPPORTED_MAJOR) {
    throw new Error(`file_format is ${format ?? 'not given'}, and ${SUPPORTED_MAJOR}.x is what is read`);
  }
  const { variables, problems } = fileVariables(model);
  const others = Object.entries(env).filter(([name]) => !isStandard(name));
  return { env: { ...Object.fromEntries(others), ...variables }, problems };
}

function isStandard(name: string): boolean {
  return Object.hasOwn(standardVariables, name) || name.startsWith('OTEL_EXPORTER_OTLP_');
}

function fileFormat(model: unknown): string | undefined {
  const format = typeof model === 'object' && model !== null && 'file_format' in model && model.file_format;
  return typeof format === 'string' || typeof format === 'number' ? String(format) : undefined;
}

/** `${NAME}`, `${env:NAME}` and `${NAME:-default}`; `$$` stands for `$`. */
function substitute(text: string, env: Environment): string {
  return text.replace(/\$\$|\$\{([^}]*)\}/g, (whole, inside: string | undefined) => {
    if (inside === undefined) return '$';
    const [, name = '', fallback = ''] = /^(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/.exec(inside) ?? [];
    if (name === '') throw new Error(`${whole} is not a reference to a variable`);
    return env[name] || fallback;
  });
}

/** What an unquoted value stands for (YAML's core schema); a variable can give a value and no structure. */
function typed(text: string): string | number | boolean | null {
  if (/^(|~|null)$/i.test(text)) return null;
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}
