/** kafkajs as the bus uses it: its log on a channel, its connections by the settings. */
import kafkajs, { type Kafka, type LogEntry, type SASLOptions } from 'kafkajs';
import type { BusSettings } from './bus-options.ts';
import { type ClientLogged, clientLogged } from './channels.ts';
import { ClientSockets } from './client-sockets.ts';
import './quiet-request-queue.ts';

const { logLevel } = kafkajs;

/** Of one request, unless the broker is asked to wait longer: a hanging broker is left after this. */
export const requestTimeout = 10_000;
const connectionTimeout = 5_000;

/** kafkajs tries within a call this often; whoever called tries again after that. */
const retry = { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 };

export interface KafkaClient {
  readonly kafka: Kafka;
  readonly sockets: ClientSockets;
}

/**
 * A client of its own for each producer and consumer: members of one group that share a client would overwrite each
 * other's committed offsets in it.
 */
export function newClient({ brokers, clientId, ssl, sasl }: BusSettings): KafkaClient {
  const sockets = new ClientSockets();
  const kafka = new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    requestTimeout,
    connectionTimeout,
    retry,
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => sockets.ended || tellLog(entry),
    socketFactory: sockets.factory,
    ...(ssl !== undefined && { ssl: ssl === true ? true : { ...ssl } }),
    ...(sasl !== undefined && { sasl: { ...sasl } as SASLOptions }),
  });
  return { kafka, sockets };
}

const levels: Readonly<Record<number, ClientLogged['level']>> = {
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
  [logLevel.DEBUG]: 'debug',
};

function tellLog({ level, namespace, log }: LogEntry): void {
  if (!clientLogged.hasSubscribers) return;
  clientLogged.publish({ level: levels[level] ?? 'debug', from: namespace, text: log.message });
}
