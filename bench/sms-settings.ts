/** The settings under which text messages go to the carrier of the bench, and the requests that submit them. */

const token = { name: 'bench', secret: 'bench-secret-of-the-bench' };
/** Nothing is held up by limits that are against people. */
const plenty = '1000000';

export interface CarrierPlace {
  readonly port: number;
  /** Submissions that may wait for their answers. */
  readonly window: number;
}

export function smsSettings({ port, window }: CarrierPlace): Readonly<Record<string, string>> {
  const carrier = {
    name: 'carrier',
    kind: 'smpp',
    hosts: `127.0.0.1:${port}`,
    systemId: 'bench',
    password: 'bench',
    senders: '12345',
    window,
    rate: Number(plenty),
  };
  return {
    'smsDispatch.channels': JSON.stringify([carrier]),
    'smsDispatch.rules': JSON.stringify([{ channels: ['carrier'] }]),
    'smsDispatch.perUser': plenty,
    'smsDispatch.perDestination': plenty,
    ...apiSettings,
  };
}

/** What lets `apiRequest` in. */
export const apiSettings: Readonly<Record<string, string>> = {
  'sync.api.tokens': `${token.name}:${token.secret}:*`,
  'sync.api.textTokens': token.name,
};

/** A request to send one text message of a mailbox. docs/text-api.json */
export function apiRequest(mailbox: string, to: string, text: string): string {
  const body = JSON.stringify({ to: [to], text });
  return (
    `POST /api/v1/mailboxes/${encodeURIComponent(mailbox)}/text-messages HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
    `Authorization: Bearer ${token.secret}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
