/** The settings of the conversion service. Each limit says what it stops. */
import { z } from 'zod';

export const conversionSettings = z
  .object({
    threads: z.int().min(0).max(64).default(0).describe('Worker threads; 0: one a core, two at least'),
    threadMemoryMegabytes: z
      .int()
      .min(64)
      .default(512)
      .describe('Heap of a thread; against a message whose structures fill the memory'),
    timeSeconds: z
      .number()
      .positive()
      .default(30)
      .describe('For one message, and as much again for each 10 MB; against one whose conversion never ends'),
    megabytesInFlight: z
      .int()
      .min(1)
      .default(256)
      .describe('Messages converted at once, in bytes; a larger one goes alone'),
    duplicateWindowHours: z
      .number()
      .min(0)
      .default(24)
      .describe('Within it the same bytes for the same mailbox are kept once; 0 keeps each'),
  })
  .describe('conversion: MIME to mailboxes');

export type ConversionSettings = z.output<typeof conversionSettings>;
