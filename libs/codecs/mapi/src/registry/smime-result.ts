/**
 * What a gateway found about the S/MIME of a message: a property set of Postbus' own, in no document of Microsoft's.
 * Who delivers mail removes what comes in under it: then whatever is there was found here.
 */
import { PropertyType } from '../property-type.ts';
import { named } from './define.ts';
import { PS_POSTBUS_SMIME } from './property-sets.ts';

const { PtypBoolean, PtypMultipleString, PtypString, PtypTime } = PropertyType;
const area = 'Postbus S/MIME';

/** `valid`, `untrusted`, `broken`, `undecided`, `unsigned`. */
export const PidNameSmimeOutcome = named('PidNameSmimeOutcome', PS_POSTBUS_SMIME, 'Outcome', PtypString, area);
/** `clear-signed`, `signed`, `enveloped`, `auth-enveloped`: of the message as it came. */
export const PidNameSmimeForm = named('PidNameSmimeForm', PS_POSTBUS_SMIME, 'Form', PtypString, area);
/** What the certificates of the signers name. */
export const PidNameSmimeSignerAddresses = named(
  'PidNameSmimeSignerAddresses',
  PS_POSTBUS_SMIME,
  'SignerAddresses',
  PtypMultipleString,
  area,
);
/** SHA-256 of the certificates of the signers, in hexadecimal digits. */
export const PidNameSmimeSignerFingerprints = named(
  'PidNameSmimeSignerFingerprints',
  PS_POSTBUS_SMIME,
  'SignerFingerprints',
  PtypMultipleString,
  area,
);
/** As the first signer says. */
export const PidNameSmimeSigningTime = named(
  'PidNameSmimeSigningTime',
  PS_POSTBUS_SMIME,
  'SigningTime',
  PtypTime,
  area,
);
/** Codes of what failed, of all signers. */
export const PidNameSmimeFailures = named(
  'PidNameSmimeFailures',
  PS_POSTBUS_SMIME,
  'Failures',
  PtypMultipleString,
  area,
);
/** Whether the message was encrypted and is kept decrypted. */
export const PidNameSmimeDecrypted = named('PidNameSmimeDecrypted', PS_POSTBUS_SMIME, 'Decrypted', PtypBoolean, area);
/** By which it was encrypted: `AES-256-GCM`. */
export const PidNameSmimeAlgorithm = named('PidNameSmimeAlgorithm', PS_POSTBUS_SMIME, 'Algorithm', PtypString, area);
/** Whether nobody can have changed what was encrypted. */
export const PidNameSmimeAuthenticated = named(
  'PidNameSmimeAuthenticated',
  PS_POSTBUS_SMIME,
  'Authenticated',
  PtypBoolean,
  area,
);
/** For when certificates were looked at. */
export const PidNameSmimeCheckedAt = named('PidNameSmimeCheckedAt', PS_POSTBUS_SMIME, 'CheckedAt', PtypTime, area);
