/** The certificates that are trusted as they stand. RFC 5280 6.1.1 (d) */
import { toHex } from '@postbus/bytes';
import { type Certificate, readCertificate } from './certificate.ts';
import { certificateLabels, readPem } from './pem.ts';

export class TrustStore {
  private readonly bySubject = new Map<string, Certificate[]>();
  private readonly encodings = new Set<string>();

  constructor(anchors: Iterable<Certificate> = []) {
    for (const anchor of anchors) this.add(anchor);
  }

  /** The certificates in a file of PEM, `ca-certificates.crt` for one. @throws {CmsError} where one cannot be read */
  static ofPem(text: string): TrustStore {
    const blocks = readPem(text).filter(({ label }) => certificateLabels.has(label));
    return new TrustStore(blocks.map(({ bytes }) => readCertificate(bytes)));
  }

  add(anchor: Certificate): void {
    if (this.has(anchor)) return;
    this.encodings.add(toHex(anchor.raw));
    const same = this.bySubject.get(anchor.subject.key);
    if (same === undefined) this.bySubject.set(anchor.subject.key, [anchor]);
    else same.push(anchor);
  }

  get size(): number {
    return this.encodings.size;
  }

  has(certificate: Certificate): boolean {
    return this.bySubject.has(certificate.subject.key) && this.encodings.has(toHex(certificate.raw));
  }

  /** Anchors that may have issued `certificate`, by its issuer. */
  issuersOf(certificate: Certificate): readonly Certificate[] {
    return this.bySubject.get(certificate.issuer.key) ?? [];
  }
}
