/** The settings of the S/MIME gateway. What is done with whose mail is no setting: `postbus smime policy` tells it. */
import { choice, list, masterKey, optional, section, setting, text } from '@postbus/platform';
import type { z } from 'zod';

export const smimeSettings = section({
  masterKeys: setting(
    list(masterKey()),
    '',
    'What private keys of S/MIME are sealed by: the first seals, all open; the same for every process. Without one no key can be kept',
  ),
  trust: optional(
    text(),
    'PEM file of the authorities whose certificates are trusted, read again when it changes; without it no signature is valid and nobody can be encrypted for',
  ),
  encryption: setting(
    choice('AES-256-CBC', 'AES-256-GCM'),
    'AES-256-CBC',
    'What messages are encrypted by: all programs read CBC; nobody can change GCM on its way, and not all read it',
  ),
  crls: optional(text(), 'Folder of certificate revocation lists, PEM or DER, read again when they change'),
});

export type SmimeSettings = z.output<typeof smimeSettings>;
