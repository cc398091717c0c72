/** Python's email package as another reader of messages. */
import { execFileSync } from 'node:child_process';

const script = `
import email, email.policy, json, sys
message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
def describe(part):
    described = {'type': part.get_content_type(), 'headers': {k: str(v) for k, v in part.items()},
                 'defects': [type(d).__name__ for d in part.defects], 'report': part.get_param('report-type')}
    payload = part.get_payload()
    if part.is_multipart(): described['parts'] = [describe(p) for p in payload]
    else: described['text'] = part.get_payload(decode=True).decode('utf-8', 'replace')
    return described
json.dump(describe(message), sys.stdout)
`;

export interface PythonPart {
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly defects: readonly string[];
  readonly report: string | null;
  readonly parts?: readonly PythonPart[];
  readonly text?: string;
}

/** Whether there is a Python with this module. */
export function pythonHas(module: string): boolean {
  try {
    execFileSync('python3', ['-W', 'ignore', '-c', `import ${module}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export function parsedByPython(message: Uint8Array): PythonPart {
  return JSON.parse(execFileSync('python3', ['-c', script], { input: message, encoding: 'utf8' })) as PythonPart;
}
