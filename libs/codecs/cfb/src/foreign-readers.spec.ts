import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listing, patterned, sampleTree } from './compound-file.fixture.ts';
import { Storage, Stream, readCompoundFile, writeCompoundFile } from './index.ts';

const python = process.env['POSTBUS_READERS_PYTHON'];
/** A folder with the jars of poi-scratchpad and what it depends on. */
const jars = process.env['POSTBUS_READERS_JARS'];

/** Prints path and SHA-256 of all streams of each file, a list a file; writes each anew as FILE.copy. */
const pythonProgram = `
import sys, json, hashlib, olefile
from extract_msg.ole_writer import OleWriter
def listing(path):
    ole = olefile.OleFileIO(path, raise_defects=olefile.DEFECT_POTENTIAL)
    assert not ole.parsing_issues, ole.parsing_issues
    found = ['/' + '/'.join(p) + ' ' + hashlib.sha256(ole.openstream(p).read()).hexdigest() for p in ole.listdir()]
    writer = OleWriter()
    writer.fromOleFile(ole)
    writer.write(path + '.copy')
    ole.close()
    return found
print(json.dumps([listing(path) for path in sys.argv[1:]]))
`;
const javaProgram = `
import java.io.*; import java.security.*; import java.util.*; import org.apache.poi.poifs.filesystem.*;
public class ListFile {
  static void list(DirectoryEntry d, String path, List<String> found) throws Exception {
    for (Entry e : (Iterable<Entry>) d::getEntries) {
      if (e instanceof DirectoryEntry inner) list(inner, path + "/" + e.getName(), found);
      else try (InputStream in = new DocumentInputStream((DocumentEntry) e)) {
        String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
        StringBuilder s = new StringBuilder();
        for (char c : (path + "/" + e.getName() + " " + hash).toCharArray()) s.append(String.format("\\\\u%04x", (int) c));
        found.add("\\"" + s + "\\"");
      }
    }
  }
  public static void main(String[] args) throws Exception {
    List<String> files = new ArrayList<>();
    for (String path : args) {
      List<String> found = new ArrayList<>();
      try (POIFSFileSystem from = new POIFSFileSystem(new File(path)); POIFSFileSystem to = new POIFSFileSystem(); OutputStream out = new FileOutputStream(path + ".copy")) {
        list(from.getRoot(), "", found);
        EntryUtils.copyNodes(from.getRoot(), to.getRoot());
        to.writeFilesystem(out);
      }
      files.add("[" + String.join(",", found) + "]");
    }
    System.out.println("[" + String.join(",", files) + "]");
  }
}
`;

let folder = '';
const trees: Record<string, Storage> = { version3: sampleTree(), version4: sampleTree(), difat: new Storage() };
trees['difat']!.add(new Stream('large', patterned(16_000_000)));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postbus-cfb-'));
  writeFileSync(join(folder, 'ListFile.java'), javaProgram);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes each tree, has `program` list them, and compares; then reads the copies that `program` wrote. */
function expectSame(program: string, args: readonly string[], copied: readonly string[]): void {
  const paths = Object.entries(trees).map(([name, tree]) => {
    const path = join(folder, name);
    writeFileSync(path, writeCompoundFile(tree, { version: name === 'version4' ? 4 : 3 }));
    return path;
  });
  const { status, stdout, stderr } = spawnSync(program, [...args, ...paths], { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(stderr);
  const found = (JSON.parse(stdout) as string[][]).map((list) => list.sort());
  expect(found).toEqual(Object.values(trees).map((tree) => listing(tree)));
  for (const name of copied) {
    const { root, defects } = readCompoundFile(readFileSync(join(folder, `${name}.copy`)));
    expect(defects).toEqual([]);
    expect(listing(root)).toEqual(listing(trees[name]!));
  }
}

describe('compound files of versions 3 and 4 and with a DIFAT', () => {
  it.skipIf(python === undefined)('are listed by olefile without a fault, and read as extract-msg writes them', () => {
    expectSame(python!, ['-c', pythonProgram], ['version3', 'version4', 'difat']);
  });
  it.skipIf(jars === undefined || spawnSync('java', ['-version']).status !== 0)(
    'are listed by Apache POI, and read as it writes them',
    () => {
      const quiet = [
        '-XX:TieredStopAtLevel=1',
        '-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory',
      ];
      expectSame(
        'java',
        [...quiet, '-cp', join(jars!, '*'), join(folder, 'ListFile.java')],
        ['version3', 'version4', 'difat'],
      );
    },
  );
});
