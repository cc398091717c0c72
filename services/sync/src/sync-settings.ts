/** The settings of the sync service, in milliseconds and bytes. Each limit says what it stops. */
import { count, duration, endpoint, list, onOff, section, setting, size, text } from '@postbus/platform';
import type { z } from 'zod';
import { apiToken } from './mailbox-api/api-token.ts';

const second = 1000;

export const syncSettings = section({
  http: setting(
    endpoint(),
    '127.0.0.1:8080',
    'Where HTTP listens; passwords are taken from loopback only, unless tlsInFront',
  ),
  https: setting(endpoint(), '127.0.0.1:8443', 'Where HTTPS listens'),
  largestRequest: setting(
    size({ min: 1 }),
    '64MB',
    'Body of one request, a message to send with its attachments; against bodies that fill the memory',
  ),
  leastWait: setting(duration({ min: second }), '60s', 'Shortest time that Ping and Sync may ask to wait'),
  mostWait: setting(
    duration({ min: second, max: 3540 * second }),
    '59m',
    'Longest time that Ping and Sync may ask to wait',
  ),
  drain: setting(
    duration({ max: 3600 * second }),
    '0',
    'Over which time requests that wait are let go when the process ends; minutes where thousands wait and go elsewhere',
  ),
  tlsInFront: setting(
    onOff(),
    'false',
    'Whether a proxy that nobody can go round tells, by X-Forwarded-Proto and X-Forwarded-For, who came by TLS',
  ),
  mostCollections: setting(
    count({ min: 1 }),
    '300',
    'Folders of one Sync or Ping; against requests that read for ever',
  ),
  mostDevices: setting(count({ min: 1 }), '100', 'Devices of one mailbox; against a client that invents ids'),
  provisioning: setting(onOff(), 'true', 'Whether a device must acknowledge the policy before anything else'),
  api: section({
    tokens: setting(list(apiToken), '', 'Who may use the mailbox API for pipelines (docs/pipelines.md)'),
    textTokens: setting(
      list(text()),
      '',
      'Names of those of tokens that may send, change and cancel text messages too; the others see what became of them',
    ),
    textChannels: setting(
      list(text()),
      '',
      'Names of the channels of text messages, where sms-dispatch is another process; any name is taken without them',
    ),
    textResend: setting(
      onOff(),
      'false',
      'Whether what a carrier may have is sent again at its owner’s word, where sms-dispatch is another process',
    ),
    largestText: setting(
      size({ min: 1 }),
      '16MB',
      'Body of a request that sends a text message, its attachments in base64; against bodies that are decoded in vain',
    ),
    threads: setting(
      count({ min: 1, max: 256 }),
      '2',
      'Conversions of the mailbox API at once, each in its own thread',
    ),
    memory: setting(
      count({ min: 64 }),
      '512',
      'Heap of such a thread, mebibytes; against a message whose structures exhaust memory',
    ),
    time: setting(duration({ min: second }), '60s', 'Time of one conversion; against one that never ends'),
    mostWaiting: setting(count(), '64', 'Requests that wait for a conversion; the next are answered 503'),
  }),
});

export type SyncSettings = z.output<typeof syncSettings>;
