/** Python's email package as another reader of what is sent. */
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { spawnSync } from 'node:child_process';

export interface PythonPart {
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fileName: string | null;
  readonly defects: readonly string[];
  readonly parts?: readonly PythonPart[];
  readonly text?: string;
  /** Decoded bytes as base64. */
  readonly data?: string;
}

const script = `
import base64, email, email.policy, json, sys
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
def describe(part):
    described = {'type': part.get_content_type(), 'headers': {k: str(v) for k, v in part.items()},
                 'defects': [type(d).__name__ for d in part.defects], 'fileName': part.get_filename()}
    if part.is_multipart(): described['parts'] = [describe(p) for p in part.get_payload()]
    else:
        data = part.get_payload(decode=True) or b''
        described['data'] = base64.b64encode(data).decode()
        if part.get_content_maintype() == 'text':
            described['text'] = data.decode(part.get_content_charset() or 'ascii')
    return described
json.dump(describe(message), sys.stdout)
`;

export const hasPython = spawnSync('python3', ['-c', 'import email.policy']).status === 0;

export function readByPython(message: Uint8Array): PythonPart {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], { input: message, encoding: 'utf8' });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  return JSON.parse(stdout) as PythonPart;
}

/** The tree of media types: `multipart/mixed(text/plain image/png)`. */
export function shapeOf({ type, parts }: PythonPart): string {
  return parts === undefined ? type : `${type}(${parts.map(shapeOf).join(' ')})`;
}

/** Every part, in order. */
export function allParts(part: PythonPart): PythonPart[] {
  return [part, ...(part.parts ?? []).flatMap(allParts)];
}
