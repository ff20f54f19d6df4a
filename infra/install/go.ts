import { InstallError } from './install-error.ts';
import { findProgram } from './tool.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The Go tool; every way from source but Debian's needs it. */
export function goProgram(env: Environment): string {
  const go = findProgram('go', env, ['/usr/local/go/bin', '/opt/homebrew/bin']);
  if (go !== undefined) return go;
  throw new InstallError(
    'expected Go 1.21 or newer (it fetches the version that a module asks for by itself); found none on the PATH or in /usr/local/go. Install it from https://go.dev/dl, or leave out --from-source',
  );
}

/** Programs without C, outside any workspace. Checksums stay verified whatever the environment says. */
export const goEnvironment: Readonly<Record<string, string>> = {
  CGO_ENABLED: '0',
  GOWORK: 'off',
  GOFLAGS: '',
  GOSUMDB: 'sum.golang.org',
  GONOSUMDB: 'none.invalid',
  GOINSECURE: 'none.invalid',
};
