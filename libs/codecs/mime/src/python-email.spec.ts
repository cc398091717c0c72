/** Addresses, dates, encoded words and written messages against Python's `email`, where python3 is there. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  addressField,
  dateField,
  decodeEncodedWords,
  leafEntity,
  mailboxes,
  messageEntity,
  multipartEntity,
  parameterizedField,
  parseAddressList,
  parseDateTime,
  parseParameterized,
  textField,
} from './index.ts';

const script = `
import sys, json, base64, email, email.utils, email.header, email.policy
asked = json.load(sys.stdin)
def words(text):
    return str(email.header.make_header(email.header.decode_header(text)))
def date(text):
    parsed = email.utils.parsedate_tz(text)
    return None if parsed is None else [email.utils.mktime_tz(parsed) * 1000, (parsed[9] or 0) // 60]
def parameters(text):
    message = email.message_from_string('Content-Disposition: ' + text + '\\n\\n')
    return message.get_filename()
def tree(part):
    if part.is_multipart():
        return [part.get_content_type(), [tree(inner) for inner in part.iter_parts()] if part.get_content_maintype() == 'multipart' else [tree(part.get_payload(0))]]
    content = part.get_payload(decode=True)
    return [part.get_content_type(), part.get_filename(), base64.b64encode(content).decode()]
def message(raw):
    parsed = email.message_from_bytes(base64.b64decode(raw), policy=email.policy.default)
    return {'subject': parsed['subject'], 'to': [[a.display_name, a.addr_spec] for a in parsed['to'].addresses], 'date': parsed['date'].datetime.isoformat(),
            'defects': [type(d).__name__ for p in parsed.walk() for d in p.defects], 'tree': tree(parsed)}
print(json.dumps({
    'addresses': [email.utils.getaddresses([text]) for text in asked['addresses']],
    'dates': [date(text) for text in asked['dates']],
    'words': [words(text) for text in asked['words']],
    'parameters': [parameters(text) for text in asked['parameters']],
    'messages': [message(raw) for raw in asked['messages']],
}))
`;

const addresses = [
  'a@example.org',
  'A B <a@example.org>',
  '"Doe, John" <john@example.org>, jane@example.org',
  '"Quo\\"ted" <q@example.org>',
  'john@example.org (John Doe)',
  'Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>',
  '<boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>',
  'A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;',
  'Undisclosed recipients:;',
  '"Joe Q. Public" <john.q.public@example.com>',
  '"quoted local"@example.org',
  'Name <"a b"@example.org>',
  'User <user@[192.0.2.1]>',
  '<@route.test:user@example.org>',
  'Name\t<tab@example.org>',
  '',
];
const dates = [
  'Fri, 21 Nov 1997 09:55:06 -0600',
  'Tue, 1 Jul 2003 10:52:37 +0200',
  'Thu, 13 Feb 1969 23:32 -0330',
  '21 Nov 97 09:55:06 GMT',
  'Wed, 11 Feb 98 11:51 CST',
  'Fri, 21 Nov 1997 09(comment):   55  :  06 -0600',
  'Mon, 01 Jan 2024 00:00:00 +0000 (UTC)',
  'Mon Jan  5 10:11:12 2004',
  '1 Jan 2020 12:00:00 EDT',
  'Sun, 29 Feb 2004 23:59:59 +0545',
  'Sat, 31 Dec 1999 23:59:59 PST',
  'Thu, 1 Jan 1970 00:00:00 +0000',
  'nonsense',
];
const words = [
  '=?ISO-8859-1?Q?Andr=E9?= Pirard',
  '=?US-ASCII?Q?Keith_Moore?=',
  '=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=',
  '(=?ISO-8859-1?Q?a?= b)',
  '(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)',
  '(=?ISO-8859-1?Q?a_b?=)',
  '=?utf-8?B?w6TDtsO8?=',
  '=?UTF-8?q?=E2=82=AC_100?=',
  '=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=',
  'plain text',
  'Re: =?koi8-r?B?8NLJ18XU?= and more',
];
const parameters = [
  'attachment; filename="report.pdf"',
  "attachment; filename*=UTF-8''na%C3%AFve%20file.txt",
  'attachment; filename*0="long "; filename*1="name.txt"',
  'attachment; filename*0*=iso-8859-1\'en\'This%20is%20%E4; filename*1*=%20really; filename*2=" long.txt"',
  "attachment; filename*1*=b; filename*0*=utf-8''a",
  'attachment; filename=bare.txt; size=3',
  'attachment; filename="semi;colon.txt"',
];

const content = Uint8Array.from({ length: 700 }, (_, index) => (index * 7) & 0xff);
const text = Buffer.from('Grüße aus Köln = schön.\r\nTrailing blank \r\n.\r\nFrom here\r\n', 'utf8');
function written(): Uint8Array {
  const fields = [
    textField('Subject', 'Ein längerer Betreff mit Umlauten äöü und 日本語 und noch mehr Text, damit er gefaltet wird'),
    addressField('To', [
      { name: 'Dœ, Jóhn', address: 'john@example.org' },
      { name: 'A "B" C', address: 'abc@example.org' },
      { name: '', address: 'x@example.org' },
    ]),
    dateField('Date', Date.UTC(2024, 1, 29, 12, 30, 5), -330),
    'MIME-Version: 1.0',
  ];
  const inner = leafEntity('text/plain', text, {
    fields: [textField('Subject', 'inner')],
    parameters: [['charset', 'utf-8']],
  });
  const attachment = leafEntity('application/pdf', content, {
    disposition: {
      type: 'attachment',
      parameters: [['filename', 'Übersicht über die sehr langen Dateinamen der zweiten Jahreshälfte 2024.pdf']],
    },
  });
  const plain = leafEntity('text/plain', text, {
    parameters: [['charset', 'utf-8']],
    transferEncoding: 'quoted-printable',
  });
  return multipartEntity('mixed', [plain, attachment, messageEntity(inner)], { fields, preamble: 'This is MIME.' });
}

interface Answer {
  readonly addresses: readonly (readonly [name: string, address: string])[][];
  readonly dates: readonly (readonly [epochMs: number, offsetMinutes: number] | null)[];
  readonly words: readonly string[];
  readonly parameters: readonly (string | null)[];
  readonly messages: readonly {
    subject: string;
    to: [string, string][];
    date: string;
    defects: string[];
    tree: unknown;
  }[];
}

function askPython(): Answer | undefined {
  const asked = { addresses, dates, words, parameters, messages: [Buffer.from(written()).toString('base64')] };
  const { error, status, stdout, stderr } = spawnSync('python3', ['-c', script], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
  });
  if (error !== undefined) return undefined;
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
}
const python = askPython();

describe.skipIf(python === undefined)("agrees with Python's email", () => {
  it.each(addresses.map((value, index) => [value, index] as const))('on the addresses of %j', (value, index) => {
    const ours = mailboxes(parseAddressList(value)).map(({ name, address }) => [name, address]);
    expect(ours).toEqual(python!.addresses[index]!.filter(([name, address]) => name !== '' || address !== ''));
  });
  it.each(dates.map((value, index) => [value, index] as const))('on the date %j', (value, index) => {
    const ours = parseDateTime(value);
    expect(ours === undefined ? null : [ours.epochMs, ours.offsetMinutes]).toEqual(python!.dates[index]);
  });
  it.each(words.map((value, index) => [value, index] as const))('on the encoded words of %j', (value, index) => {
    expect(decodeEncodedWords(value)).toBe(python!.words[index]);
  });
  it.each(parameters.map((value, index) => [value, index] as const))('on the file name of %j', (value, index) => {
    expect(parseParameterized(value).parameters.get('filename')).toBe(python!.parameters[index]);
  });
  it('on a message written here: headers, structure, contents, no defects', () => {
    const message = python!.messages[0]!;
    expect(message.subject).toBe(
      'Ein längerer Betreff mit Umlauten äöü und 日本語 und noch mehr Text, damit er gefaltet wird',
    );
    expect(message.to).toEqual([
      ['Dœ, Jóhn', 'john@example.org'],
      ['A "B" C', 'abc@example.org'],
      ['', 'x@example.org'],
    ]);
    expect(new Date(message.date).getTime()).toBe(Date.UTC(2024, 1, 29, 12, 30, 5));
    expect(message.defects).toEqual([]);
    const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
    expect(message.tree).toEqual([
      'multipart/mixed',
      [
        ['text/plain', null, base64(text)],
        [
          'application/pdf',
          'Übersicht über die sehr langen Dateinamen der zweiten Jahreshälfte 2024.pdf',
          base64(content),
        ],
        ['message/rfc822', [['text/plain', null, base64(text)]]],
      ],
    ]);
    expect(parameterizedField('X', 'y')).toBe('X: y');
  });
});
