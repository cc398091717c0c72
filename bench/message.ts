/** Messages to send: text of a given size, each with a Message-ID and a subject of its own. RFC 5322 */

const line = 'The quick brown fox jumps over the lazy dog, then writes home about the day.\r\n';
/** Stands for the number of a message, in its width. */
const place = '0000000000';
const endOfData = '\r\n.\r\n';

/** Gives the content of a message by its number as it goes over the wire, dots doubled and the end of data behind it. */
export type MessageContent = (number: number) => Uint8Array;

/** Messages of plain text, `size` bytes each. */
export function messagesOf(size: number): MessageContent {
  const header = headerOf(['Content-Type: text/plain; charset=utf-8']);
  const bodySize = size - header.length - endOfData.length;
  const body = line.repeat(Math.ceil(bodySize / line.length)).slice(0, bodySize);
  return numbered(
    header,
    body.replace(/[\r\n]+$/, (end) => '.'.repeat(end.length)),
  );
}

/** Messages of a short text and one attachment in base64, `size` bytes each. */
export function messagesWithAttachment(size: number): MessageContent {
  const header = headerOf(['Content-Type: multipart/mixed; boundary="part"']);
  const before = [
    '--part',
    'Content-Type: text/plain',
    '',
    'See the attachment.',
    '--part',
    'Content-Type: application/octet-stream; name="data.bin"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="data.bin"',
    '',
    '',
  ].join('\r\n');
  const after = '\r\n--part--';
  const bytes = Buffer.alloc(Math.floor(((size - header.length - before.length - after.length) * 57) / 78), 'Postbus!');
  return numbered(header, before + bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n') + after);
}

function headerOf(fields: readonly string[]): string {
  return [
    'From: Sender <sender@example.com>',
    'To: Somebody <somebody@example.org>',
    `Subject: Message ${place} of the bench`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${place}.${Date.now()}@example.com>`,
    'MIME-Version: 1.0',
    ...fields,
    '',
    '',
  ].join('\r\n');
}

function numbered(header: string, body: string): MessageContent {
  const template = Buffer.from(header + body + endOfData, 'latin1');
  const places = [header.indexOf(place), header.lastIndexOf(place)];
  return (number) => {
    const content = Buffer.from(template);
    const text = String(number).padStart(place.length, '0');
    for (const at of places) content.write(text, at, 'latin1');
    return content;
  };
}
