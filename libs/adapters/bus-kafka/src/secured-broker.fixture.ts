/** A broker of a spec's own that asks for TLS and logins, with certificates and passwords made for it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { freePorts, returnPorts } from '@postbus/cluster-servers';
import { type TemporaryFolder, temporaryFolder } from '@postbus/testing';
import kafkajs from 'kafkajs';

/** The folder of Kafka's jars; undefined where there is none: specs are skipped then. */
export const libs = process.env['POSTBUS_KAFKA_LIBS'];

export const login = { username: 'postbus', password: 'correct horse' } as const;
const startPatience = 60_000;

export class SecuredBroker {
  /** Listeners, `host:port`. */
  readonly plain: string;
  /** TLS, with a login by PLAIN or SCRAM. */
  readonly sasl: string;
  /** TLS, with a certificate of the client. */
  readonly certified: string;
  /** PEM texts. */
  readonly ca: string;
  readonly client: { readonly cert: string; readonly key: string };
  readonly #folder: TemporaryFolder;
  readonly #ports: readonly number[];
  readonly #process: ChildProcess;

  private constructor(folder: TemporaryFolder, ports: readonly number[]) {
    const text = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
    [this.plain, this.sasl, this.certified] = ports.map((port) => `127.0.0.1:${port}`) as [string, string, string];
    this.ca = text('ca.pem');
    this.client = { cert: text('client.pem'), key: text('client.key') };
    this.#folder = folder;
    this.#ports = ports;
    this.#process = spawn('java', [...java, 'kafka.Kafka', join(folder.path, 'server.properties')], {
      stdio: 'ignore',
    });
  }

  static async start(): Promise<SecuredBroker> {
    const folder = temporaryFolder();
    makeCertificates(folder.path);
    const ports = await freePorts(4);
    const properties = join(folder.path, 'server.properties');
    writeFileSync(properties, serverProperties(folder.path, ports));
    format(properties);
    const broker = new SecuredBroker(folder, ports);
    await broker.#ready();
    return broker;
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
    returnPorts(this.#ports);
    this.#folder.remove();
  }

  async #ready(): Promise<void> {
    const kafka = new kafkajs.Kafka({
      brokers: [this.plain],
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 0 },
    });
    for (const end = performance.now() + startPatience; performance.now() < end; await after(100)) {
      const admin = kafka.admin();
      try {
        await admin.connect();
        if ((await admin.describeCluster()).brokers.length > 0) return;
      } catch {
        // Not yet.
      } finally {
        await admin.disconnect();
      }
    }
    throw new Error('the broker did not start');
  }
}

const java = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-cp', `${libs}/*`];

function format(properties: string): void {
  const scram = (mechanism: string): string[] => [
    '--add-scram',
    `${mechanism}=[name=${login.username},password="${login.password}"]`,
  ];
  const parameters = ['format', '-t', 'cG9zdGJ1cy1zZWN1cmVkLg', '-c', properties];
  const users = [...scram('SCRAM-SHA-256'), ...scram('SCRAM-SHA-512')];
  execFileSync('java', [...java, 'kafka.tools.StorageTool', ...parameters, ...users], { stdio: 'pipe' });
}

function makeCertificates(folder: string): void {
  const openssl = (...parameters: string[]): Buffer =>
    execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Authority of a spec',
  );
  const signed = ['-x509', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-days', '2', ...key];
  openssl(
    'req',
    ...signed,
    '-keyout',
    'server.key',
    '-out',
    'server.pem',
    '-subj',
    '/CN=kafka',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
  );
  openssl('req', ...signed, '-keyout', 'client.key', '-out', 'client.pem', '-subj', '/CN=postbus');
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  writeFileSync(join(folder, 'server-with-key.pem'), read('server.key') + read('server.pem'));
}

function serverProperties(folder: string, [plain, sasl, certified, controller]: readonly number[]): string {
  const loginModule = 'org.apache.kafka.common.security';
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAIN://127.0.0.1:${plain},SASL://127.0.0.1:${sasl},CERTIFIED://127.0.0.1:${certified},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAIN://127.0.0.1:${plain},SASL://127.0.0.1:${sasl},CERTIFIED://127.0.0.1:${certified}`,
    'listener.security.protocol.map': 'PLAIN:PLAINTEXT,SASL:SASL_SSL,CERTIFIED:SSL,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAIN',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': join(folder, 'server-with-key.pem'),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': join(folder, 'ca.pem'),
    'listener.name.certified.ssl.client.auth': 'required',
    'listener.name.sasl.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.sasl.plain.sasl.jaas.config': `${loginModule}.plain.PlainLoginModule required user_${login.username}="${login.password}";`,
    'listener.name.sasl.scram-sha-256.sasl.jaas.config': `${loginModule}.scram.ScramLoginModule required;`,
    'listener.name.sasl.scram-sha-512.sasl.jaas.config': `${loginModule}.scram.ScramLoginModule required;`,
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 2,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
