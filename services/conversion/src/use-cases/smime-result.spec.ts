/** That nothing which a signer can write keeps a message from its mailbox. */
import { randomUUID } from 'node:crypto';
import { fromRecord, mailVerified } from '@postbus/contracts';
import { PidNameSmimeOutcome, PidNameSmimeSignerAddresses, PidTagSubject, PropertyBag } from '@postbus/mapi';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignerReport, SmimeReport } from '../smime/smime-tasks.ts';
import { verifiedRecord, withSmimeResult } from './smime-result.ts';

const received = {
  id: randomUUID(),
  tenant: 't',
  raw: { sha256: '0'.repeat(64), size: 1 },
  reversePath: { address: 'a@there.example', smtpUtf8: false, body: '7BIT' as const },
  client: { address: '127.0.0.1', helo: 'client', protocol: 'ESMTP' as const },
  recipients: [{ mailbox: 'm', address: 'm@here.example' }],
  receivedAt: '2026-01-02T03:04:05.000Z',
};
const signer: SignerReport = {
  addresses: ['a@there.example'],
  fingerprint: 'ab'.repeat(32),
  signingTime: 0,
  outcome: 'untrusted',
  failures: ['expired'],
};
const report: SmimeReport = { form: 'signed', outcome: 'untrusted', signers: [signer] };

describe('what was found, as an event and as properties', () => {
  it('leaves the object that others get as it is', () => {
    const object = { properties: new PropertyBag().set(PidTagSubject, 'x'), recipients: [], attachments: [] };
    const told = withSmimeResult(object, { report, checkedAt: 0 });
    expect([told.properties.get(PidNameSmimeOutcome), object.properties.has(PidNameSmimeOutcome)]).toEqual([
      'untrusted',
      false,
    ]);
  });

  it('has the same id for the same message and mailbox', () => {
    const idOf = (mailbox: string, checkedAt: number): string =>
      fromRecord(mailVerified, verifiedRecord(received, mailbox, { report, checkedAt }, undefined)).id;
    expect(idOf('m', 1)).toBe(idOf('m', 2));
    expect(idOf('m', 1)).not.toBe(idOf('n', 1));
  });

  it('is bounded, however many sign and whatever their certificates name', () => {
    const many = Array.from({ length: 32 }, () => ({
      ...signer,
      addresses: ['x'.repeat(400), '', ...Array.from({ length: 1000 }, (_, index) => `${index}@${'e'.repeat(300)}`)],
    }));
    const result = { report: { ...report, signers: many }, checkedAt: 0 };
    const { data } = fromRecord(mailVerified, verifiedRecord(received, 'm', result, undefined));
    expect([data.signers.length, ...data.signers.map(({ addresses }) => addresses.length)]).toEqual(Array(9).fill(8));
    const object = { properties: new PropertyBag(), recipients: [], attachments: [] };
    expect(withSmimeResult(object, result).properties.get(PidNameSmimeSignerAddresses)).toHaveLength(64);
  });

  it('can be told of any signer', () => {
    const anyone = fc.record({
      addresses: fc.array(fc.string({ unit: 'binary', maxLength: 400 }), { maxLength: 12 }),
      fingerprint: fc.option(fc.constant('0'.repeat(64)), { nil: undefined }),
      signingTime: fc.option(fc.integer({ min: 0, max: Date.UTC(10_000, 0) - 1 }), { nil: undefined }),
      outcome: fc.constantFrom('valid', 'untrusted', 'broken', 'undecided'),
      failures: fc.constant(['digest-mismatch']),
    });
    fc.assert(
      fc.property(fc.array(anyone, { maxLength: 12 }), (signers) => {
        const result = { report: { ...report, signers: signers as SignerReport[] }, checkedAt: 0 };
        expect(fromRecord(mailVerified, verifiedRecord(received, 'm', result, undefined)).data.id).toBe(received.id);
        withSmimeResult({ properties: new PropertyBag(), recipients: [], attachments: [] }, result);
      }),
    );
  });
});
