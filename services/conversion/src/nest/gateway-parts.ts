/** What the S/MIME gateway is made of, over the ports of the process. */
import { MasterKeys } from '@postbus/platform';
import type { BlobStore, Clock, Directory, SmimeStore } from '@postbus/ports';
import type { SmimeSettings } from '../smime-settings.ts';
import { TrustFiles } from '../trust-files.ts';
import type { BoundedAttempts } from '../use-cases/bounded-attempts.ts';
import type { OpeningParts } from '../use-cases/open-received.ts';
import type { ProtectionParts } from '../use-cases/protect-submission.ts';
import { SmimeCertificates } from '../use-cases/smime-certificates.ts';
import { SmimeKeys } from '../use-cases/smime-keys.ts';
import { SmimePolicies } from '../use-cases/smime-policies.ts';
import type { ConversionPool } from '../worker/conversion-pool.ts';

export type GatewayParts = OpeningParts & ProtectionParts;

export interface GatewayPorts {
  readonly store: SmimeStore;
  readonly directory: Directory;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** @throws {TrustError} where what is to be trusted cannot be read: nothing starts then */
export async function gatewayParts(
  { masterKeys, trust, crls, encryption }: SmimeSettings,
  ports: GatewayPorts,
  pool: ConversionPool,
  attempts: BoundedAttempts,
): Promise<GatewayParts> {
  const { store, directory, clock } = ports;
  const opening = TrustFiles.open({ trust, crls }, (material) => pool.readTrust(material), clock);
  return {
    ...ports,
    policies: new SmimePolicies(store, directory, clock),
    keys: new SmimeKeys(store, new MasterKeys(masterKeys)),
    certificates: new SmimeCertificates(store),
    work: pool,
    trust: await orClosing(opening, pool),
    attempts,
    algorithm: encryption,
  };
}

/** A process that does not start keeps no threads. */
async function orClosing(opening: Promise<TrustFiles>, pool: ConversionPool): Promise<TrustFiles> {
  try {
    return await opening;
  } catch (error) {
    await pool.close();
    throw error;
  }
}
