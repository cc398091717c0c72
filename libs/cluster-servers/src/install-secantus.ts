/** SecantusDB as PyPI gives it: a server that speaks MongoDB's wire protocol, without Docker. */
import { join } from 'node:path';
import { ClusterServersError } from './cluster-servers-error.ts';
import { installOnce } from './install-once.ts';
import { isNoSuchProgram, runProgram } from './run-program.ts';
import { serversFolder } from './servers-folder.ts';

export const secantusVersion = '0.7.0b3';

export interface SecantusInstallation {
  /** The Python of the virtual environment that it is installed in. */
  readonly python: string;
}

/**
 * SecantusDB in the user's cache, installed by the first call.
 * @throws {ClusterServersError} `python-missing`, `install-failed`
 */
export async function installSecantus(): Promise<SecantusInstallation> {
  const folder = join(serversFolder(), `secantusdb-${secantusVersion}`);
  await installOnce(folder, install);
  return { python: join(folder, 'bin', 'python') };
}

/** A virtual environment can be renamed as long as its scripts, which name their Python, are not used. */
async function install(folder: string): Promise<void> {
  await runProgram('python3', ['-m', 'venv', folder]).catch((error: unknown) => {
    throw new ClusterServersError(
      'python-missing',
      isNoSuchProgram(error)
        ? 'installing SecantusDB needs Python 3.10 or later with venv, and there is no `python3`'
        : `installing SecantusDB needs Python 3.10 or later with venv: ${(error as Error).message}`,
      { cause: error },
    );
  });
  const python = join(folder, 'bin', 'python');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await runProgram(python, [...pip, `SecantusDB==${secantusVersion}`])
    .then(() => runProgram(python, ['-c', 'import secantus.cli']))
    .catch((error: unknown) => {
      const message = `SecantusDB could not be installed: ${(error as Error).message}`;
      throw new ClusterServersError('install-failed', message, { retryable: true, cause: error });
    });
}
