/** The settings of the conversion service, in milliseconds and bytes. Each limit says what it stops. */
import { type Kind, count, duration, list, section, setting, size } from '@postbus/platform';
import type { z } from 'zod';
import { smimeSettings } from './smime-settings.ts';

/** `mms.carrier.example=carrier` */
const gatewayOfChannel: Kind<readonly [domain: string, channel: string]> = {
  expected: 'domain=channel',
  read: (written) => {
    const found = typeof written === 'string' ? /^([a-z\d._-]{1,253})=([\w-]{1,64})$/i.exec(written) : null;
    return found === null ? undefined : [found[1]!.toLowerCase(), found[2]!];
  },
};

/** Mail that becomes text messages: docs/text-messages.md */
const textSettings = section({
  longest: setting(count({ min: 1 }), '1600', 'Characters of a text; against a mail that becomes dozens of messages'),
  largest: setting(size({ min: 1 }), '600KiB', 'Bytes of its pictures, audio and video; what carriers take'),
  gateways: setting(
    list(gatewayOfChannel),
    '',
    'Gateways whose mail to people here is multimedia messages: domain=channel',
  ),
});

export const conversionSettings = section({
  threads: setting(count({ min: 0, max: 64 }), '0', 'Worker threads; 0: one a core, two at least'),
  threadMemory: setting(
    size({ min: 64e6 }),
    '512MiB',
    'Heap of a thread; against a message whose structures fill the memory',
  ),
  time: setting(
    duration({ min: 1 }),
    '30s',
    'For one message, and as much again for each 10 MB; against one whose conversion never ends',
  ),
  inFlight: setting(size({ min: 1 }), '256MB', 'Bytes of messages converted at once; a larger message goes alone'),
  duplicateWindow: setting(
    duration(),
    '24h',
    'Within it the same bytes for the same mailbox are kept once; 0 keeps each',
  ),
  smime: smimeSettings,
  texts: textSettings,
});

export type ConversionSettings = z.output<typeof conversionSettings>;
