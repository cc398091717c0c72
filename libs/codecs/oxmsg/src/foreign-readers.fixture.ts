/** Readers that were not written here: extract-msg and olefile, Apache POI HSMF, msgconvert. Each is started once for all files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const python = process.env['POSTBUS_READERS_PYTHON'];
/** A folder with the jars of poi-scratchpad and what it depends on. */
export const jars = process.env['POSTBUS_READERS_JARS'];
export const hasPoi = jars !== undefined && spawnSync('java', ['-version']).status === 0;
export const hasMsgconvert = spawnSync('msgconvert', ['--help']).error === undefined;

export interface ForeignMessage {
  readonly subject: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly body: string;
  readonly html: string;
  /** Name and SHA-256 of files, or subject of an embedded message. */
  readonly attachments: readonly (readonly [name: string, content: string])[];
  /** Values, or property tags, by name. */
  readonly named: Readonly<Record<string, unknown>>;
}

const pythonProgram = `
import sys, json, hashlib, email, email.policy, pathlib
import extract_msg, olefile
sha = lambda data: hashlib.sha256(data or b'').hexdigest()
def attachment(a):
    inner = getattr(a, 'data', None)
    if isinstance(inner, extract_msg.MSGFile): return [a.name or '', inner.subject]
    if isinstance(inner, extract_msg.msg_classes.MSGFile): return [a.name or '', inner.subject]
    return [a.longFilename or a.name or '', sha(inner) if isinstance(inner, bytes) else str(type(inner).__name__)]
def message(path):
    ole = olefile.OleFileIO(path, raise_defects=olefile.DEFECT_POTENTIAL)
    assert not ole.parsing_issues, ole.parsing_issues
    ole.close()
    m = extract_msg.openMsg(path, delayAttachments=False, errorBehavior=extract_msg.enums.ErrorBehavior.ATTACH_NOT_IMPLEMENTED)
    named = {}
    for name, guid in m.named.keys():
        named[guid + '|' + name] = m.namedProperties.get((name, guid))
    result = dict(subject=m.subject, sender=m.sender, body=m.body, html=(m.htmlBody or b'').decode('utf-8', 'replace'),
        recipients=[r.name + ' <' + r.email + '>' for r in m.recipients], attachments=[attachment(a) for a in m.attachments], named=named)
    target = path + '.exported.msg'
    m.export(target)
    m.close()
    return result
def mail(path):
    m = email.message_from_bytes(pathlib.Path(path).read_bytes(), policy=email.policy.default)
    plain, html = m.get_body(('plain',)), m.get_body(('html',))
    def part(a):
        content = a.get_content()
        if isinstance(content, email.message.EmailMessage): return [a.get_filename() or '', content['subject']]
        return [a.get_filename() or '', sha(content if isinstance(content, bytes) else content.encode())]
    return dict(subject=m['subject'], sender=str(m['from']), recipients=[str(a) for n in ('to', 'cc', 'bcc') if m[n] for a in m[n].addresses],
        body=plain.get_content() if plain else '', html=html.get_content() if html else '', attachments=[part(a) for a in m.iter_attachments()], named={})
print(json.dumps([message(p) if p.endswith('.msg') else mail(p) for p in sys.argv[1:]], default=str))
`;

/** Reads .msg files by extract-msg, after olefile has found no fault in them, and .eml files by Python's email. */
export function readByPython(paths: readonly string[]): ForeignMessage[] {
  return JSON.parse(run(python!, ['-c', pythonProgram, ...paths])) as ForeignMessage[];
}

const javaProgram = `
import java.io.*; import java.security.*; import java.util.*;
import org.apache.poi.hsmf.*; import org.apache.poi.hsmf.datatypes.*; import org.apache.poi.hpsf.ClassID;
import org.apache.poi.poifs.filesystem.*;
public class ReadMsg {
  static String q(Object o) {
    StringBuilder s = new StringBuilder("\\"");
    for (char c : String.valueOf(o == null ? "" : o).toCharArray()) s.append(String.format("\\\\u%04x", (int) c));
    return s.append("\\"").toString();
  }
  static String list(List<String> l) { return "[" + String.join(",", l) + "]"; }
  static String sha(byte[] b) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(b == null ? new byte[0] : b));
  }
  static String subject(MAPIMessage m) throws Exception { m.setReturnNullOnMissingChunk(true); return m.getSubject(); }
  static String read(File f, String[] names) throws Exception {
    MAPIMessage m = new MAPIMessage(f);
    m.setReturnNullOnMissingChunk(true);
    List<String> recipients = new ArrayList<>(), attachments = new ArrayList<>(), named = new ArrayList<>();
    for (RecipientChunks r : m.getRecipientDetailsChunks()) recipients.add(q(r.getRecipientName() + " <" + r.getRecipientEmailAddress() + ">"));
    for (AttachmentChunks a : m.getAttachmentFiles()) {
      if (a.isEmbeddedMessage()) attachments.add("[\\"\\"," + q(subject(a.getEmbeddedMessage())) + "]");
      else attachments.add("[" + q(a.getAttachLongFileName()) + "," + q(a.getAttachData() == null ? "" : sha(a.getAttachData().getValue())) + "]");
    }
    NameIdChunks ids = m.getNameIdChunks();
    for (String n : names) {
      String[] p = n.split("\\\\|");
      boolean lid = p[1].startsWith("#");
      named.add(q(n) + ":" + ids.getPropertyTag(new ClassID(p[0]), lid ? null : p[1], lid ? Long.parseLong(p[1].substring(1), 16) : 0));
    }
    String html = m.getHtmlBody();
    String result = "{\\"subject\\":" + q(m.getSubject()) + ",\\"sender\\":" + q(m.getDisplayFrom()) + ",\\"body\\":" + q(m.getTextBody())
      + ",\\"html\\":" + q(html) + ",\\"recipients\\":" + list(recipients) + ",\\"attachments\\":" + list(attachments) + ",\\"named\\":{" + String.join(",", named) + "}}";
    m.close();
    if (names.length > 0) try (POIFSFileSystem from = new POIFSFileSystem(f); POIFSFileSystem to = new POIFSFileSystem(); OutputStream out = new FileOutputStream(f + ".poi.msg")) {
      to.getRoot().setStorageClsid(from.getRoot().getStorageClsid());
      EntryUtils.copyNodes(from.getRoot(), to.getRoot());
      to.writeFilesystem(out);
    }
    return result;
  }
  public static void main(String[] args) throws Exception {
    List<String> all = new ArrayList<>();
    String[] names = args[0].isEmpty() ? new String[0] : args[0].split(";");
    for (int i = 1; i < args.length; i++) all.add(read(new File(args[i]), names));
    System.out.println(list(all));
  }
}
`;

/**
 * Reads .msg files by POI, and where there are `names` writes each anew as `FILE.poi.msg`.
 * @param names GUID, `|`, then the name or `#` and the LID; `named` of the result has their property ids by POI's look-up
 */
export function readByPoi(folder: string, names: readonly string[], paths: readonly string[]): ForeignMessage[] {
  const source = join(folder, 'ReadMsg.java');
  writeFileSync(source, javaProgram);
  const quiet = [
    '-XX:TieredStopAtLevel=1',
    '-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory',
  ];
  const output = run('java', [...quiet, '-cp', join(jars!, '*'), source, names.join(';'), ...paths]);
  return JSON.parse(output) as ForeignMessage[];
}

/** Turns each FILE.msg into FILE.eml beside it. */
export function convertByMsgconvert(folder: string, paths: readonly string[]): string[] {
  execFileSync('msgconvert', [...paths], { cwd: folder, stdio: 'pipe' });
  return paths.map((path) => path.replace(/\.msg$/, '.eml'));
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
  return stdout;
}
