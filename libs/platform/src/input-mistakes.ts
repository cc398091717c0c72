import { z } from 'zod';

/** What is wrong with an input, as one line: `to[0]: …; text: …`. Tells names of members, never what they hold. */
export function inputMistakes({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${z.core.toDotPath(path)}: ${message}`))
    .join('; ');
}
