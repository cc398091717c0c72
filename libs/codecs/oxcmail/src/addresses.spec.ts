import {
  PidTagAddressType,
  PidTagDisplayName,
  PidTagDisplayTo,
  PidTagEmailAddress,
  PidTagEntryId,
  PidTagOriginatorDeliveryReportRequested,
  PidTagReadReceiptRequested,
  PidTagReportName,
  PidTagSenderAddressType,
  PidTagSenderEmailAddress,
  PidTagSenderName,
  PidTagSenderSmtpAddress,
  PidTagSentRepresentingEmailAddress,
  PidTagSentRepresentingName,
  PidTagSmtpAddress,
  readOneOffEntryId,
} from '@postbus/mapi';
import { parseMime } from '@postbus/mime';
import { describe, expect, it } from 'vitest';
import { type ToMessageOptions, toMessageObject } from './index.ts';

const convert = (text: string, options?: ToMessageOptions) =>
  toMessageObject(parseMime(new Uint8Array(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'))), options);
const header = (...fields: string[]) => convert(`${fields.join('\n')}\n\nx`).properties;
const rows = (to: string, options?: ToMessageOptions) =>
  convert(`To: ${to}\n\nx`, options).recipients.map((row) => [
    row.get(PidTagAddressType),
    row.get(PidTagEmailAddress),
    row.get(PidTagDisplayName),
    row.get(PidTagSmtpAddress),
  ]);

describe('encapsulated addresses, [MS-OXCMAIL] 2.2.3.1.2', () => {
  const legacyDn = '/O=CONTOSO/OU=FIRST/CN=RECIPIENTS/CN=ANNA MÜLLER';
  const encapsulated = 'IMCEAEX-_O=CONTOSO_OU=FIRST_CN=RECIPIENTS_CN=ANNA+20M+C3+9CLLER';
  it('are taken apart where the domain is one that can deliver to them', () => {
    const options = { imceaDomains: ['contoso.com'] };
    expect(rows(`Anna <${encapsulated}@Contoso.com>`, options)).toEqual([['EX', legacyDn, 'Anna', undefined]]);
    expect(rows('imceaFAX-Bob+40+2B1+20555@contoso.com', options)).toEqual([
      ['FAX', 'Bob@+1 555', 'Bob@+1 555', undefined],
    ]);
  });
  it('stay addresses of the Internet at any other domain', () => {
    const address = `${encapsulated}@example.org`;
    expect(rows(address, { imceaDomains: ['contoso.com'] })).toEqual([['SMTP', address, address, address]]);
    expect(rows(address)).toEqual([['SMTP', address, address, address]]);
  });
  it('are taken apart at a domain that no mail can reach', () => {
    expect(rows('IMCEAMOBILE-+2B15550100@invalid')).toEqual([['MOBILE', '+15550100', '+15550100', undefined]]);
    expect(rows('IMCEASMTP-user+40example+2Ecom@invalid')).toEqual([
      ['SMTP', 'user@example.com', 'user@example.com', 'user@example.com'],
    ]);
  });
  it.each(['IMCEAEX@invalid', 'IMCEAEX-@invalid', 'IMCEA-x@invalid', '-IMCEAEX-x@invalid'])(
    'leaves %s, which encapsulates nothing',
    (address) => expect(rows(address)).toEqual([['SMTP', address, address, address]]),
  );
  it('reads what is no octet as it stands', () => {
    expect(rows('IMCEAX400-a+0+zz+c3@invalid')[0]!.slice(0, 2)).toEqual(['X400', 'a+0+zzÃ']);
  });
  it('give the sender an address of its own type, and none of the Internet', () => {
    const bag = header('From: Anna <IMCEAEX-_O=A_CN=B@invalid>');
    expect([bag.get(PidTagSenderAddressType), bag.get(PidTagSenderEmailAddress)]).toEqual(['EX', '/O=A/CN=B']);
    expect(bag.has(PidTagSenderSmtpAddress)).toBe(false);
  });
  it('stand in one-off entry ids with their type', () => {
    const [row] = convert('To: Anna <IMCEAEX-_O=A_CN=B@invalid>\n\nx').recipients;
    expect(readOneOffEntryId(row!.get(PidTagEntryId)!)).toEqual({
      displayName: 'Anna',
      addressType: 'EX',
      emailAddress: '/O=A/CN=B',
    });
  });
});

describe('addresses of header fields, [MS-OXCMAIL] 2.2.3.1', () => {
  it.each([
    ['=?iso-2022-jp?B?GyRCOzNFREJATzobKEI=?= <t@x.jp>', '山田太郎'],
    ['=?koi8-r?B?6dfBziDpxMHOz9c=?= <i@x.ru>', 'Иван Иданов'],
    ['=?gb2312?B?1cXI/Q==?= <z@x.cn>', '张三'],
    ['=?utf-8?Q?J=C3=BCrgen?= =?utf-8?Q?_W=C3=BCst?= <j@x.de>', 'Jürgen Wüst'],
    ['=?windows-1252*de?Q?M=FCller?= <m@x.de>', 'Müller'],
    ['"M\xfcller, \\"K\\"" <m@x.de>', 'Müller, "K"'],
    ['m@x.de (Kurt M\xfcller)', 'Kurt Müller'],
  ])('reads the display name of %s', (to, name) => {
    expect(rows(to)[0]![2]).toBe(name);
  });
  it('makes rows of the members of groups, and none of an empty group', () => {
    expect(rows('Team: a@x, B <b@x>;, undisclosed-recipients:;, c@x').map((row) => row[1])).toEqual([
      'a@x',
      'b@x',
      'c@x',
    ]);
    expect(header('To: undisclosed-recipients:;').get(PidTagDisplayTo)).toBe('');
  });
  it('names Sender for whom From is represented, 2.2.3.1.3 and 2.2.3.1.4', () => {
    const bag = header('From: Boss <boss@x>, Second <s@x>', 'Sender: Office <office@x>');
    expect([bag.get(PidTagSentRepresentingName), bag.get(PidTagSentRepresentingEmailAddress)]).toEqual([
      'Boss',
      'boss@x',
    ]);
    expect([bag.get(PidTagSenderName), bag.get(PidTagSenderEmailAddress)]).toEqual(['Office', 'office@x']);
    const alone = header('Sender: Office <office@x>');
    expect(alone.get(PidTagSentRepresentingEmailAddress)).toBe('office@x');
  });
  it('asks for a report of delivery where Return-Receipt-To does, 2.2.3.1.5', () => {
    const bag = header('Return-Receipt-To: Anna <a@x>');
    expect([bag.get(PidTagOriginatorDeliveryReportRequested), bag.get(PidTagReportName)]).toEqual([true, 'Anna']);
    expect(bag.has(PidTagReadReceiptRequested)).toBe(false);
  });
});
