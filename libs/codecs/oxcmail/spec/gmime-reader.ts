/** GMime as a second reader of messages, for tests: a small program, compiled when it is first asked for. */
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { spawnSync } from 'node:child_process';
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { tmpdir } from 'node:os';
// oxlint-disable-next-line no-restricted-imports -- a test asks a program
import { join } from 'node:path';

export interface GMimePart {
  readonly contentType: string;
  readonly fileName: string;
  readonly contentId: string;
  /** SHA-256 of the decoded content; empty for multiparts and embedded messages. */
  readonly sha256: string;
}

export interface GMimeMessage {
  readonly subject: string;
  /** Each address as GMime shows it: the name and the address in brackets, or the address alone. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** In their order, those of embedded messages among them. */
  readonly parts: readonly GMimePart[];
}

/** Writes lines of fields divided by tabs; messages are divided by the length in front of each. */
const source = String.raw`
#include <gmime/gmime.h>
#include <string.h>
static void field(const char *text) {
  putchar('\t');
  for (const char *at = text == NULL ? "" : text; *at != 0; at++) putchar(*at == '\t' || *at == '\n' || *at == '\r' ? ' ' : *at);
}
static void addresses(const char *kind, InternetAddressList *list) {
  for (int i = 0; list != NULL && i < internet_address_list_length(list); i++) {
    InternetAddress *one = internet_address_list_get_address(list, i);
    if (!INTERNET_ADDRESS_IS_MAILBOX(one)) continue;
    fputs(kind, stdout);
    field(internet_address_get_name(one));
    field(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)));
    putchar('\n');
  }
}
static void part(GMimeObject *parent, GMimeObject *object, gpointer data) {
  GMimeContentType *type = g_mime_object_get_content_type(object);
  char *name = g_mime_content_type_get_mime_type(type);
  char *sum = NULL;
  const char *file = g_mime_object_get_content_disposition_parameter(object, "filename");
  if (GMIME_IS_PART(object) && g_mime_part_get_content(GMIME_PART(object)) != NULL) {
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(object)), stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes->data, bytes->len);
    g_object_unref(stream);
  }
  fputs("part", stdout);
  field(name); field(file); field(g_mime_object_get_content_id(object)); field(sum);
  putchar('\n');
  g_free(name); g_free(sum);
  if (GMIME_IS_MESSAGE_PART(object)) {
    GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
    GMimeObject *top = inner == NULL ? NULL : g_mime_message_get_mime_part(inner);
    if (top != NULL) { part(object, top, data); if (GMIME_IS_MULTIPART(top)) g_mime_multipart_foreach(GMIME_MULTIPART(top), part, data); }
  }
}
int main(void) {
  g_mime_init();
  unsigned long length;
  while (scanf("%lu\n", &length) == 1) {
    char *bytes = g_malloc(length + 1);
    if (fread(bytes, 1, length, stdin) != length) return 1;
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
    puts("message");
    if (message != NULL) {
      fputs("subject", stdout); field(g_mime_message_get_subject(message)); putchar('\n');
      addresses("from", g_mime_message_get_from(message));
      addresses("to", g_mime_message_get_to(message));
      addresses("cc", g_mime_message_get_cc(message));
      GMimeObject *top = g_mime_message_get_mime_part(message);
      if (top != NULL) { part(NULL, top, NULL); if (GMIME_IS_MULTIPART(top)) g_mime_multipart_foreach(GMIME_MULTIPART(top), part, NULL); }
      g_object_unref(message);
    }
    g_object_unref(parser); g_object_unref(stream); g_free(bytes);
  }
  return 0;
}
`;

const flags = spawnSync('pkg-config', ['--cflags', '--libs', 'gmime-3.0'], { encoding: 'utf8' });

/** Whether GMime and a compiler are here. */
export const hasGMime = flags.status === 0 && spawnSync('gcc', ['--version']).status === 0;

/** What GMime reads in each message, by one process. */
export function readWithGMime(messages: readonly Uint8Array[]): readonly GMimeMessage[] {
  const folder = mkdtempSync(join(tmpdir(), 'gmime-reader-'));
  try {
    const program = join(folder, 'reader');
    writeFileSync(`${program}.c`, source);
    run('gcc', ['-o', program, `${program}.c`, ...flags.stdout.trim().split(/\s+/)]);
    const input = Buffer.concat(messages.flatMap((message) => [Buffer.from(`${message.length}\n`), message]));
    return messagesIn(run(program, [], input));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command: string, parameters: readonly string[], input?: Uint8Array): string {
  const { status, stdout, stderr } = spawnSync(command, parameters, {
    ...(input && { input }),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
  return stdout;
}

function messagesIn(text: string): GMimeMessage[] {
  return text
    .split(/^message\n/m)
    .slice(1)
    .map((lines) => {
      const rows = lines.split('\n').map((line) => line.split('\t'));
      const of = (kind: string) => rows.filter(([first]) => first === kind).map(([, ...fields]) => fields);
      const addresses = (kind: string) =>
        of(kind).map(([name = '', address = '']) => (name === '' ? address : `${name} <${address}>`));
      return {
        subject: of('subject')[0]?.[0] ?? '',
        from: addresses('from'),
        to: addresses('to'),
        cc: addresses('cc'),
        parts: of('part').map(([contentType = '', fileName = '', contentId = '', sha256 = '']) => ({
          contentType,
          fileName,
          contentId,
          sha256,
        })),
      };
    });
}
