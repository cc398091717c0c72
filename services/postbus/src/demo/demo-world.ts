/** What the demo runs on: the whole server on free ports and a temporary folder, two accounts, and traces kept in memory. */
import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BodyType, type SyncOptions } from '@postbus/activesync';
import { type RecordedTraces, createLog, recordTraces } from '@postbus/platform';
import { Phone } from '@postbus/testing/phone';
import type { Smsc } from '@postbus/testing/smsc';
import { remoteAdministration } from '../admin/remote-administration.ts';
import type { Administration } from '../admin/operations.ts';
import { readConfiguration } from '../server/configuration.ts';
import { type RunningServer, startServer } from '../server/start-server.ts';
import { carrierSettings, startDemoCarrier } from './demo-carrier.ts';

export const anna = 'anna@demo.example';
export const ben = 'ben@demo.example';
/** Phones take text messages beside mail, whole. [MS-ASMS] 3.1.4.1.1 */
export const smsOptions: SyncOptions = { FilterType: 0, BodyPreference: [{ Type: BodyType.PlainText }] };

export interface DemoWorld {
  /** What runs and where its data lies, in a few words. */
  readonly described: string;
  /** The folder of the data, which can be kept; absent where it lies in a cluster. */
  readonly folder?: string;
  readonly listening: Readonly<Record<string, string>>;
  /** By the admin API on its socket, as the command does. */
  readonly administration: Administration;
  readonly traces: Pick<RecordedTraces, 'spans'>;
  /** Takes text messages, and brings them. */
  readonly carrier: Smsc;
  readonly password: string;
  /** A phone that trusts the certificate of the server and no other. */
  phone(user: string, deviceId: string, version?: '14.1' | '16.1'): Phone;
  /** Fulfilled when one more request waits for a change than does now. */
  nextWait(): Promise<void>;
  /** @param keep whether the folder stays */
  close(keep: boolean): Promise<void>;
}

/** Every listener on a free port of loopback. */
const flags = [
  ['ingest.relay', '127.0.0.1:0'],
  ['ingest.submission', '127.0.0.1:0'],
  ['ingest.submissions', '127.0.0.1:0'],
  ['ingest.lmtp', '127.0.0.1:0'],
  ['sync.http', '127.0.0.1:0'],
  ['sync.https', '127.0.0.1:0'],
  ['operations.listen', '127.0.0.1:0'],
] as const;

/** @throws what `startServer` throws */
export async function openDemoWorld(version: string): Promise<DemoWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'postbus-demo-'));
  const traces = recordTraces('postbus', version);
  const carrier = await startDemoCarrier();
  try {
    const server = await start(folder, version, carrier);
    return worldOf(folder, server, traces, carrier);
  } catch (error) {
    await carrier.close();
    await traces.stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function start(folder: string, version: string, carrier: Smsc): Promise<RunningServer> {
  const { channels, rules } = carrierSettings(carrier, ben);
  const given = [['data', folder], ...flags, ['smsDispatch.channels', channels], ['smsDispatch.rules', rules]] as const;
  const settings = readConfiguration({ flags: given.map(([key, value]) => ({ key, name: key, value })) });
  const log = createLog({ service: 'postbus-demo', level: 'error', destination: process.stderr });
  return startServer({ settings, version, log, environment: {} });
}

function worldOf(folder: string, server: RunningServer, traces: RecordedTraces, carrier: Smsc): DemoWorld {
  const { listening } = server;
  const password = randomBytes(12).toString('base64url');
  const authority = readFileSync(server.certificate!.certificate, 'utf8');
  const phones: Phone[] = [];
  return {
    described: `all services on ${Object.keys(listening).length} free listeners, data in ${folder}`,
    folder,
    listening,
    administration: remoteAdministration({ socketPath: listening['admin']! }),
    traces,
    carrier,
    password,
    phone: (user, deviceId, version = '14.1') => {
      const phone = new Phone({
        origin: listening['https']!,
        authority,
        user,
        password,
        deviceId,
        version,
        smsOptions,
      });
      phones.push(phone);
      return phone;
    },
    nextWait,
    close: async (keep) => {
      for (const phone of phones) phone.close();
      await server.shutdown.run('the demo is over');
      await carrier.close();
      await traces.stop();
      if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function nextWait(): Promise<void> {
  return new Promise((resolve) => {
    const onWaiting = (): void => {
      unsubscribe('postbus.sync.waiting', onWaiting);
      resolve();
    };
    subscribe('postbus.sync.waiting', onWaiting);
  });
}
