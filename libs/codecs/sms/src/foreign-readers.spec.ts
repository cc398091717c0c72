/** Other programs' alphabets and parts beside ours. */
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toHex } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import {
  NationalLanguage,
  lockingTable,
  packedUserData,
  segmentText,
  singleTable,
  unpackedUserData,
  deliveryReceiptText,
} from './index.ts';

const python = process.env['POSTBUS_READERS_PYTHON'];
const has = (module: string): boolean =>
  python !== undefined && spawnSync(python, ['-c', `import ${module}`]).status === 0;
const jars = process.env['POSTBUS_READERS_SMS_JARS'];
const [android] = jars === undefined ? [] : globSync(join(jars, 'android-all-*.jar'));

function ask(script: string, input: unknown): unknown {
  const { status, stdout, stderr } = spawnSync(python ?? 'python3', ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`python: ${stderr}`);
  return JSON.parse(stdout);
}

/** The strings of 128 characters in the constants of Android's GsmAlphabet: 13 locking tables, then 14 single ones. */
const androidScript = String.raw`
import sys, json, struct, zipfile
d = zipfile.ZipFile(json.load(sys.stdin)).read('com/android/internal/telephony/GsmAlphabet.class')
n, i, p, found = struct.unpack('>H', d[8:10])[0], 1, 10, []
while i < n:
    tag = d[p]
    if tag == 1:
        length = struct.unpack('>H', d[p+1:p+3])[0]
        text = d[p+3:p+3+length].replace(b'\xc0\x80', b'\0').decode('utf-8', 'surrogatepass')
        if len(text) == 128 and not text.startswith('('): found.append(text)
        p += 3 + length
    elif tag in (5, 6): p += 9; i += 1
    elif tag in (7, 8, 16): p += 3
    elif tag == 15: p += 4
    else: p += 5
    i += 1
json.dump(found, sys.stdout)
`;

describe('the alphabets of others', () => {
  const table = (units: Uint16Array): string[] => Array.from(units, (unit) => String.fromCharCode(unit || 0x20));

  it.skipIf(android === undefined)("of Android's GsmAlphabet are ours, national tables too", () => {
    const tables = ask(androidScript, android) as string[];
    const locking = [0, ...Object.values(NationalLanguage)].filter((language) => language !== NationalLanguage.Spanish);
    const single = [0, ...Object.values(NationalLanguage)];
    expect(tables).toHaveLength(locking.length + single.length);
    const theirs = tables.map((text) => Array.from(text.replace('\uffff', ' ')));
    expect(locking.map((language) => table(lockingTable(language as NationalLanguage)!))).toEqual(
      theirs.slice(0, locking.length),
    );
    expect(single.map((language) => table(singleTable(language as NationalLanguage)!))).toEqual(
      theirs.slice(locking.length),
    );
  });

  it.skipIf(!has('gsm0338'))('of gsm0338 of Python are ours, with that of Spanish', () => {
    const script = String.raw`
import sys, json, gsm0338
from gsm0338 import charset
import unicodedata
control = {'LINE FEED': '\n', 'CARRIAGE RETURN': '\r', 'FORM FEED': '\f', 'ESCAPE': ''}
t = lambda d: {c: control[n] if n in control else unicodedata.lookup(n) for c, n in d.items()}
json.dump([t(charset.BASIC_CHARACTER_SET), t(charset.BASIC_CHARACTER_SET_EXTENSION), t(charset.SINGLE_SHIFT_CHARACTER_SET_SPANISH)], sys.stdout)
`;
    const [basic, extension, spanish] = ask(script, null) as Record<string, string>[];
    const differing = (theirs: Record<string, string>, ours: Uint16Array) =>
      Object.entries(theirs).filter(
        ([code, character]) => character !== '' && ours[Number(code)] !== character.charCodeAt(0),
      );
    expect(Object.keys(basic!)).toHaveLength(128);
    expect(differing(basic!, lockingTable()!)).toEqual([]);
    expect(differing(extension!, singleTable()!)).toEqual([]);
    expect(differing({ ...extension, ...spanish }, singleTable(NationalLanguage.Spanish)!)).toEqual([]);
  });
});

describe('parts as others read them', () => {
  const texts = ['hellohello', 'Voilà: 100 €, [ok]', 'x'.repeat(158) + '~', 'Ünïcode ж 😀'];

  it.skipIf(!has('smspdudecoder'))('of one message have the text that smspdudecoder finds', () => {
    const script = String.raw`
import sys, json
from smspdudecoder.codecs import GSM, UCS2
json.dump([(GSM if p['alphabet'] == 'gsm' else UCS2).decode(p['hex']) for p in json.load(sys.stdin)], sys.stdout)
`;
    const parts = texts.flatMap((text) => segmentText(text));
    const asked = parts.map((part) => ({ alphabet: part.alphabet, hex: toHex(packedUserData(part).bytes) }));
    expect(ask(script, asked)).toEqual(parts.map(({ text }) => text));
  });

  it.skipIf(!has('smpplib'))('are those that smpplib makes', () => {
    const script = String.raw`
import sys, json
from smpplib import gsm
json.dump([[p.hex() for p in gsm.make_parts(t)[0]] for t in json.load(sys.stdin)], sys.stdout)
`;
    const long = ['x'.repeat(160), 'y'.repeat(161), 'ж'.repeat(70), 'ж'.repeat(300)];
    const theirs = ask(script, long) as string[][];
    const ours = long.map((text) => segmentText(text, { reference: 0 }).map((part) => toHex(unpackedUserData(part))));
    expect(ours).toEqual(theirs.map((parts) => parts.map((part) => part.replace(/^(050003)../, '$100'))));
  });
});

describe('receipts', () => {
  const jsmpp = jars === undefined ? [] : globSync(join(jars, '{jsmpp,slf4j-api}-*.jar'));
  const hasJsmpp = jsmpp.length > 0 && spawnSync('java', ['-version']).status === 0;
  const program = `
import org.jsmpp.bean.*; import org.jsmpp.util.*;
public class ReadReceipt {
  public static void main(String[] args) throws Exception {
    DeliveryReceipt r = new DefaultDecomposer().deliveryReceipt(args[0]);
    System.out.println(String.join(" ", r.getId(), "" + r.getSubmitted(), "" + r.getDelivered(), "" + r.getSubmitDate().getTime(), "" + r.getDoneDate().getTime(), "" + r.getFinalStatus(), r.getError(), r.getText()));
  }
}
`;

  it.skipIf(!hasJsmpp)('that we write are read by jsmpp', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jsmpp-'));
    try {
      writeFileSync(join(folder, 'ReadReceipt.java'), program);
      const submitDate = new Date('2026-11-21T09:30:00Z');
      const doneDate = new Date('2026-11-21T09:31:00Z');
      const text = deliveryReceiptText({
        id: '0123456789',
        state: 5,
        submitDate,
        doneDate,
        error: '011',
        text: 'Hello',
      });
      const run = ['-Duser.timezone=UTC', '-cp', jsmpp.join(delimiter), join(folder, 'ReadReceipt.java'), text];
      const { stdout, stderr } = spawnSync('java', run, { encoding: 'utf8' });
      expect([stdout.trim(), stderr]).toEqual([
        `0123456789 1 0 ${submitDate.getTime()} ${doneDate.getTime()} UNDELIV 011 Hello`,
        expect.any(String),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
