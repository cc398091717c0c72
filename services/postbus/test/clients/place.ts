/** Where clients of a test find a server: one process that listens for both, or one of several of a cluster. */
export interface Place {
  readonly smtpPort: number;
  /** `http://127.0.0.1:8080` */
  readonly httpOrigin: string;
}

/** Of every account of these tests. */
export const password = 'correct horse';
