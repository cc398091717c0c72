/** What the demo runs on with `--cluster`: each service in processes of its own, two of those that share work. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import type { ClusterServers } from '@postbus/cluster-servers';
import { Phone } from '@postbus/testing/phone';
import type { Smsc } from '@postbus/testing/smsc';
import { type OtlpReceiver, startOtlpReceiver } from '../cluster/otlp-receiver.ts';
import { PostbusCluster } from '../cluster/postbus-cluster.ts';
import { carrierSettings, startDemoCarrier } from './demo-carrier.ts';
import { type DemoWorld, ben, smsOptions } from './demo-world.ts';

/** Milliseconds between looks at the metrics of sync. */
const interval = 20;

/** @throws {ClusterServersError} where no servers can be had; {Error} where a process does not start */
export async function openClusterWorld(): Promise<DemoWorld> {
  const { clusterServers } = await import('@postbus/cluster-servers');
  const servers = await clusterServers();
  const traces = await startOtlpReceiver();
  const carrier = await startDemoCarrier();
  try {
    const { channels, rules } = carrierSettings(carrier, ben);
    const cluster = await PostbusCluster.start({
      ...servers,
      processes: { conversion: 2, sync: 2, 'sms-dispatch': 2 },
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: traces.endpoint,
        OTEL_BSP_SCHEDULE_DELAY: '20',
        POSTBUS_SMS_DISPATCH_CHANNELS: channels,
        POSTBUS_SMS_DISPATCH_RULES: rules,
      },
    });
    return worldOf(cluster, servers, traces, carrier);
  } catch (error) {
    await carrier.close();
    await traces.close();
    await servers.close();
    throw error;
  }
}

function worldOf(cluster: PostbusCluster, servers: ClusterServers, traces: OtlpReceiver, carrier: Smsc): DemoWorld {
  const password = randomBytes(12).toString('base64url');
  const authority = readFileSync(cluster.certificate.certificate, 'utf8');
  const syncs = cluster.named('sync');
  const phones: Phone[] = [];
  const waiting = async (): Promise<number> => {
    const counts = await Promise.all(syncs.map((process) => process.metric('postbus_sync_waiting_requests')));
    return counts.reduce((sum, count) => sum + count, 0);
  };
  return {
    described: `${cluster.processes.length} processes over ${servers.where}`,
    listening: Object.assign({}, ...cluster.processes.map(({ listening }) => listening)) as Record<string, string>,
    administration: cluster.administration,
    traces,
    carrier,
    password,
    // By turns: what one process did, the others know.
    phone: (user, deviceId, version = '14.1') => {
      const origin = syncs[phones.length % syncs.length]!.listening['https']!;
      const phone = new Phone({ origin, authority, user, password, deviceId, version, smsOptions });
      phones.push(phone);
      return phone;
    },
    nextWait: async () => {
      const before = await waiting();
      while ((await waiting()) <= before) await after(interval);
    },
    close: async () => {
      for (const phone of phones) phone.close();
      try {
        await cluster.stop();
      } finally {
        await cluster.close();
        await carrier.close();
        await traces.close();
        await servers.close();
      }
    },
  };
}
