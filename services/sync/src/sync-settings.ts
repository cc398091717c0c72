/** The settings of the sync service. Each limit says what it stops. */
import { z } from 'zod';

export const syncSettings = z
  .object({
    http: z
      .string()
      .default('127.0.0.1:8080')
      .describe('Where HTTP listens, `host:port`; passwords are taken on loopback only'),
    https: z.string().default('127.0.0.1:8443').describe('Where HTTPS listens, `host:port`'),
    largestRequestMegabytes: z
      .int()
      .min(1)
      .default(64)
      .describe('Body of one request, a message to send with its attachments; against bodies that fill the memory'),
    leastWaitSeconds: z.int().min(1).default(60).describe('Shortest time that Ping and Sync may ask to wait'),
    mostWaitSeconds: z
      .int()
      .min(60)
      .max(3540)
      .default(3540)
      .describe('Longest time that Ping and Sync may ask to wait'),
    mostCollections: z
      .int()
      .min(1)
      .default(300)
      .describe('Folders of one Sync or Ping; against requests that read for ever'),
    mostDevices: z.int().min(1).default(100).describe('Devices of one mailbox; against a client that invents ids'),
    provisioning: z
      .boolean()
      .default(true)
      .describe('Whether a device must acknowledge the policy before anything else'),
  })
  .describe('sync: ActiveSync');

export type SyncSettings = z.output<typeof syncSettings>;
