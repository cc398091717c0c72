/*
 * Converts messages with GMime as the bench "convert" has others do it: every header decoded, every part's content
 * decoded into memory, texts made UTF-8.
 *
 *   convert-gmime SECONDS LIST
 *
 * LIST names a file a line. Prints how many messages and bytes a second of the processor were done in whole rounds over all of them.
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static size_t decoded;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void decode_headers(GMimeObject *object) {
  GMimeHeaderList *headers = g_mime_object_get_header_list(object);
  for (int index = 0; index < g_mime_header_list_get_count(headers); index++) {
    const char *value = g_mime_header_get_value(g_mime_header_list_get_header_at(headers, index));
    if (value != NULL) decoded += strlen(value);
  }
}

static void decode_part(GMimeObject *parent, GMimeObject *part, gpointer data) {
  (void)parent;
  (void)data;
  decode_headers(part);
  if (GMIME_IS_MESSAGE_PART(part)) {
    GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
    if (inner != NULL) decode_headers(GMIME_OBJECT(inner));
  } else if (GMIME_IS_TEXT_PART(part)) {
    char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    if (text != NULL) decoded += strlen(text);
    g_free(text);
  } else if (GMIME_IS_PART(part)) {
    GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(part));
    if (content == NULL) return;
    GMimeStream *memory = g_mime_stream_mem_new();
    decoded += g_mime_data_wrapper_write_to_stream(content, memory);
    g_object_unref(memory);
  }
}

static void convert(GByteArray *source) {
  GMimeStream *stream = g_mime_stream_mem_new();
  g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
  g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), source);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
  if (message != NULL) {
    decode_headers(GMIME_OBJECT(message));
    g_mime_message_foreach(message, decode_part, NULL);
    g_object_unref(message);
  }
  g_object_unref(parser);
  g_object_unref(stream);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  double seconds = atof(arguments[1]);
  gchar *list;
  if (!g_file_get_contents(arguments[2], &list, NULL, NULL)) return 1;
  gchar **names = g_strsplit(g_strchomp(list), "\n", -1);
  GPtrArray *sources = g_ptr_array_new();
  size_t size = 0;
  for (gchar **name = names; *name != NULL; name++) {
    gchar *bytes;
    gsize length;
    if (!g_file_get_contents(*name, &bytes, &length, NULL)) return 1;
    g_ptr_array_add(sources, g_byte_array_new_take((guint8 *)bytes, length));
    size += length;
  }
  g_mime_init();
  long rounds = 0;
  double start = now(), end;
  do {
    for (guint index = 0; index < sources->len; index++) convert(g_ptr_array_index(sources, index));
    rounds++;
    end = now();
  } while (end - start < seconds);
  printf("%f %f\n", rounds * sources->len / (end - start), rounds * size / (end - start));
  return decoded == 0;
}
