/** Files that Debian's macutils (hexbin, binhex) and Perl's Convert::BinHex write and read, where they are installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type MacFile, binHexOf, macBinaryOf, macFile, readBinHex, readMacBinary } from './index.ts';

const installed = (program: string, argument: string) => spawnSync(program, [argument]).error === undefined;
const hasMacutils = installed('hexbin', '-H') && installed('binhex', '-H');
const hasPerlBinHex = spawnSync('perl', ['-MConvert::BinHex', '-e', '1']).status === 0;

const file: MacFile = macFile({
  name: 'Read Me',
  type: 'TEXT',
  creator: 'ttxt',
  finderFlags: 0x0100,
  dataFork: Uint8Array.from({ length: 3000 }, (_, index) => (index % 700 < 350 ? 0x90 : (index * index) & 0xff)),
  resourceFork: Uint8Array.from({ length: 1000 }, (_, index) => (index % 300 < 280 ? 7 : index & 0xff)),
});
const shown = ({ name, type, creator, dataFork, resourceFork }: MacFile) => ({
  name,
  type,
  creator,
  dataFork,
  resourceFork,
});

function run(program: string, args: readonly string[], input: Uint8Array): Uint8Array {
  const { status, stdout } = spawnSync(program, args, { input, maxBuffer: 1 << 24 });
  expect(status).toBe(0);
  return new Uint8Array(stdout);
}

describe.skipIf(!hasMacutils)('against macutils', () => {
  it('hexbin reads the BinHex that is written', () => {
    const read = readMacBinary(run('hexbin', ['-s'], binHexOf(file)));
    expect(shown(read)).toEqual(shown(file));
  });
  it('BinHex that binhex makes of the MacBinary that is written comes back', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postbus-macutils-'));
    try {
      writeFileSync(join(folder, 'in.bin'), macBinaryOf(file));
      const text = run('binhex', [join(folder, 'in.bin')], new Uint8Array(0));
      expect(shown(readBinHex(text))).toEqual(shown(file));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const perlRead = `
use Convert::BinHex; binmode STDIN; binmode STDOUT;
my $hqx = Convert::BinHex->open(FH => \\*STDIN); $hqx->read_header;
my $read = sub { my ($next, $all) = (shift, ''); while (defined(my $part = $next->())) { $all .= $part } unpack 'H*', $all };
my $data = $read->(sub { $hqx->read_data }); my $resource = $read->(sub { $hqx->read_resource });
print join ' ', unpack('H*', $hqx->filename), $hqx->type, $hqx->creator, $hqx->flags, $data, $resource;
`;

describe.skipIf(!hasPerlBinHex)("against Perl's Convert::BinHex", () => {
  it('reads the BinHex that is written', () => {
    const [name, type, creator, flags, data, resource] = Buffer.from(run('perl', ['-e', perlRead], binHexOf(file)))
      .toString()
      .split(' ');
    expect(Buffer.from(name!, 'hex').toString()).toBe('Read Me');
    expect([type, creator, Number(flags)]).toEqual(['TEXT', 'ttxt', 0x0100]);
    expect(data).toBe(Buffer.from(file.dataFork).toString('hex'));
    expect(resource).toBe(Buffer.from(file.resourceFork).toString('hex'));
  });
});
