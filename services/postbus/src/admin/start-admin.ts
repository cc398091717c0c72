/** The admin API of a process: on the Unix socket of the data folder, where there is one, and by HTTP where it is set. */
import type { AddressInfo } from 'node:net';
import type { Listening } from '@postbus/composition';
import { type CertificateFiles, certificateFrom, tlsOptions } from '@postbus/platform';
import type { Clock } from '@postbus/ports';
import type { FastifyInstance } from 'fastify';
import { adminServer } from './admin-server.ts';
import { type AdminSettings, speaksTls, tokensOf } from './admin-settings.ts';
import { listenOnSocket } from './admin-socket.ts';
import { type AdministrationPorts, administrationOver } from './administration.ts';
import { AuditedAdministration } from './audited-administration.ts';
import { Authorization } from './authorization.ts';
import { localCaller } from './caller.ts';
import type { Administration, Health } from './operations.ts';

export interface AdminParts {
  readonly ports: AdministrationPorts;
  readonly version: string;
  readonly health: () => Health;
  /** Folder of the Unix socket; undefined where there is none. */
  readonly folder: string | undefined;
  /** The one that was named; the settings say where it is needed. */
  readonly certificate: CertificateFiles | undefined;
}

export interface RunningAdmin {
  /** `{admin: '/srv/postbus/admin.sock', 'admin-http': 'https://…'}` */
  readonly listening: Listening;
  /** As somebody on this machine. */
  readonly administration: Administration;
  close(): Promise<void>;
}

/** @throws {AdminError} `path-too-long`; the system's error where an address cannot be listened on. Then nothing listens. */
export async function startAdmin(settings: AdminSettings, parts: AdminParts): Promise<RunningAdmin> {
  const { ports, version, health, folder, certificate } = parts;
  const { clock, audit } = ports;
  const audited = new AuditedAdministration({ administration: administrationOver(ports, health), audit, clock });
  const closers: (() => Promise<unknown>)[] = [() => audited.close()];
  const close = async (): Promise<void> => {
    for (const run of closers.splice(0).toReversed()) await run();
  };
  const listening: Record<string, string> = {};
  try {
    if (folder !== undefined) {
      const local = adminServer({ administration: audited, version });
      closers.push(() => local.close());
      listening['admin'] = await listenOnSocket(local, folder);
    }
    if (settings.listen !== 'off') {
      const remote = adminServer({
        administration: audited,
        version,
        authorization: new Authorization(tokensOf(settings), clock),
        tlsInFront: settings.tlsInFront,
        ...(certificate !== undefined && speaksTls(settings) && { tls: tlsFrom(certificate, clock) }),
      });
      closers.push(() => remote.close());
      await remote.listen(settings.listen);
      listening['admin-http'] = addressText(remote, speaksTls(settings) ? 'https' : 'http');
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { listening, administration: audited.for(localCaller()), close };
}

function addressText({ server }: FastifyInstance, scheme: string): string {
  const address = server.address() as AddressInfo | string;
  if (typeof address === 'string') return `unix:${address}`;
  const host = address.address.includes(':') ? `[${address.address}]` : address.address;
  return `${scheme}://${host}:${address.port}`;
}

function tlsFrom(certificate: CertificateFiles, clock: Clock): ReturnType<typeof tlsOptions> {
  return tlsOptions(
    certificate,
    certificateFrom(certificate, () => clock.now()),
  );
}
