import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailCommand, rcptCommand, unmetByMessage, unmetByRecipient } from './envelope.ts';
import { type Extensions, noExtensions } from './extensions.ts';

const facts = { size: 1, eightBit: false, eightBitHeader: false };
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('a', '>', '\r\nDATA\r\n', '"', '\\', '@', 'x.example', ' SIZE=1', '[::1]', 'ü'),
);
const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(''));
const extensions = fc.record<Extensions>({
  pipelining: fc.boolean(),
  eightBitMime: fc.boolean(),
  smtpUtf8: fc.boolean(),
  dsn: fc.boolean(),
  startTls: fc.constant(false),
  size: fc.constant(undefined),
  auth: fc.constant([]),
});

/** What stands between the brackets, and nothing but known parameters behind. */
const command =
  /^(?:MAIL FROM|RCPT TO):<(?<path>[^\p{Cc}]*)>(?: (?:SMTPUTF8|BODY=8BITMIME|NOTIFY=[A-Z,]+|(?:ENVID|ORCPT)=[^\p{Cc}\s]+))*$/u;

describe('commands made of anything', () => {
  it('are one line each, with one path, wherever a next hop is said to take them', () => {
    const property = fc.property(text, text, text, extensions, (address, envid, orcpt, offered) => {
      const sender = { address: `${address}@x.example`, envid };
      const recipient = { address: sender.address, orcpt: `rfc822;${orcpt}`, notify: [envid, 'never'] };
      if (unmetByMessage(sender, facts, offered) === undefined)
        expect(mailCommand(sender, true, facts, offered)).toMatch(command);
      if (unmetByRecipient(recipient, offered) === undefined) expect(rcptCommand(recipient, offered)).toMatch(command);
    });
    fc.assert(property, { numRuns: 4000 });
  });

  it('are ASCII for a server without SMTPUTF8', () => {
    const property = fc.property(text, text, (address, orcpt) => {
      const recipient = { address, orcpt: `utf-8;${orcpt}` };
      const offered = { ...noExtensions, dsn: true };
      if (unmetByRecipient(recipient, offered) === undefined)
        expect(rcptCommand(recipient, offered)).toMatch(/^[ -~]*$/);
    });
    fc.assert(property, { numRuns: 4000 });
  });
});
