/*
 * Signs or verifies messages with OpenSSL's library, one process over many, as `openssl cms` does it to one.
 *
 *   smime-openssl SECONDS sign|verify CERTIFICATE KEY ANCHOR LIST
 *
 * LIST names a file a line: entities to sign, signed messages to verify. Prints how many messages and bytes a second of
 * the processor were done in whole rounds over all of them; fails where a signature is not valid.
 */
#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct message {
  char *bytes;
  int length;
};

static X509 *certificate;
static EVP_PKEY *key;
static X509_STORE *store;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static int sign(const struct message *message) {
  int flags = CMS_DETACHED | CMS_STREAM;
  BIO *in = BIO_new_mem_buf(message->bytes, message->length);
  BIO *out = BIO_new(BIO_s_mem());
  CMS_ContentInfo *cms = CMS_sign(certificate, key, NULL, in, flags);
  int done = cms != NULL && SMIME_write_CMS(out, cms, in, flags);
  CMS_ContentInfo_free(cms);
  BIO_free(out);
  BIO_free(in);
  return done;
}

static int verify(const struct message *message) {
  BIO *in = BIO_new_mem_buf(message->bytes, message->length);
  BIO *out = BIO_new(BIO_s_null());
  BIO *content = NULL;
  CMS_ContentInfo *cms = SMIME_read_CMS(in, &content);
  int valid = cms != NULL && CMS_verify(cms, NULL, store, content, out, 0);
  CMS_ContentInfo_free(cms);
  BIO_free(content);
  BIO_free(out);
  BIO_free(in);
  return valid;
}

static int read_message(const char *name, struct message *message) {
  FILE *file = fopen(name, "rb");
  if (file == NULL) return 0;
  fseek(file, 0, SEEK_END);
  message->length = ftell(file);
  rewind(file);
  message->bytes = malloc(message->length + 1);
  int whole = message->bytes != NULL && fread(message->bytes, 1, message->length, file) == (size_t)message->length;
  fclose(file);
  return whole;
}

static int read_keys(char **files) {
  BIO *in = BIO_new_file(files[0], "r");
  certificate = in == NULL ? NULL : PEM_read_bio_X509(in, NULL, NULL, NULL);
  BIO_free(in);
  in = BIO_new_file(files[1], "r");
  key = in == NULL ? NULL : PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
  BIO_free(in);
  store = X509_STORE_new();
  return certificate != NULL && key != NULL && X509_STORE_load_locations(store, files[2], NULL);
}

int main(int count, char **arguments) {
  if (count != 7) return 2;
  double seconds = atof(arguments[1]);
  int (*handle)(const struct message *) = strcmp(arguments[2], "sign") == 0 ? sign : verify;
  if (!read_keys(arguments + 3)) return 1;
  static struct message messages[4096];
  size_t length = 0, size = 0;
  char name[4096];
  FILE *list = fopen(arguments[6], "r");
  while (list != NULL && length < 4096 && fgets(name, sizeof name, list) != NULL) {
    name[strcspn(name, "\n")] = 0;
    if (!read_message(name, &messages[length])) return 1;
    size += messages[length++].length;
  }
  if (length == 0) return 1;
  long rounds = 0;
  double start = now(), end;
  do {
    for (size_t index = 0; index < length; index++)
      if (!handle(&messages[index])) return 1;
    rounds++;
    end = now();
  } while (end - start < seconds);
  printf("%f %f\n", rounds * length / (end - start), rounds * size / (end - start));
  return 0;
}
