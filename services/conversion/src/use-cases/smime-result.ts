/** What was found about the S/MIME of a message, as properties of it and as an event. */
import {
  type BusRecord,
  type MailReceived,
  type MailVerified,
  derivedEventId,
  mailVerified,
  toRecord,
} from '@postbus/contracts';
import {
  type MessageObject,
  PidNameSmimeAlgorithm,
  PidNameSmimeAuthenticated,
  PidNameSmimeCheckedAt,
  PidNameSmimeDecrypted,
  PidNameSmimeFailures,
  PidNameSmimeForm,
  PidNameSmimeOutcome,
  PidNameSmimeSignerAddresses,
  PidNameSmimeSignerFingerprints,
  PidNameSmimeSigningTime,
  PropertyBag,
  fileTimeOf,
} from '@postbus/mapi';
import type { SignerReport, SmimeReport } from '../smime/smime-tasks.ts';

/** Signers, and addresses of each, that are told; stops certificates with thousands of names from filling events. */
const mostSigners = 8;
const mostAddresses = 8;
/** Characters of the longest address that an event has. */
const longestAddress = 320;

/** A finding, and when it was made: epoch milliseconds. */
export interface SmimeResult {
  readonly report: SmimeReport;
  readonly checkedAt: number;
}

/** `object` with the finding; what it had under the property set of the gateway was removed at conversion. */
export function withSmimeResult(object: MessageObject, { report, checkedAt }: SmimeResult): MessageObject {
  const { form, outcome, signers, decrypted, fault } = report;
  const told = signers.slice(0, mostSigners);
  const failures = new Set([...(fault === undefined ? [] : [fault]), ...told.flatMap((signer) => signer.failures)]);
  const [first] = told;
  const properties = new PropertyBag(object.properties)
    .set(PidNameSmimeForm, form)
    .set(PidNameSmimeOutcome, outcome)
    .set(PidNameSmimeSignerAddresses, unlessEmpty(told.flatMap(addressesOf)))
    .set(PidNameSmimeSignerFingerprints, unlessEmpty(told.flatMap(({ fingerprint }) => fingerprint ?? [])))
    .set(PidNameSmimeSigningTime, first?.signingTime === undefined ? undefined : fileTimeOf(first.signingTime))
    .set(PidNameSmimeFailures, unlessEmpty([...failures]))
    .set(PidNameSmimeDecrypted, decrypted !== undefined)
    .set(PidNameSmimeAlgorithm, decrypted?.algorithm)
    .set(PidNameSmimeAuthenticated, decrypted?.authenticated)
    .set(PidNameSmimeCheckedAt, fileTimeOf(checkedAt));
  return { ...object, properties };
}

const unlessEmpty = (values: readonly string[]): readonly string[] | undefined =>
  values.length === 0 ? undefined : values;

/** The same id where it is told again. */
export function verifiedRecord(
  received: MailReceived,
  mailbox: string,
  { report, checkedAt }: SmimeResult,
  traceparent: string | undefined,
): BusRecord {
  const { id, tenant, receivedAt } = received;
  const { form, outcome, decrypted, fault } = report;
  const data: MailVerified = {
    id,
    tenant,
    mailbox,
    outcome,
    form,
    signers: report.signers.slice(0, mostSigners).map(toldSigner),
    ...(fault !== undefined && { fault }),
    ...(decrypted !== undefined && { decrypted }),
    receivedAt,
    checkedAt: new Date(checkedAt).toISOString(),
  };
  const metadata = {
    id: derivedEventId('verified', id, mailbox),
    source: '/conversion',
    ...(traceparent !== undefined && { traceparent }),
  };
  return toRecord(mailVerified, data, metadata, new Date(checkedAt));
}

function toldSigner(signer: SignerReport): MailVerified['signers'][number] {
  const { fingerprint, signingTime, outcome, failures } = signer;
  return {
    addresses: addressesOf(signer),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(signingTime !== undefined && { signingTime: new Date(signingTime).toISOString() }),
    outcome,
    failures: [...failures],
  };
}

const addressesOf = ({ addresses }: SignerReport): string[] =>
  addresses.filter((address) => address !== '' && address.length <= longestAddress).slice(0, mostAddresses);
