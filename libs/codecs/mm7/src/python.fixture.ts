/** Python's email package and ElementTree as a second reader of MM7, for tests. */
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { spawnSync } from 'node:child_process';
import type { Mm7Written } from './index.ts';

/** Tag with its namespace in braces, attributes, text, children. */
export type PythonElement = [string, Readonly<Record<string, string>>, string, PythonElement[]];

export interface PythonMm7 {
  readonly envelope: PythonElement;
  readonly start: string | null;
  readonly types: readonly string[];
  readonly ids: readonly (string | null)[];
  /** Base64 of the leaves of the content. */
  readonly leaves: readonly string[];
  readonly defects: readonly string[];
}

const python = process.env['POSTBUS_READERS_PYTHON'] ?? 'python3';
const script = String.raw`
import sys, json, base64, email, email.policy, xml.etree.ElementTree as tree
def element(e): return [e.tag, dict(e.attrib), e.text or '', [element(c) for c in e]]
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.HTTP)
parts = list(m.iter_parts()) if m.is_multipart() else [m]
json.dump({'envelope': element(tree.fromstring(parts[0].get_payload(decode=True))), 'start': m.get_param('start'),
  'types': [p.get_content_type() for p in [m] + parts], 'ids': [p.get('Content-ID') for p in parts],
  'leaves': [base64.b64encode(p.get_payload(decode=True)).decode() for c in parts[1:] for p in c.walk() if not p.is_multipart()],
  'defects': [repr(d) for p in m.walk() for d in p.defects]}, sys.stdout)
`;

export const hasPython = spawnSync(python, ['-c', 'import email.policy, xml.etree.ElementTree']).status === 0;

/** @throws where Python does not take it */
export function mm7ByPython({ contentType, body }: Mm7Written): PythonMm7 {
  const input = Buffer.concat([Buffer.from(`Content-Type: ${contentType}\r\n\r\n`), body]);
  const { status, stdout, stderr } = spawnSync(python, ['-c', script], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${python}: ${stderr}`);
  return JSON.parse(stdout) as PythonMm7;
}
