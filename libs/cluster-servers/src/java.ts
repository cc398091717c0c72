/** The Java that runs Kafka. */
import { join } from 'node:path';
import { ClusterServersError } from './cluster-servers-error.ts';
import { runProgram } from './run-program.ts';

/** The first Java that runs Kafka 4. */
const oldest = 17;

/**
 * The program: that of `JAVA_HOME`, else the one in the path.
 * @throws {ClusterServersError} `java-missing` where there is none, or only an older one
 */
export async function findJava(): Promise<string> {
  const home = process.env['JAVA_HOME'];
  const java = home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');
  const told = await runProgram(java, ['-version']).catch((error: unknown) => {
    throw new ClusterServersError('java-missing', `Kafka needs Java ${oldest} or later, and \`${java}\` does not run`, {
      cause: error,
    });
  });
  const version = javaVersion(told);
  if (version >= oldest) return java;
  throw new ClusterServersError('java-missing', `Kafka needs Java ${oldest} or later, and \`${java}\` is ${version}`);
}

/** The feature release in what `java -version` tells; 8 for `1.8.0_402`, 0 where none is told. */
export function javaVersion(told: string): number {
  const [, first = '0', second] = /version "(\d+)(?:\.(\d+))?/.exec(told) ?? [];
  return Number(first === '1' && second !== undefined ? second : first);
}
