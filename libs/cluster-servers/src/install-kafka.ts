/** Apache Kafka as Maven gives it: the jars of the broker and of the Java client, without Docker. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterServersError } from './cluster-servers-error.ts';
import { installOnce } from './install-once.ts';
import { findJava } from './java.ts';
import { isNoSuchProgram, runProgram } from './run-program.ts';
import { serversFolder } from './servers-folder.ts';

export const kafkaVersion = '4.1.0';

export interface KafkaInstallation {
  /** The program that runs it. */
  readonly java: string;
  /** The folder of the jars; a class path is `<libs>/*`. */
  readonly libs: string;
  /** The file of first metadata records that each formatted broker starts from. */
  readonly bootstrapCheckpoint: string;
  /** What the broker logs to standard output: warnings. */
  readonly logConfiguration: string;
}

const dependencies = [
  ['org.apache.kafka', 'kafka_2.13', kafkaVersion],
  // The broker's own build leaves the binding of its logger to who packs it.
  ['org.apache.logging.log4j', 'log4j-slf4j-impl', '2.24.3'],
] as const;

const pom = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>postbus</groupId>
  <artifactId>kafka-for-tests</artifactId>
  <version>1</version>
  <dependencies>
${dependencies
  .map(
    ([group, artifact, version]) =>
      `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  )
  .join('\n')}
  </dependencies>
</project>
`;

const logConfiguration = `rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %m (%c)%n%throwable{short.message}
`;

/**
 * Kafka in the user's cache, installed by the first call.
 * @throws {ClusterServersError} `java-missing`, `maven-missing`, `install-failed`
 */
export async function installKafka(): Promise<KafkaInstallation> {
  const java = await findJava();
  const folder = join(serversFolder(), `kafka-${kafkaVersion}`);
  await installOnce(folder, (temporary) => install(java, temporary));
  return {
    java,
    libs: join(folder, 'libs'),
    bootstrapCheckpoint: join(folder, 'formatted', 'bootstrap.checkpoint'),
    logConfiguration: join(folder, 'log4j2.properties'),
  };
}

async function install(java: string, folder: string): Promise<void> {
  const libs = join(folder, 'libs');
  await writeFile(join(folder, 'pom.xml'), pom);
  await writeFile(join(folder, 'log4j2.properties'), logConfiguration);
  const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${libs}`];
  await runProgram('mvn', ['--batch-mode', '--quiet', ...copy], { cwd: folder }).catch((error: unknown) => {
    throw isNoSuchProgram(error)
      ? new ClusterServersError('maven-missing', 'installing Kafka needs Maven, and there is no `mvn`', {
          cause: error,
        })
      : failed(error);
  });
  await format(java, libs, join(folder, 'formatted')).catch((error: unknown) => {
    throw failed(error);
  });
}

/** Formats a folder once, to learn which records of metadata this version starts from; each broker's gets a copy. */
async function format(java: string, libs: string, formatted: string): Promise<void> {
  const properties = `${formatted}.properties`;
  await mkdir(formatted);
  await writeFile(
    properties,
    [
      'process.roles=broker,controller',
      'node.id=1',
      'controller.quorum.voters=1@127.0.0.1:1',
      'listeners=PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:1',
      'controller.listener.names=CONTROLLER',
      `log.dirs=${formatted}`,
    ].join('\n'),
  );
  const tool = ['-cp', `${libs}/*`, 'kafka.tools.StorageTool'];
  const words = (await runProgram(java, [...tool, 'random-uuid'])).trim().split(/\s+/);
  await runProgram(java, [...tool, 'format', '--cluster-id', words.at(-1)!, '--config', properties]);
  await rm(properties);
  const made = await readFile(join(formatted, 'meta.properties'), 'utf8');
  if (!made.includes('version=1') || !existsSync(join(formatted, 'bootstrap.checkpoint'))) {
    throw new Error(`Kafka ${kafkaVersion} formats its folder otherwise than expected: ${made}`);
  }
}

function failed(error: unknown): ClusterServersError {
  return new ClusterServersError('install-failed', `Kafka could not be installed: ${(error as Error).message}`, {
    retryable: true,
    cause: error,
  });
}
