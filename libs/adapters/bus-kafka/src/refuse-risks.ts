/** What a bus refuses at the start, before it speaks to a broker. */
import type { BusSettings } from './bus-options.ts';
import { KafkaBusError } from './kafka-bus-error.ts';

/** @throws {KafkaBusError} `risks-loss` and `password-in-plain-text` outside development, `option-out-of-range` always */
export function refuseRisks(settings: BusSettings): void {
  checkRanges(settings);
  if (settings.development) return;
  const { replication, minInsyncReplicas } = settings;
  if (replication < 3) throw risk('replication', `${replication} where 3 or more was expected`);
  if (minInsyncReplicas < 2) throw risk('minInsyncReplicas', `${minInsyncReplicas} where 2 or more was expected`);
  refusePlainPasswords(settings);
}

function checkRanges(settings: BusSettings): void {
  const { replication, minInsyncReplicas, brokers, prefix } = settings;
  if (!/^[\w.-]*$/.test(prefix))
    throw outOfRange('prefix', `${prefix} where letters, digits, "." "_" and "-" were expected`);
  if (brokers.length === 0) throw outOfRange('brokers', 'none where one or more was expected');
  if (replication > 1 && minInsyncReplicas >= replication) {
    const reason = `${minInsyncReplicas} of ${replication} replicas: the loss of one broker would stop all publishing`;
    throw outOfRange('minInsyncReplicas', reason);
  }
  for (const name of ['partitions', 'replication', 'minInsyncReplicas', 'concurrency', 'attempts'] as const) {
    if (!(settings[name] >= 1)) throw outOfRange(name, `${settings[name]} where 1 or more was expected`);
  }
}

function refusePlainPasswords({ sasl, ssl, brokers }: BusSettings): void {
  if (sasl === undefined || ssl !== undefined) return;
  const far = brokers.find((broker) => !isLoopback(broker));
  if (far === undefined) return;
  throw new KafkaBusError('password-in-plain-text', far, 'a login without TLS to a broker on another machine');
}

function isLoopback(broker: string): boolean {
  const host = broker.slice(0, broker.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function risk(option: string, message: string): KafkaBusError {
  return new KafkaBusError('risks-loss', option, message);
}

function outOfRange(option: string, message: string): KafkaBusError {
  return new KafkaBusError('option-out-of-range', option, message);
}
