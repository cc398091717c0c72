/** The layers of S/MIME in one message, those that are signed verified. */
import { createHash } from 'node:crypto';
import { type MessageVerification, type SecureForm, type SecurePart, secureParts, verifyMessage } from '@postbus/smime';

export type LayerOptions = Omit<Parameters<typeof verifyMessage>[1], 'from' | 'createHash' | 'limits'>;

export interface VerifiedLayer {
  /** Number of the part as IMAP counts; empty for the message itself. */
  readonly part: string;
  readonly form: SecureForm;
  /** Undefined where the layer is not signed. */
  readonly verification: MessageVerification | undefined;
}

/** The message itself first, then what lies within it; what lies within CMS shows when that is opened. */
export async function verifiedLayers(message: Uint8Array, options: LayerOptions): Promise<VerifiedLayer[]> {
  const layers: VerifiedLayer[] = [];
  for (const part of secureParts(message))
    layers.push({ part: part.path, form: part.form, verification: await verificationOf(part, options) });
  return layers;
}

/** Of a message and of messages embedded in it, whose own From counts; other parts are from who wrote what they are in. */
const isMessage = (path: string): boolean => /^$|(?:^|\.)0$/.test(path);

async function verificationOf(
  { path, form, entity, from }: SecurePart,
  options: LayerOptions,
): Promise<MessageVerification | undefined> {
  if (form !== 'clear-signed' && form !== 'signed') return undefined;
  return verifyMessage(entity, {
    ...options,
    ...(!isMessage(path) && from !== undefined && { from }),
    createHash: (name) => createHash(name.replace('-', '')),
  });
}
