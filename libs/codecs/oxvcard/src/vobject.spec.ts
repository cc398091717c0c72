/** vCards that Python's vobject reads and writes, where POSTBUS_READERS_PYTHON names a Python that has it. */
import { spawnSync } from 'node:child_process';
import { utf8Bytes } from '@postbus/bytes';
import {
  type MessageObject,
  PidLidEmail1EmailAddress,
  PidLidWorkAddressCity,
  PidNameKeywords,
  PidTagBody,
  PidTagCompanyName,
  PidTagDisplayName,
  PidTagGivenName,
  PidTagMobileTelephoneNumber,
  PidTagSurname,
} from '@postbus/mapi';
import { describe, expect, it } from 'vitest';
import { contactFromVCard, vCardOf } from './index.ts';

const python = process.env['POSTBUS_READERS_PYTHON'];
const hasVobject = python !== undefined && spawnSync(python, ['-c', 'import vobject']).status === 0;

const readScript = `
import sys, json, vobject
card = vobject.readOne(sys.stdin.buffer.read().decode('utf-8'), allowQP=False)
get = lambda name: [line.value for line in card.contents.get(name, [])]
adr = card.adr.value
print(json.dumps({'fn': card.fn.value, 'n': [card.n.value.family, card.n.value.given], 'org': card.org.value,
  'email': get('email'), 'tel': [[t.value, sorted(t.params.get('TYPE', []))] for t in card.contents['tel']],
  'city': adr.city, 'street': adr.street, 'note': card.note.value, 'categories': card.categories.value,
  'photo': card.photo.value.hex(), 'spouse': get('x-ms-spouse')}))
`;

const writeScript = `
import sys, vobject
card = vobject.vCard()
card.add('n').value = vobject.vcard.Name(family='Müller, von', given='Jörg')
card.add('fn').value = 'Jörg von Müller'
card.add('org').value = ['Contoso; Ltd.', 'Sales']
email = card.add('email'); email.value = 'j@example.org'; email.type_param = 'INTERNET'
tel = card.add('tel'); tel.value = '+49 1'; tel.type_param = ['CELL', 'VOICE']
adr = card.add('adr'); adr.value = vobject.vcard.Address(street='1, A St', city='Köln'); adr.type_param = 'WORK'
card.add('note').value = 'one\\ntwo; three, four \\\\ five ' + 'x' * 100
card.add('categories').value = ['a,b', 'c']
sys.stdout.buffer.write(card.serialize().encode('utf-8'))
`;

function run(script: string, input: Uint8Array): Uint8Array {
  const { status, stdout, stderr } = spawnSync(python!, ['-c', script], { input });
  expect([status, stderr.toString()]).toEqual([0, '']);
  return new Uint8Array(stdout);
}

const source = [
  'BEGIN:VCARD',
  'VERSION:4.0',
  'FN:Jörg von Müller',
  'N:Müller\\, von;Jörg;;;',
  'ORG:Contoso\\; Ltd.;Sales',
  'EMAIL:j@example.org',
  'TEL;TYPE=cell:+49 1',
  'TEL;TYPE=work:+49 2',
  'ADR;TYPE=work:;;1\\, A St;Köln;;;',
  `NOTE:one\\ntwo\\; three\\, four \\\\ five ${'漢'.repeat(60)}`,
  'CATEGORIES:a\\,b,c',
  'PHOTO:data:image/jpeg;base64,/9j/4AECAwQ=',
  'RELATED:x',
  'X-SPOUSE:Sam',
  'END:VCARD',
].join('\r\n');

describe.skipIf(!hasVobject)("against Python's vobject", () => {
  it('reads what is written', () => {
    const text = Buffer.from(run(readScript, vCardOf(contactFromVCard(utf8Bytes(source))))).toString();
    expect(JSON.parse(text)).toEqual({
      fn: 'Jörg von Müller',
      n: ['Müller, von', 'Jörg'],
      org: ['Contoso; Ltd.', 'Sales'],
      email: ['j@example.org'],
      tel: [
        ['+49 2', ['pref', 'work']],
        ['+49 1', ['cell']],
      ],
      city: 'Köln',
      street: '1, A St',
      note: `one\ntwo; three, four \\ five ${'漢'.repeat(60)}`,
      categories: ['a,b', 'c'],
      photo: 'ffd8ffe001020304',
      spouse: ['Sam'],
    });
  });
  it('writes what is read', () => {
    const { properties }: MessageObject = contactFromVCard(run(writeScript, new Uint8Array(0)));
    expect(properties.get(PidTagSurname)).toBe('Müller, von');
    expect(properties.get(PidTagGivenName)).toBe('Jörg');
    expect(properties.get(PidTagDisplayName)).toBe('Jörg von Müller');
    expect(properties.get(PidTagCompanyName)).toBe('Contoso; Ltd.');
    expect(properties.get(PidLidEmail1EmailAddress)).toBe('j@example.org');
    expect(properties.get(PidTagMobileTelephoneNumber)).toBe('+49 1');
    expect(properties.get(PidLidWorkAddressCity)).toBe('Köln');
    expect(properties.get(PidTagBody)).toBe(`one\r\ntwo; three, four \\ five ${'x'.repeat(100)}`);
    expect(properties.get(PidNameKeywords)).toEqual(['a,b', 'c']);
  });
});
