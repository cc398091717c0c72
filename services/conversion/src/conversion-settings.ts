/** The settings of the conversion service, in milliseconds and bytes. Each limit says what it stops. */
import { count, duration, section, setting, size } from '@postbus/platform';
import type { z } from 'zod';
import { smimeSettings } from './smime-settings.ts';

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
});

export type ConversionSettings = z.output<typeof conversionSettings>;
