/** Messages to send: text of a given size, each with a Message-ID and a subject of its own. RFC 5322 */

const line = 'The quick brown fox jumps over the lazy dog, then writes home about the day.\r\n';
/** Stands for the number of a message, in its width. */
const place = '0000000000';
const endOfData = '\r\n.\r\n';

/** @returns gives the content of message `number` as it goes over the wire, `size` bytes with its end of data */
export function messagesOf(size: number): (number: number) => Uint8Array {
  const header = [
    'From: Sender <sender@example.com>',
    'To: Somebody <somebody@example.org>',
    `Subject: Message ${place} of the bench`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${place}.${Date.now()}@example.com>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    '',
  ].join('\r\n');
  const bodySize = size - header.length - endOfData.length;
  const body = line
    .repeat(Math.ceil(bodySize / line.length))
    .slice(0, bodySize)
    .replace(/[\r\n]+$/, (end) => '.'.repeat(end.length));
  const template = Buffer.from(header + body + endOfData, 'latin1');
  const places = [header.indexOf(place), header.lastIndexOf(place)];
  return (number) => {
    const content = Buffer.from(template);
    const text = String(number).padStart(place.length, '0');
    for (const at of places) content.write(text, at, 'latin1');
    return content;
  };
}
