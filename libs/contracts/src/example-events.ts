/** One event of every topic, for the tests: every optional field is there at least once. */
import type { AccountChanged } from './account-changed.v1.ts';
import type { MailOutbound } from './mail-outbound.v1.ts';
import type { MailReceived } from './mail-received.v1.ts';
import type { MailRefused } from './mail-refused.v1.ts';
import type { MailSubmitted } from './mail-submitted.v1.ts';
import type { MailVerified } from './mail-verified.v1.ts';
import type { MailboxChanged } from './mailbox-changed.v1.ts';
import type { SmsReceived } from './sms-received.v1.ts';
import type { SmsStatus } from './sms-status.v1.ts';
import type { SmsSubmitted } from './sms-submitted.v1.ts';
import type { topics } from './topics.ts';

const raw = { sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', size: 0 };
const id = '0190163d-8694-739b-aea5-966c26f8ad91';
const recipient = {
  address: 'bob@example.net',
  dsn: { notify: ['failure' as const, 'delay' as const], orcpt: 'rfc822;Bob+40example.net' },
};

const mailReceived: MailReceived = {
  id,
  tenant: 'default',
  raw,
  contentSha256: raw.sha256,
  reversePath: { address: 'alice@example.org', smtpUtf8: false, body: '8BITMIME', ret: 'HDRS', envid: 'QQ314159' },
  client: { address: '2001:db8::1', helo: 'mail.example.org', protocol: 'ESMTPS' },
  recipients: [{ mailbox: 'm1', ...recipient }],
  receivedAt: '2026-11-21T08:00:00.000Z',
};

const mailSubmitted: MailSubmitted = {
  id,
  tenant: 'default',
  raw,
  reversePath: { address: 'müller@example.org', smtpUtf8: true, body: '8BITMIME' },
  submitter: 'm1',
  recipients: [recipient],
  submittedAt: '2026-11-21T08:00:00Z',
};

const mailOutbound: MailOutbound = {
  ...mailSubmitted,
  reversePath: { address: '', smtpUtf8: false, body: '7BIT' },
  domain: 'example.net',
};

const mailRefused: MailRefused = {
  ...mailSubmitted,
  recipients: [{ ...recipient, status: '5.7.0', text: 'There is no certificate to encrypt to bob@example.net' }],
};

const mailVerified: MailVerified = {
  id,
  tenant: 'default',
  mailbox: 'm1',
  outcome: 'untrusted',
  form: 'auth-enveloped',
  signers: [
    {
      addresses: ['alice@example.org'],
      fingerprint: raw.sha256,
      signingTime: '2026-11-21T07:59:00.000Z',
      outcome: 'untrusted',
      failures: ['expired'],
    },
  ],
  decrypted: { algorithm: 'AES-256-GCM', authenticated: true },
  receivedAt: '2026-11-21T08:00:00.000Z',
  checkedAt: '2026-11-21T08:00:01.000Z',
};

const mailboxChanged: MailboxChanged = {
  mailbox: 'm1',
  folders: [2, 5],
  hierarchy: false,
  changeNumber: 281474976710655,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

const accountChanged: AccountChanged = { account: 'm1', mailbox: 'm1', change: 'changed', version: 3 };

const smsSubmitted: SmsSubmitted = {
  id,
  tenant: 'default',
  mailbox: 'm1',
  kind: 'sms',
  source: 'mail',
  sender: '+14255550100',
  expiresAt: '2026-11-22T08:00:00.000Z',
  mail: { from: 'alice@example.org', messageId: '<1@example.org>', subject: 'Lunch' },
  submittedAt: '2026-11-21T08:00:00.000Z',
};

const smsStatus: SmsStatus = {
  id,
  version: 3,
  submission: id,
  tenant: 'default',
  mailbox: 'm1',
  kind: 'sms',
  recipients: ['+14255550123'],
  channel: 'carrier-one',
  state: 'failed',
  before: 'dispatched',
  code: 'ESME_RINVDSTADR',
  parts: { total: 2, submitted: 1, delivered: 0 },
  submittedAt: '2026-11-21T08:00:00.000Z',
  changedAt: '2026-11-21T08:00:01.000Z',
};

const smsReceived: SmsReceived = {
  id,
  tenant: 'default',
  mailbox: 'm1',
  kind: 'sms',
  channel: 'carrier-one',
  from: '+14255550123',
  to: '+14255550100',
  parts: 2,
  complete: true,
  as: 'text-message',
  receivedAt: '2026-11-21T08:00:02.000Z',
};

export const examples = {
  mailReceived,
  mailSubmitted,
  mailOutbound,
  mailRefused,
  mailVerified,
  mailboxChanged,
  accountChanged,
  smsSubmitted,
  smsStatus,
  smsReceived,
} satisfies Record<keyof typeof topics, object>;
