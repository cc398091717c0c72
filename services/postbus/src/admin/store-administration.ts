/** The operations over the store of a data folder that no server has. */
import { openEmbeddedAdapters } from '@postbus/composition';
import { MasterKeys } from '@postbus/platform';
import { administrationOver } from './administration.ts';
import { AuditedAdministration } from './audited-administration.ts';
import { localCaller } from './caller.ts';
import { textingOf } from './text/texting-settings.ts';
import type { AdministrationSettings, OpenedAdministration } from './open-administration.ts';

/** @throws {DataFolderError} `folder-in-use`; {PortError}, {StoreError} where something in it cannot be opened */
export async function openStoreAdministration(
  settings: AdministrationSettings,
  version: string,
): Promise<OpenedAdministration> {
  const { data, retention, conversion } = settings;
  const { events, deadLetters, dedupe } = retention;
  const adapters = await openEmbeddedAdapters({
    folder: data,
    bus: { retention: events, deadLetterRetention: deadLetters, dedupeRetention: dedupe },
  });
  const startedAt = new Date(adapters.clock.now()).toISOString();
  const health = () => ({ version, pid: process.pid, startedAt, services: [], listening: {} });
  const { audit, clock } = adapters;
  const masterKeys = new MasterKeys(conversion.smime.masterKeys);
  const ports = { ...adapters, masterKeys, texting: textingOf(settings) };
  const audited = new AuditedAdministration({ administration: administrationOver(ports, health), audit, clock });
  return {
    administration: audited.for(localCaller()),
    running: false,
    close: () => adapters.close(),
  };
}
