/** Other programs read what we write, and write what we read. */
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toHex } from '@postbus/bytes';
import { describe, expect, it } from 'vitest';
import {
  type PduToWrite,
  commandStatus,
  commands,
  readPdu,
  tlvForms,
  tlvName,
  writePdu,
  type CommandName,
  type TlvName,
  mayCarry,
} from './index.ts';
import { samples } from './samples.fixture.ts';

interface NodeSmppPdu extends Record<string, unknown> {
  toBuffer(): Buffer;
}
const nodeSmpp = createRequire(import.meta.url)('smpp') as {
  PDU: new (command: Uint8Array | string, options?: object) => NodeSmppPdu;
  commands: Record<string, { id: number }>;
  tlvs: Record<string, { id: number }>;
  errors: Record<string, number>;
};
const python = process.env['POSTBUS_READERS_PYTHON'];
const jars = process.env['POSTBUS_READERS_SMS_JARS'];
const hasJsmpp =
  jars !== undefined && globSync(join(jars, 'jsmpp-*.jar')).length > 0 && spawnSync('java', ['-version']).status === 0;
const has = (module: string): boolean =>
  python !== undefined && spawnSync(python, ['-c', `import ${module}`]).status === 0;

const written = samples.map((pdu) => ({ pdu, bytes: writePdu(pdu) }));
const fieldsOf = (pdu: PduToWrite): [string, unknown][] =>
  Object.entries(pdu.body ?? {}).filter(([, value]) => typeof value !== 'object');

describe('npm smpp', () => {
  it('has our operations, parameters and statuses under the same numbers', () => {
    for (const [name, { id }] of Object.entries(commands))
      expect([name, nodeSmpp.commands[name]?.id]).toEqual([name, id]);
    for (const [name, { tag }] of Object.entries(tlvForms)) {
      const theirs = Object.values(nodeSmpp.tlvs).find(({ id }) => id === tag);
      expect([name, theirs?.id]).toEqual([name, tag]);
    }
    // The five of parameters have other names in SMPP 5.0, and 0x100 and above are its own.
    const shared = Object.entries(nodeSmpp.errors).filter(([name, code]) => code < 0x100 && !name.includes('TLV'));
    expect(shared.map(([, code]) => commandStatus(code).name)).toEqual(shared.map(([name]) => name));
    expect(shared).toHaveLength(43);
  });

  it.each(written.map((each) => [each.pdu.command, each] as const))('reads our %s', (command, { pdu, bytes }) => {
    const theirs = new nodeSmpp.PDU(Buffer.from(bytes));
    expect(theirs).toMatchObject({ command, sequence_number: pdu.sequence, command_status: pdu.status ?? 0 });
    for (const [name, value] of fieldsOf(pdu)) {
      if (!/time|period|date/.test(name)) expect([name, theirs[name]]).toEqual([name, value]);
    }
    if (pdu.body !== undefined && 'dest_address' in pdu.body)
      expect(theirs['dest_address']).toEqual(pdu.body.dest_address);
    if (pdu.body !== undefined && 'unsuccess_sme' in pdu.body)
      expect(theirs['unsuccess_sme']).toEqual(pdu.body.unsuccess_sme);
  });

  it('writes what we read', () => {
    for (const { pdu, bytes } of written) {
      const times = Object.entries(pdu.body ?? {}).some(
        ([name, value]) => /time|period|date/.test(name) && value !== '',
      );
      if (times || pdu.command === 'replace_sm' || (pdu.tlvs?.length ?? 0) > 0) continue;
      const body = Object.fromEntries(
        Object.entries(pdu.body ?? {}).map(([name, value]) => [
          name,
          value instanceof Uint8Array ? Buffer.from(value) : value,
        ]),
      );
      const options = { command_status: pdu.status ?? 0, sequence_number: pdu.sequence, ...body };
      const theirs = new Uint8Array(new nodeSmpp.PDU(pdu.command, options).toBuffer());
      expect(readPdu(theirs).defects).toEqual([]);
      expect([pdu.command, toHex(theirs)]).toEqual([pdu.command, toHex(bytes)]);
    }
  });
});

/** What each reads of a PDU: command, status, sequence and fields by their names. */
const smpplibScript = String.raw`
import sys, json, smpplib.smpp, smpplib.client
c = smpplib.client.Client('127.0.0.1', 1, allow_unknown_opt_params=True)
def read(line):
    p = smpplib.smpp.parse_pdu(bytes.fromhex(line), client=c, allow_unknown_opt_params=True)
    fields = {}
    for name in p.params:
        value = getattr(p, name, None)
        if value is not None: fields[name] = value.hex() if name in ('short_message', 'message_payload') else value.decode('latin-1') if isinstance(value, bytes) else value
    return {'command': p.command, 'status': p.status, 'sequence': p.sequence, 'fields': fields}
json.dump([read(line) for line in json.load(sys.stdin)], sys.stdout)
`;
const smppPduScript = String.raw`
import sys, json, io
sys.stdout = sys.stderr
from smpp.pdu.pdu_encoding import PDUEncoder
def read(line):
    p = PDUEncoder().decode(io.BytesIO(bytes.fromhex(line)))
    again = PDUEncoder().encode(p).hex()
    return {'command': p.id.name, 'sequence': p.seqNum, 'again': again}
json.dump([read(line) for line in json.load(sys.stdin)], sys.__stdout__)
`;

function ask(script: string, input: unknown): unknown {
  const { status, stdout, stderr } = spawnSync(python!, ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`python: ${stderr}`);
  return JSON.parse(stdout);
}

describe('Python', () => {
  it.skipIf(!has('smpplib'))('smpplib reads what we write', () => {
    const known = new Set(
      [
        'bind_',
        'submit_sm',
        'deliver_sm',
        'data_sm_resp',
        'query_sm',
        'unbind',
        'enquire_link',
        'generic_nack',
        'alert_',
      ].map(String),
    );
    const asked = written.filter(({ pdu }) => [...known].some((prefix) => pdu.command.startsWith(prefix)));
    interface Read {
      command: string;
      status: number;
      sequence: number;
      fields: Record<string, unknown>;
    }
    const read = ask(
      smpplibScript,
      asked.map(({ bytes }) => toHex(bytes)),
    ) as Read[];
    for (const [index, { pdu }] of asked.entries()) {
      const theirs = read[index]!;
      expect(theirs).toMatchObject({ command: pdu.command, status: pdu.status ?? 0, sequence: pdu.sequence });
      for (const [name, value] of fieldsOf(pdu)) {
        if (value !== '') expect([pdu.command, name, theirs.fields[name]]).toEqual([pdu.command, name, value]);
      }
      const message =
        pdu.body !== undefined && 'short_message' in pdu.body ? pdu.body.short_message! : new Uint8Array(0);
      if (message.length > 0) expect(theirs.fields['short_message']).toBe(toHex(message));
    }
  });

  it.skipIf(!has('smpplib'))('smpplib has our statuses under the same names', () => {
    const script = String.raw`
import json, sys
from smpplib import consts
json.dump({n[5:]: getattr(consts, n) for n in dir(consts) if n.startswith('SMPP_ESME_')}, sys.stdout)
`;
    const theirs = Object.entries(ask(script, null) as Record<string, number>).filter(([, code]) => code < 0x100);
    expect(theirs.map(([, code]) => commandStatus(code).name)).toEqual(theirs.map(([name]) => name));
    expect(theirs).toHaveLength(48);
  });

  it.skipIf(!has('smpp.pdu.pdu_encoding'))('smpp.pdu allows the parameters that we allow', () => {
    const script = String.raw`
import sys, json, re
from smpp.pdu import operations
found = {}
for name in dir(operations):
    kind = getattr(operations, name)
    if getattr(kind, 'optionalParams', None): found[kind.commandId.name] = kind.optionalParams
json.dump(found, sys.stdout)
`;
    const theirs = ask(script, null) as Record<string, string[]>;
    // It adds these for a gateway that it was made for.
    const added = new Set([
      'vendor_specific_bypass',
      'source_network_type',
      'dest_network_type',
      'more_messages_to_send',
    ]);
    const names = Object.keys(tlvForms) as TlvName[];
    for (const command of Object.keys(commands) as CommandName[]) {
      const told = (theirs[command] ?? []).map((name) => name.replace('on_msg_delivery', 'on_message_delivery'));
      const expected = command === 'deliver_sm' ? told.filter((name) => !added.has(name)) : told;
      const ours = names.filter((name) => mayCarry(command, name));
      expect([command, ours.toSorted()]).toEqual([command, expected.filter((name) => name in tlvForms).toSorted()]);
    }
  });

  it.skipIf(!has('smpp.pdu.pdu_encoding'))('smpp.pdu reads what we write, and writes the same', () => {
    // It cannot read lists of destinations, nor replace_sm.
    const asked = written.filter(({ pdu }) => !/^(submit_multi|replace_sm$)/.test(pdu.command));
    const read = ask(
      smppPduScript,
      asked.map(({ bytes }) => toHex(bytes)),
    ) as { command: string; sequence: number; again: string }[];
    expect(read.map(({ command, sequence }) => [command, sequence])).toEqual(
      asked.map(({ pdu }) => [pdu.command, pdu.sequence || null]),
    );
    for (const [index, { bytes }] of asked.entries()) expect(read[index]!.again).toBe(toHex(bytes));
  });
});

/** For each line, an operation of its decomposer and octets: what the getters of the result say, as `name=value`. */
const jsmppProgram = `
import java.lang.reflect.*; import java.util.*; import org.jsmpp.bean.*; import org.jsmpp.util.*;
public class ReadPdu {
  public static void main(String[] args) throws Exception {
    Scanner in = new Scanner(System.in);
    PDUDecomposer decomposer = new DefaultDecomposer();
    while (in.hasNextLine()) {
      String[] line = in.nextLine().split(" ");
      byte[] octets = HexFormat.of().parseHex(line[1]);
      Object pdu = PDUDecomposer.class.getMethod(line[0], byte[].class).invoke(decomposer, (Object) octets);
      TreeMap<String, String> found = new TreeMap<>();
      for (Method m : pdu.getClass().getMethods()) {
        if (!m.getName().startsWith("get") || m.getParameterCount() > 0 || m.getName().equals("getClass")) continue;
        Object value = m.invoke(pdu);
        String name = m.getName().substring(3).toLowerCase();
        if (value instanceof byte[] b) found.put(name, HexFormat.of().formatHex(b));
        else if (value instanceof Byte b) found.put(name, String.valueOf(b & 0xff));
        else if (value instanceof OptionalParameter[] all) for (OptionalParameter p : all) found.put("tlv" + (p.tag & 0xffff), HexFormat.of().formatHex(p.serialize()));
        else if (value instanceof DestinationAddress[] all) found.put(name, String.valueOf(all.length));
        else if (value instanceof UnsuccessDelivery[] all) found.put(name, all[0].getDestinationAddress().getAddress() + " " + all[0].getErrorStatusCode());
        else if (value != null && !value.getClass().isEnum()) found.put(name, String.valueOf(value));
      }
      StringJoiner out = new StringJoiner("\\t");
      found.forEach((k, v) -> out.add(k + "=" + v));
      System.out.println(out);
    }
  }
}
`;
/** Fields that it calls otherwise. */
const jsmppNames: Record<string, string> = {
  destination_addr: 'destaddress',
  replace_if_present_flag: 'replaceifpresent',
  unsuccess_sme: 'unsuccesssmes',
  esme_addr: 'esmeaddr',
};

describe('Java', () => {
  it.skipIf(!hasJsmpp)(
    'jsmpp reads what we write',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'jsmpp-'));
      try {
        writeFileSync(join(folder, 'ReadPdu.java'), jsmppProgram);
        const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
        const operation = (name: string): string =>
          name.startsWith('bind_') ? (name.endsWith('_resp') ? 'bindResp' : 'bind') : camel(name);
        const input = written.map(({ pdu, bytes }) => `${operation(pdu.command)} ${toHex(bytes)}`).join('\n');
        const path = globSync(join(jars!, '{jsmpp,slf4j-api}-*.jar')).join(delimiter);
        const program = join(folder, 'ReadPdu.java');
        expect(existsSync(program)).toBe(true);
        const { status, stdout, stderr } = spawnSync('java', ['-cp', path, program], { input, encoding: 'utf8' });
        if (status !== 0) throw new Error(stderr);
        const lines = stdout.trimEnd().split('\n');
        for (const [index, { pdu, bytes }] of written.entries()) {
          const theirs = new Map(
            lines[index]!.split('\t').map((each) => each.split(/=(.*)/s).slice(0, 2) as [string, string]),
          );
          expect(theirs.get('commandlength')).toBe(String(bytes.length));
          expect(theirs.get('sequencenumber')).toBe(String(pdu.sequence));
          expect(theirs.get('commandstatus')).toBe(String(pdu.status ?? 0));
          let seen = 0;
          for (const [name, value] of fieldsOf(pdu)) {
            const found = theirs.get(jsmppNames[name] ?? name.replaceAll('_', ''));
            if (found === undefined) continue;
            expect([pdu.command, name, found]).toEqual([pdu.command, name, String(value)]);
            seen++;
          }
          expect(seen).toBeGreaterThanOrEqual(Math.min(1, fieldsOf(pdu).length));
          for (const { tag, value } of pdu.tlvs ?? []) {
            expect([pdu.command, tlvName(tag), theirs.get(`tlv${tag}`)?.slice(8)]).toEqual([
              pdu.command,
              tlvName(tag),
              toHex(value),
            ]);
          }
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    60_000,
  );
});
