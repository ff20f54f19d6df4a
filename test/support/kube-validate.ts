import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = '1.37.0';

/** What the schemas of a minor version of Kubernetes, such as `1.33`, have against these objects; empty for nothing. */
export function faultsBySchema(kubernetes: string, objects: readonly unknown[]): string[] {
  const { stdout, stderr, status } = spawnSync(python(), ['-c', program, kubernetes], {
    input: JSON.stringify(objects),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`kubernetes-validate failed: ${stderr}`);
  return JSON.parse(stdout) as string[];
}

const program = `
import functools, json, sys, kubernetes_validate
# It would read all definitions again for each object.
utils = kubernetes_validate.utils
utils.schema_contents = functools.lru_cache(None)(utils.schema_contents)
faults = []
for one in json.load(sys.stdin):
    name = one["kind"] + " " + one["metadata"]["name"]
    try:
        used = kubernetes_validate.validate(one, sys.argv[1], strict=True)
        if used != sys.argv[1]:
            faults.append(name + ": there are no schemas of " + sys.argv[1])
    except kubernetes_validate.ValidationError as error:
        faults.append(name + ": " + "/".join(map(str, error.absolute_path)) + ": " + error.message)
    except kubernetes_validate.SchemaNotFoundError as error:
        faults.append(name + ": " + error.message)
json.dump(faults, sys.stdout)
`;

/** A Python with kubernetes-validate, made once in the cache folder. */
function python(): string {
  const folder = join(homedir(), '.cache', 'observatory', `python-kubernetes-validate-${VERSION}`);
  const binary = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'complete'))) return binary;
  console.log(`Making ${folder} (once)`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  execFileSync('python3', ['-m', 'venv', folder]);
  execFileSync(
    binary,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `kubernetes-validate==${VERSION}`],
    { stdio: 'inherit' },
  );
  mkdirSync(join(folder, 'complete'));
  return binary;
}
