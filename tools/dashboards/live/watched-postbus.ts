/** A Postbus to watch: one process with everything in it, or a cluster of processes, on free ports of loopback. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openKafkaBus } from '@postbus/bus-kafka';
import { mailReceived } from '@postbus/contracts';
import { PostbusCluster } from '@postbus/postbus/cluster';
import { ServerProcess, temporaryFolder } from '@postbus/testing';
import { type SignedMail, signedMail } from './signed-mail.ts';

export interface WatchedPostbus {
  /** `host:port` of the listeners. */
  readonly smtp: string;
  readonly submission: string;
  readonly lmtp: string;
  /** Where phones go, an address for each process of sync. */
  readonly origins: readonly string[];
  /** `host:port` of /metrics of each process. */
  readonly targets: readonly string[];
  /** What `friend@elsewhere.example` signs; its authority is trusted. */
  readonly signed: SignedMail;
  addAccount(address: string, password: string): Promise<void>;
  /** A telephone number that is theirs. */
  addNumber(address: string, number: string): Promise<void>;
  /** What the S/MIME gateway does with the mail of an address. */
  setPolicy(subject: string, policy: GatewayPolicy): Promise<void>;
  /** What goes wrong from outside, where that can be done: an event that is none, a request without a token. */
  trouble(): Promise<void>;
  /** Nothing converts for so many milliseconds, where processes can be killed. */
  outage(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface GatewayPolicy {
  readonly sign: 'no' | 'clear';
  readonly withoutKey: 'refuse' | 'send';
  readonly learn: boolean;
}

/** Who signs. */
export const friend = 'friend@elsewhere.example';

/** A token of the mailbox API for every mailbox. */
export const pipelineSecret = 'secret-of-the-pipeline';
const pipelineToken = `pipeline:${pipelineSecret}:*`;

/** Of the next hop that takes what goes elsewhere. */
export interface NextHop {
  readonly host: string;
  readonly port: number;
}

/** What is elsewhere: a next hop for mail, and a carrier of text messages. */
export interface Elsewhere {
  readonly nextHop: NextHop;
  readonly carrier: NextHop;
}

/** Who text messages come from. */
export const carrierChannel = 'one';

const program = fileURLToPath(new URL('../../../services/postbus/dist/main.js', import.meta.url));
const listeners = ['relay', 'submission', 'submissions', 'lmtp'].map((name) => [`ingest.${name}`, '127.0.0.1:0']);

/** `postbus start` with the embedded adapters. */
export async function startEmbedded({ nextHop, carrier }: Elsewhere): Promise<WatchedPostbus> {
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  const signed = signedMail(friend);
  const settings = [
    ...listeners,
    ...['sync.http', 'sync.https', 'operations.listen'].map((key) => [key, '127.0.0.1:0']),
    ['relay.smartHost.host', nextHop.host],
    ['relay.smartHost.port', String(nextHop.port)],
    ['relay.smartHost.tls', 'none'],
    ['relay.retry.first', '3s'],
    ['retention.every', '2s'],
    ['sync.api.tokens', pipelineToken],
    ['sync.api.textTokens', 'pipeline'],
    ['smsDispatch.channels', channelsAt(carrier)],
    ['smsDispatch.rules', ruleOfTests],
    ['conversion.smime.trust', signed.trust],
    ['log.level', 'off'],
  ];
  const given = settings.flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const server = await ServerProcess.start({ program, arguments: ['start', '--json', '--data', data, ...given] });
  const address = (name: string): string => server.listening[name]!.replace('http://', '');
  return {
    smtp: address('smtp'),
    submission: address('submission'),
    lmtp: address('lmtp'),
    origins: [server.listening['http']!],
    targets: [address('operations')],
    signed,
    addAccount: (account, password) =>
      command(['account', 'add', account, '--password-stdin', '--data', data], password),
    addNumber: (account, number) => command(['number', 'add', number, account, '--verified', '--data', data], ''),
    setPolicy: (subject, { sign, withoutKey, learn }) => {
      const told = ['--sign', sign, '--without-key', withoutKey, learn ? '--learn' : '--no-learn'];
      return command(['smime', 'policy', 'set', subject, ...told, '--data', data], '');
    },
    trouble: async () => {},
    outage: async () => {},
    close: async () => {
      await server.stop();
      folder.remove();
      signed.remove();
    },
  };
}

/** Each service by itself, two of conversion and of sync, over servers that are there. */
export async function startCluster(
  { nextHop, carrier }: Elsewhere,
  servers: { readonly kafkaBrokers: string; readonly mongoUrl: string },
): Promise<WatchedPostbus> {
  const signed = signedMail(friend);
  const cluster = await PostbusCluster.start({
    ...servers,
    processes: { conversion: 2, sync: 2 },
    environment: {
      POSTBUS_RELAY_SMART_HOST_HOST: nextHop.host,
      POSTBUS_RELAY_SMART_HOST_PORT: String(nextHop.port),
      POSTBUS_RELAY_SMART_HOST_TLS: 'none',
      POSTBUS_RELAY_RETRY_FIRST: '3s',
      POSTBUS_RETENTION_EVERY: '2s',
      POSTBUS_SYNC_API_TOKENS: pipelineToken,
      POSTBUS_SYNC_API_TEXT_TOKENS: 'pipeline',
      POSTBUS_CONVERSION_SMIME_TRUST: signed.trust,
      POSTBUS_LOG_LEVEL: 'off',
    },
    environments: {
      'sms-dispatch': {
        POSTBUS_SMS_DISPATCH_CHANNELS: channelsAt(carrier),
        POSTBUS_SMS_DISPATCH_RULES: ruleOfTests,
      },
    },
  });
  const { smtp, submission, lmtp } = cluster.named('ingest')[0]!.listening;
  return {
    smtp: smtp!,
    submission: submission!,
    lmtp: lmtp!,
    origins: cluster.named('sync').map(({ listening }) => listening['http']!),
    targets: cluster.processes.map(({ listening }) => listening['operations']!.replace('http://', '')),
    signed,
    addAccount: async (address, password) => void (await cluster.administration.addAccount({ address, password })),
    addNumber: async (address, number) =>
      void (await cluster.administration.addNumber({ address, number, verified: true })),
    setPolicy: async (subject, policy) => void (await cluster.administration.setSmimePolicy({ subject, ...policy })),
    trouble: async () => {
      await publishNonsense(servers.kafkaBrokers, cluster.kafkaPrefix);
      await fetch(new URL('/v1/lag', cluster.adminUrl));
    },
    outage: async (milliseconds) => {
      const converting = cluster.named('conversion');
      await Promise.all(converting.map((process) => process.kill()));
      await after(milliseconds);
      await cluster.start();
    },
    close: async () => {
      await cluster.close();
      signed.remove();
    },
  };
}

/** By phone where the owner has one that sends, else by the carrier. */
const ruleOfTests = JSON.stringify([{ channels: ['phone', carrierChannel] }]);

function channelsAt({ host, port }: NextHop): string {
  const account = { systemId: 'watched', password: 'secret', senders: ['+14255550100'] };
  return JSON.stringify([{ name: carrierChannel, kind: 'smpp', hosts: [`${host}:${port}`], ...account }]);
}

/** As a program of another version might. */
async function publishNonsense(brokers: string, prefix: string): Promise<void> {
  const options = { brokers: brokers.split(','), prefix, development: true, replication: 1, minInsyncReplicas: 1 };
  const bus = await openKafkaBus({ ...options, partitions: 8 });
  await bus.publish([{ topic: mailReceived.name, key: 'nonsense', headers: {}, value: Buffer.from('nonsense') }]);
  await bus.close();
}

async function command(parameters: readonly string[], input: string): Promise<void> {
  const child = spawn(process.execPath, [program, ...parameters], { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.end(`${input}\n`);
  const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`postbus ${parameters[0]} ended with ${code as number}: ${errors}`);
}
