/** What came of verifying a file, for people: the verdict first, then each signer, then what did not hold and why. */
import type { Check, Outcome, SignerResult } from '@postbus/cms';
import type { MessageVerification, SecureForm } from '@postbus/smime';
import { padded, visible } from '../terminal/cells.ts';
import { counted } from '../terminal/numbers.ts';
import type { Palette } from '../terminal/palette.ts';
import type { FileVerification } from './run-verify.ts';
import type { VerifiedLayer } from './verified-layers.ts';

const verdicts: Readonly<Record<Outcome, string>> = {
  valid: 'unchanged since it was signed, and everything about the signature holds',
  untrusted: 'unchanged since it was signed, but something about who signed it does not hold',
  broken: 'not what was signed',
  undecided: 'whether it is what was signed cannot be told',
};
const forms: Readonly<Record<SecureForm, string>> = {
  'clear-signed': 'signed',
  signed: 'signed',
  enveloped: 'encrypted',
  'auth-enveloped': 'encrypted, authenticated',
  compressed: 'compressed',
  'certs-only': 'certificates alone',
};
/** Cells of the names of rows. */
const nameWidth = 13;

export function verificationText({ file, part, layers, error }: FileVerification, palette: Palette): string {
  const asked = layers.find((layer) => layer.part === part);
  const others = layers.filter((layer) => layer !== asked);
  const name = visible(part === '' ? file : `${file}, part ${part}`);
  const lines = [
    ...(error === undefined ? [] : [`${name}: ${palette.bad(error.code)}: ${visible(error.message)}`]),
    ...(asked?.verification === undefined ? [] : layerLines(name, asked.verification, palette)),
    ...others.flatMap((layer) => otherLines(layer, palette)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function otherLines({ part, form, verification }: VerifiedLayer, palette: Palette): string[] {
  const name = part === '' ? 'the message itself' : `part ${part}`;
  if (verification === undefined) return [`  ${name}: ${forms[form]}`];
  return layerLines(name, verification, palette).map((line) => `  ${line}`);
}

function layerLines(name: string, verification: MessageVerification, palette: Palette): string[] {
  const { outcome, fault, signers } = verification;
  const colour = outcome === 'valid' ? palette.good : palette.bad;
  const lines = [`${name}: ${colour(outcome)}: ${verdicts[outcome]}`];
  if (fault !== undefined) lines.push(failure(fault.code, fault.message, palette));
  else if (signers.length === 0) lines.push(failure('no-signer', 'nobody signed it', palette));
  for (const signer of signers) lines.push(...signerLines(signer, verification, palette));
  return lines;
}

function signerLines(
  signer: SignerResult,
  { form, lineEnds, signedAs }: MessageVerification,
  palette: Palette,
): string[] {
  const { certificate, signingTime, signatureAlgorithm, weak, path, countersignatures } = signer;
  const row = (name: string, value: string): string => `  ${palette.quiet(padded(name, nameWidth))}${visible(value)}`;
  const shown = [row('signed by', whoOf(signer)), row('signed on', timeOf(signingTime))];
  shown.push(row('signature', `${form}, ${signatureAlgorithm}${weak.length > 0 ? `, weak: ${weak.join(', ')}` : ''}`));
  if (certificate !== undefined) {
    shown.push(
      row(
        'certificate',
        `${certificate.subject.text}, ${dayOf(certificate.notBefore)} to ${dayOf(certificate.notAfter)}`,
      ),
    );
    shown.push(
      row(
        'issued by',
        path
          .slice(1)
          .map(({ subject }) => subject.text)
          .join(' < ') || certificate.issuer.text,
      ),
    );
  }
  if (signedAs === 'sender') shown.push(row('signed as', 'the Sender of the message, not who is in From'));
  if (lineEnds === 'crlf') shown.push(row('line ends', 'LF here, CRLF where it was signed'));
  if (countersignatures.length > 0) shown.push(row('signed also', countersigned(countersignatures)));
  return [...shown, ...signer.checks.flatMap((check) => failed(check, palette))];
}

function whoOf({ certificate, signerInfo: { sid } }: SignerResult): string {
  if (certificate !== undefined) return certificate.emailAddresses.join(', ') || certificate.subject.text;
  if ('subjectKeyIdentifier' in sid) return `the key ${sid.subjectKeyIdentifier}`;
  return `number ${sid.serialNumber} of ${sid.issuer.text}`;
}

const countersigned = (all: readonly SignerResult[]): string =>
  `${counted(all.length, 'countersignature')}: ${all.map((one) => `${whoOf(one)} (${one.outcome})`).join(', ')}`;

const timeOf = (time: Date | undefined): string =>
  time === undefined ? 'not said' : `${time.toISOString().replace('.000', '')}, by the clock of who signed`;
const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

const failed = (check: Check, palette: Palette): string[] =>
  check.passed ? [] : [failure(check.code, check.message, palette)];

const failure = (code: string, message: string, palette: Palette): string =>
  `  ${palette.bad(`✗ ${code}`)}: ${visible(message)}`;
